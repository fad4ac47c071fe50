"""From a file to bytes, and from bytes to characters: compression, encoding, binary data."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import sys
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO, cast

from dedup.errors import InputError
from dedup.readers.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

STDIN = "-"
BUFFER_BYTES = 1 << 16
UNREADABLE = (OSError, EOFError, zlib.error)

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_PACKED_BYTES = 1 << 14  # little, as it may unpack to very much
_BINARY = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP or office file",
    b"\x89PNG": "a PNG image",
    b"GIF8": "a GIF image",
    b"\xff\xd8\xff": "a JPEG image",
    b"\xd0\xcf\x11\xe0": "an old office file",
    b"{\\rtf": "an RTF file",
}
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# What a text may be that is not UTF-8. Of several that read as words equally well, the first is
# taken: for Portuguese or Swedish the library alone prefers Baltic or terminal encodings.
_LIKELY = (
    *("cp1252", "cp1250", "cp1251", "cp1254", "cp1253", "cp1255", "cp1256", "cp1257", "koi8_r"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{,200}?(?:charset|encoding)=["']?(?P<name>[\w-]+)""", re.IGNORECASE
)
_DECLARED_WITHIN = 4096


@contextmanager
def open_bytes(path: str) -> Iterator[io.BufferedReader]:
    """Open a file or standard input and decompress it if it begins as gzip or Zstandard do.

    Reading may raise any of `UNREADABLE`.
    """
    if path == STDIN:
        raw = io.BufferedReader(cast("io.RawIOBase", sys.stdin.buffer), BUFFER_BYTES)
        try:
            yield _decompressed(raw)
        finally:
            raw.detach()  # standard input is not ours to close
    else:
        with io.BufferedReader(io.FileIO(path), BUFFER_BYTES) as file:
            yield _decompressed(file)


def is_compressed(head: bytes) -> bool:
    """Tell whether a file that begins so is gzip or Zstandard."""
    return head.startswith((_GZIP, _ZSTD))


def refuse_binary(head: bytes) -> None:
    """Raise `InputError` if the bytes are no text in any encoding that is read.

    Text in UTF-16 has NUL bytes too, so it must begin with its byte order mark.
    """
    kind = next((kind for magic, kind in _BINARY.items() if head.startswith(magic)), None)
    if kind is None and b"\0" in head and encoding_mark(head) != "utf-16":
        kind = "binary data"
    if kind:
        raise InputError(f"{kind}, not text")


def encoding_mark(head: bytes) -> str | None:
    """Return the codec that a byte order mark tells, or None."""
    return next((codec for mark, codec in _MARKS.items() if head.startswith(mark)), None)


def encoding_of(head: bytes, path: str, *, whole: bool) -> tuple[str, list[Problem]]:
    """Find the codec of a text.

    Parameters
    ----------
    head : bytes
        The text or its beginning.
    path : str
        The file, as it is shown.
    whole : bool
        Whether that is all; if not, its last character may be cut.

    Returns
    -------
    codec : str
        By the byte order mark; UTF-8 if it is that; as an HTML or XML head
        declares; or guessed.
    problems : list of Problem
        A warning if it is a guess.

    Raises
    ------
    InputError
        If the data are binary or in no known encoding.
    """
    refuse_binary(head)
    if mark := encoding_mark(head):
        return mark, []
    if _is_utf8(head, whole=whole):
        return "utf-8", []
    if declared := _declared(head):
        return declared, []
    codec = _guess(head)
    return codec, [guess_warning(path, codec)]


def guess_warning(path: str, codec: str, line: int | None = None) -> Problem:
    """Say that an encoding is a guess."""
    message = f"not UTF-8; read as {codec}, which is a guess"
    return Problem(path=path, line=line, message=message, severity="warning")


def is_utf8(head: bytes) -> bool:
    """Tell whether a text that begins so may be UTF-8, its last character perhaps cut."""
    return _is_utf8(head, whole=False)


def decode(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """Decode a whole text; line ends stay as they are.

    Returns
    -------
    text : str
        Without a byte order mark.
    problems : list of Problem
        A warning if the encoding is a guess.

    Raises
    ------
    InputError
        If the data are binary, broken or in no known encoding.
    """
    codec, problems = encoding_of(data, path, whole=True)
    try:
        return data.decode(codec), problems
    except UnicodeDecodeError as error:
        raise InputError(f"broken {codec.removesuffix('-sig').upper()}") from error


@contextmanager
def as_text(file: io.BufferedReader, codec: str, *, errors: str = "strict") -> Iterator[TextIO]:
    """Decode a stream, with line ends as they are; closing it is left to who opened it."""
    text = io.TextIOWrapper(file, codec, errors, newline="")
    try:
        yield text
    finally:
        if not file.closed:
            text.detach()


def cannot_read(error: Exception) -> str:
    """Say in one line which of `UNREADABLE` it was."""
    if isinstance(error, EOFError):
        return "the compressed data end too early"
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"


def _is_utf8(head: bytes, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, whole)
    except UnicodeDecodeError:
        return False
    return True


def _declared(head: bytes) -> str | None:
    """Return the codec that the text declares, if it is right; it is not UTF-8 at this point."""
    match = _DECLARED.search(head, 0, _DECLARED_WITHIN)
    if not match or match["name"].lower().startswith(b"utf"):
        return None
    try:
        codec = codecs.lookup(match["name"].decode()).name
        # As browsers do: who declares Latin-1 has often written with curly quotes.
        codec = "cp1252" if codec in {"ascii", "iso8859-1"} else codec
        head.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None
    return codec


def _guess(head: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(head, cp_isolation=list(_LIKELY))
    rank = {codec: -index for index, codec in enumerate(_LIKELY)}
    best = max(matches, key=lambda match: (match.coherence, rank[match.encoding]), default=None)
    if best is None:
        raise InputError("text in an unknown encoding")
    return best.encoding


def _decompressed(raw: io.BufferedReader[Any]) -> io.BufferedReader:
    head = raw.peek(4)
    if head.startswith(_GZIP):
        return io.BufferedReader(gzip.GzipFile(fileobj=raw), BUFFER_BYTES)
    if head.startswith(_ZSTD):
        return io.BufferedReader(_Zstandard(raw), BUFFER_BYTES)
    return raw


class _Zstandard(io.RawIOBase):
    """What Zstandard frames hold; unlike the library's own reader, this one notices a lost end."""

    def __init__(self, raw: io.BufferedReader) -> None:
        self._raw = raw
        self._start_frame()
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready and (packed := self._packed()):
            self._ready = memoryview(self._unpacked(packed))
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _start_frame(self) -> None:
        from zstandard import ZstdDecompressor

        self._frame = ZstdDecompressor().decompressobj()
        self._begun = False

    def _packed(self) -> bytes:
        packed = self._frame.unused_data or self._raw.read(_PACKED_BYTES)
        if self._frame.eof:
            self._start_frame()
        if not packed and self._begun:
            raise EOFError
        return packed

    def _unpacked(self, packed: bytes) -> bytes:
        from zstandard import ZstdError

        self._begun = True
        try:
            return self._frame.decompress(packed)
        except ZstdError as error:
            raise OSError(str(error)) from error
