import gzip
import random

import pytest
import zstandard
from hypothesis import given, strategies as st

from dedup.errors import InputError
from dedup.readers.contents import decode, encoding_of, open_bytes

GERMAN = "Die Fähre lief auf Grund, alle Fahrgäste überlebten, sagte die Küstenwache am Montag. "
FRENCH = "Le président a déclaré que les élèves étaient fâchés à l’école, où l’été s’achève déjà. "
SWEDISH = "Färjan gick på grund på tisdagen och alla räddades, säger sjöfartsverket i Malmö. "
TURKISH = "Feribot salı sabahı karaya oturdu, tüm yolcular kurtarıldı, dedi sahil güvenlik şefi. "
RUSSIAN = "Паром сел на мель во вторник утром, все пассажиры спасены, сообщила береговая охрана. "
JAPANESE = "フェリーは火曜日の朝に座礁し、乗客全員が救助されたと沿岸警備隊は述べた。"


@given(st.text())
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_decode_reverses_encode(codec, text):
    """UTF-8 with or without mark and UTF-16 with mark come back as they were, line ends and all."""
    if "\0" not in text and not text.startswith(("%PDF-", "PK", "GIF8", "{\\rtf", "\ufeff")):
        assert decode(text.encode(codec), "f") == (text, [])


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        (SWEDISH, "cp1252"),
        (TURKISH, "cp1254"),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "shift_jis"),
        ("naïve", "cp1252"),
    ],
)
def test_old_encoding_is_guessed_with_a_warning(text, codec):
    """What is not Unicode is guessed, and the guess is told without counting as an error."""
    decoded, [problem] = decode(text.encode(codec), "f")

    assert decoded == text
    assert problem.severity == "warning"
    assert str(problem).startswith("f: not UTF-8; read as cp")


def test_declared_encoding_is_no_guess():
    """An encoding that an HTML head declares is believed if it fits; Latin-1 means cp1252."""
    page = '<meta charset="iso-8859-1">“Żółw”'.replace("Żółw", "tortue")

    assert decode(page.encode("cp1252"), "f") == (page, [])


@pytest.mark.parametrize("name", ["utf-8", "no-such", "hex"])
def test_wrong_declaration_is_passed_over(name):
    """An encoding that is declared and cannot be is guessed as if nothing were declared."""
    page = f"<meta charset={name}>{GERMAN}"

    decoded, [problem] = decode(page.encode("cp1252"), "f")

    assert decoded == page
    assert problem.severity == "warning"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7", "a PDF file, not text"),
        (b"PK\x03\x04..", "a ZIP or office file, not text"),
        (b"\x89PNG\r\n", "a PNG image, not text"),
        (b"text\0text", "binary data, not text"),
        (b"\xff\xfea", "broken UTF-16"),
        (bytes(range(1, 256)), "text in an unknown encoding"),
        (b"\xef\xbb\xbf\xff", "broken UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(data, message):
    """Binary data and broken Unicode are told by kind."""
    with pytest.raises(InputError, match=message):
        decode(data, "f")


def test_beginning_may_cut_a_character():
    """The first bytes of UTF-8 are UTF-8 wherever they end."""
    head = "ä".encode()[:1]

    assert encoding_of(head, "f", whole=False) == ("utf-8", [])
    assert encoding_of(head, "f", whole=True)[0] != "utf-8"


def compressed(data, kind):
    return gzip.compress(data) if kind == "gz" else zstandard.compress(data)


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_compression_is_seen_through(tmp_path, kind):
    """Compressed data are known by their first bytes, and several streams in a row are one."""
    data = random.Random(1).randbytes(300_000)
    path = tmp_path / "any-name"
    path.write_bytes(compressed(data[:200_000], kind) + compressed(data[200_000:], kind))

    with open_bytes(str(path)) as file:
        assert file.read() == data


def test_damaged_data_are_noticed(tmp_path):
    """A block that no compressor writes is an error, as a damaged disk is."""
    path = tmp_path / "any-name"
    path.write_bytes(zstandard.compress(b"text")[:-7] + b"\xff" * 7)

    with open_bytes(str(path)) as file, pytest.raises(OSError):
        file.read()


@pytest.mark.parametrize("kind", ["gz", "zst"])
@pytest.mark.parametrize("kept", [5, 1_000, 100_000, -1])
def test_lost_end_is_noticed(tmp_path, kind, kept):
    """Compressed data that end too early never pass for the whole."""
    path = tmp_path / "any-name"
    path.write_bytes(compressed(random.Random(1).randbytes(300_000), kind)[:kept])

    with open_bytes(str(path)) as file, pytest.raises(EOFError):
        file.read()
