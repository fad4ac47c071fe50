import pytest

from dedup.readers.formats import Format, format_of, sniff


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.txt", Format.PLAIN),
        ("a.b/c.TEXT", Format.PLAIN),
        ("a.markdown.gz", Format.MARKDOWN),
        ("a.xhtml", Format.HTML),
        ("a.ndjson.zst", Format.JSON_LINES),
        ("a.tsv", Format.TABLE),
        ("a.jpg", None),
        ("a.gz", None),
        ("LICENSE", None),
        (".txt", None),
    ],
)
def test_extension_tells_format(path, expected):
    """The last extension counts, in any case, seen through the one of a compression."""
    assert format_of(path) is expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"", Format.PLAIN),
        (b"[AFP] A ferry", Format.PLAIN),
        (b"{a brace", Format.PLAIN),
        (b"\n<!DOCTYPE html>", Format.HTML),
        (b"<html lang=en>", Format.HTML),
        (b'\xef\xbb\xbf{"text": "a"}\n', Format.JSON_LINES),
        (b'{\n  "text": "a"}', Format.JSON),
        (b'[{"text": "a"}]', Format.JSON),
        (b"PAR1\x15", Format.PARQUET),
    ],
)
def test_first_bytes_tell_format(head, expected):
    """Without a known extension the beginning decides, and plain text is what remains."""
    assert sniff(head) is expected
