"""Near-copies one by one: articles that arrive singly meet a ``datasketch.MinHashLSH``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dedup.search.minhash import EMPTY, MinHashScheme, signatures, to_datasketch
from dedup.search.shingles import shingle_hashes
from dedup.search.words import word_hashes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datasketch import MinHash

    from dedup.search.bands import Bands


class NearIndex:
    """An index that grows by one article at a time and finds the near-copies of another.

    For the same scheme and bands it finds the pairs that ``near_pairs`` finds among all.

    Parameters
    ----------
    scheme : MinHashScheme
    bands : Bands
        At most ``num_perm`` entries in all.
    storage_config : mapping, optional
        Where datasketch keeps the index, such as ``{"type": "redis", "basename": b"news", …}``;
        in memory by default. Keys are stored as UTF-8 bytes, never pickled, so what another
        program wrote there is only ever read as text.

    Examples
    --------
    >>> from dedup.search import Bands
    >>> index = NearIndex(MinHashScheme(), Bands(bands=42, rows=3))
    >>> index.add("wire", "A ferry ran aground off Tarn on Tuesday with 212 aboard.")
    >>> index.query("A ferry ran aground off Tarn on Tuesday with 212 on board.")
    ['wire']
    """

    def __init__(
        self,
        scheme: MinHashScheme,
        bands: Bands,
        *,
        storage_config: Mapping[str, Any] | None = None,
    ) -> None:
        from datasketch import MinHashLSH

        self._scheme = scheme
        self._index = MinHashLSH(
            num_perm=scheme.num_perm,
            params=(bands.bands, bands.rows),
            storage_config=dict(storage_config) if storage_config else None,
            prepickle=False,
        )

    def __contains__(self, key: str) -> bool:
        return key.encode() in self._index

    def add(self, key: str, text: str) -> None:
        """Add an article; one without words can never be found and is left out.

        Raises
        ------
        ValueError
            If the key is there already.
        """
        if (sketch := self._sketch(text)) is not None:
            self._index.insert(key.encode(), sketch)

    def query(self, text: str) -> list[str]:
        """Return the keys of the articles that share a band with a text, sorted."""
        sketch = self._sketch(text)
        return [] if sketch is None else sorted(key.decode() for key in self._index.query(sketch))

    def remove(self, key: str) -> None:
        """Remove an article.

        Raises
        ------
        ValueError
            If it is not there.
        """
        self._index.remove(key.encode())

    def _sketch(self, text: str) -> MinHash | None:
        shingles = shingle_hashes(word_hashes([text]), width=self._scheme.width)
        signed = signatures(shingles, self._scheme)
        return None if (signed.values == EMPTY).all() else to_datasketch(signed)[0]
