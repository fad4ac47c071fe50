"""Articles to what an archive stores of them: all that several processes can do side by side."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.archive.records import SentenceFingerprints
from dedup.archive.sentences import fingerprint_all
from dedup.search import (
    Ragged,
    Signatures,
    concatenate,
    content_sketches,
    shingle_hashes,
    signatures,
    take_rows,
    word_hashes,
)
from dedup.search.minhash import EMPTY
from dedup.search.shingles import mix64

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.archive.identity import Identity
    from dedup.article import Article

DIGEST_BYTES = 16
_LEVEL = 3


class Facts(NamedTuple):
    """What is stored of an article beside its text, in the order of the columns."""

    id: str
    title: str | None
    published: str | None
    outlet: str | None
    credit: str | None
    language: str | None
    path: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A batch of articles as it is stored; the row number is the position everywhere.

    Parameters
    ----------
    facts : list of Facts
    digests : list of bytes
        Of the texts: equal ones are the same text.
    signed : Signatures
    content : Ragged
        Content sketches.
    sentences : list of bytes
        Sentence fingerprints.
    texts : list of bytes, or None
        Compressed texts, if they are kept.
    """

    facts: list[Facts]
    digests: list[bytes]
    signed: Signatures
    content: Ragged
    sentences: list[bytes]
    texts: list[bytes] | None

    def __len__(self) -> int:
        return len(self.facts)

    def take(self, rows: Sequence[int]) -> Prepared:
        """Return some rows, in the order asked for."""
        numbers = np.array(rows, np.int64)
        return Prepared(
            facts=[self.facts[row] for row in rows],
            digests=[self.digests[row] for row in rows],
            signed=Signatures(values=self.signed.values[numbers], scheme=self.signed.scheme),
            content=take_rows(self.content, numbers),
            sentences=[self.sentences[row] for row in rows],
            texts=None if self.texts is None else [self.texts[row] for row in rows],
        )


def prepare(articles: Sequence[Article], identity: Identity, *, keep_text: bool) -> Prepared:
    """Sketch, fingerprint and compress articles.

    Parameters
    ----------
    articles : sequence of Article
    identity : Identity
        Of the archive they are for.
    keep_text : bool
        Whether it keeps texts.
    """
    texts = [article.text for article in articles]
    prints, shingles = fingerprint_all(texts, width=identity.near.width)
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    return Prepared(
        facts=[_facts(article) for article in articles],
        digests=[hashlib.blake2b(data, digest_size=DIGEST_BYTES).digest() for data in encoded],
        signed=signatures(shingles, identity.near),
        content=content_sketches(texts, identity.rewrites),
        sentences=[packed_sentences(found) for found in prints],
        texts=_compressed(encoded) if keep_text else None,
    )


def sketch(texts: Sequence[str], identity: Identity) -> tuple[Signatures, Ragged]:
    """Return the sketches of both searches."""
    shingles = shingle_hashes(word_hashes(texts), width=identity.near.width)
    return signatures(shingles, identity.near), content_sketches(texts, identity.rewrites)


def joined(batches: Sequence[Prepared]) -> Prepared:
    """Put batches together; there is at least one."""
    if len(batches) == 1:
        return batches[0]
    values = np.concatenate([batch.signed.values for batch in batches])
    texts = [text for batch in batches for text in batch.texts or []]
    return Prepared(
        facts=[facts for batch in batches for facts in batch.facts],
        digests=[digest for batch in batches for digest in batch.digests],
        signed=Signatures(values=values, scheme=batches[0].signed.scheme),
        content=concatenate([batch.content for batch in batches]),
        sentences=[prints for batch in batches for prints in batch.sentences],
        texts=None if batches[0].texts is None else texts,
    )


def band_keys(values: NDArray[np.uint32], bands: int, rows: int) -> NDArray[np.uint32]:
    """Hash each band of each signature, and the number of the band.

    Parameters
    ----------
    values : ndarray of shape (n_articles, num_perm), dtype uint32
    bands, rows : int
        Number of bands, and of entries in each.

    Returns
    -------
    ndarray of shape (n_articles, bands), dtype uint32
        Equal for equal bands; for others but for a chance of 2^-32, which the estimate of
        similarity then sorts out.
    """
    cut = values[:, : bands * rows].reshape(len(values), bands, rows).astype(np.uint64)
    hashes = np.tile(mix64(np.arange(1, bands + 1, dtype=np.uint64)), (len(values), 1))
    for row in range(rows):
        hashes = mix64(hashes ^ cut[:, :, row])
    return np.asarray(hashes >> np.uint64(32), np.uint32)


def has_words(values: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Tell which signatures are those of articles with words."""
    return np.asarray((values != EMPTY).any(axis=1))


def packed_sentences(prints: SentenceFingerprints) -> bytes:
    """Write sentence fingerprints as bytes: 16 for each sentence."""
    spans = prints.spans
    lengths = spans[:, 1] - spans[:, 0]
    return b"".join(
        (
            prints.shingles.to_bytes(4, "little"),
            prints.hashes.astype("<u8").tobytes(),
            spans[:, 0].astype("<u4").tobytes(),
            lengths.astype("<u4").tobytes(),
        )
    )


def unpacked_sentences(data: bytes) -> SentenceFingerprints:
    """Read what ``packed_sentences`` wrote."""
    count = (len(data) - 4) // 16
    hashes = np.frombuffer(data, "<u8", count, 4)
    starts = np.frombuffer(data, "<u4", count, 4 + 8 * count).astype(np.int64)
    lengths = np.frombuffer(data, "<u4", count, 4 + 12 * count)
    return SentenceFingerprints(
        hashes=hashes.astype(np.uint64),
        spans=np.stack([starts, starts + lengths], axis=1),
        shingles=int.from_bytes(data[:4], "little"),
    )


def text_of(data: bytes) -> str:
    """Read a compressed text.

    Raises
    ------
    ValueError
        If it is damaged.
    """
    import zstandard

    try:
        return zstandard.ZstdDecompressor().decompress(data).decode("utf-8", "surrogatepass")
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


def _compressed(texts: Sequence[bytes]) -> list[bytes]:
    import zstandard  # who only asks an archive without texts need not wait for it

    compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    return [compressor.compress(text) for text in texts]


def _facts(article: Article) -> Facts:
    values = {name: getattr(article, name) for name in Facts._fields}
    return Facts(**{name: value and _clean(value) for name, value in values.items()})


def _clean(value: str) -> str:
    """Replace what SQLite cannot hold as text: halves of surrogate pairs."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
