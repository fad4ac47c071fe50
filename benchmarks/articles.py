"""A seeded generator of news-like articles with planted copies.

    python -m benchmarks.articles 100000 articles.jsonl

Words follow Zipf's law over a vocabulary of English function words and invented words, some
of them accented or capitalised; sentences have 8 to 30 words; articles have
about 550 words in paragraphs, with quotation marks and dashes. A fifth of the articles are
copies of another one: a share of the words replaced (5 to 50 %), every tenth sentence dropped,
in every second copy some sentences moved.
Beside the articles stands ``*.truth.jsonl``: ``{"a", "b", "edits", "jaccard"}`` for each
planted pair, with the exact Jaccard similarity of 3-word shingles, computed by Python sets.
"""

from __future__ import annotations

import argparse
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

EDITS = (0.05, 0.1, 0.2, 0.3, 0.5)
VOCABULARY = 60_000
COPY_SHARE = 0.2
DROP_SHARE = 0.1
MEAN_WORDS = 550
# The commonest words are English ones, as in news: they make near half of any text.
_FUNCTION_WORDS = [
    "the",
    "of",
    "to",
    "and",
    "in",
    "a",
    "that",
    "for",
    "was",
    "on",
    "is",
    "with",
    "said",
    "as",
    "by",
    "it",
    "at",
    "from",
    "he",
    "be",
    "has",
    "his",
    "have",
    "an",
    "but",
    "are",
    "not",
    "were",
    "this",
    "which",
    "will",
    "had",
    "who",
    "they",
    "their",
    "been",
    "its",
    "or",
    "one",
    "more",
    "after",
    "would",
    "there",
    "about",
    "i",
    "we",
    "when",
    "two",
    "all",
    "over",
    "she",
    "if",
    "than",
    "last",
    "also",
    "into",
    "so",
    "her",
    "out",
    "first",
    "new",
    "up",
    "what",
    "before",
    "other",
    "some",
    "could",
    "no",
    "new",
    "them",
    "him",
    "then",
    "against",
    "can",
    "where",
    "only",
    "during",
    "our",
    "through",
    "under",
    "while",
    "between",
    "since",
    "those",
    "these",
    "because",
    "such",
    "do",
    "you",
    "how",
    "may",
    "any",
    "should",
    "did",
    "being",
    "just",
    "most",
    "very",
]
_ONSETS = [
    "b",
    "c",
    "d",
    "f",
    "g",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "w",
    "br",
    "ch",
    "cl",
    "dr",
    "fr",
    "gr",
    "pl",
    "pr",
    "sh",
    "st",
    "tr",
] * 3 + ["ž"]
_VOWELS = ["a", "e", "i", "o", "u", "a", "e", "i", "o", "a", "e", "ai", "ea", "ie", "ou"] * 6 + [
    "é",
    "ö",
    "ü",
    "ø",
]
_CODAS = ["", "", "", "n", "r", "s", "t", "l", "m", "nd", "st", "rk"]
_SYLLABLE = (_ONSETS, _VOWELS, _CODAS)


def vocabulary(rng: np.random.Generator) -> list[str]:
    """Return distinct words, the commonest first; a tenth of the rare ones are names."""
    words: dict[str, None] = dict.fromkeys(_FUNCTION_WORDS)
    while len(words) < VOCABULARY:
        syllables = 1 + int(rng.integers(0, 1 + min(2, len(words) // 150)))
        parts = (rng.choice(letters) for _ in range(syllables) for letters in _SYLLABLE)
        word = "".join(parts)
        words[word.capitalize() if len(words) > 500 and rng.random() < 0.1 else word] = None
    return list(words)


class Writer:
    """Writes articles as lists of sentences, each a list of words."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.words = np.array(vocabulary(self.rng), dtype=object)
        weights = 1 / (np.arange(VOCABULARY) + 2.7) ** 1.05
        self._cumulative = np.cumsum(weights / weights.sum())

    def draw(self, count: int) -> list[str]:
        """Draw words by Zipf's law."""
        ranks = np.searchsorted(self._cumulative, self.rng.random(count))
        return self.words[np.minimum(ranks, VOCABULARY - 1)].tolist()

    def original(self) -> list[list[str]]:
        """Write a new article."""
        length = int(np.clip(self.rng.lognormal(np.log(MEAN_WORDS), 0.25), 120, 2000))
        words = self.draw(length)
        cuts = np.cumsum(self.rng.integers(8, 31, length // 8 + 1))
        starts = [0, *cuts[cuts < length - 4].tolist(), length]
        return [words[a:b] for a, b in pairwise(starts)]

    def copy(self, sentences: list[list[str]], edits: float) -> list[list[str]]:
        """Replace a share of the words, drop some sentences, in every second copy move some."""
        kept = [s for s in sentences if self.rng.random() >= DROP_SHARE] or sentences[:1]
        copied = []
        for sentence in kept:
            changed = self.rng.random(len(sentence)) < edits
            fresh = iter(self.draw(int(changed.sum())))
            copied.append([next(fresh) if c else w for w, c in zip(sentence, changed, strict=True)])
        if self.rng.random() < 0.5:
            for _ in range(len(copied) // 5):
                i, j = self.rng.integers(0, len(copied), 2)
                copied[i], copied[j] = copied[j], copied[i]
        return copied


def as_text(sentences: list[list[str]]) -> str:
    """Set sentences as paragraphs; every seventh is speech, every fifth has a dash."""
    paragraphs = []
    for first in range(0, len(sentences), 3):
        paragraph = []
        for number, words in enumerate(sentences[first : first + 3], start=first):
            line = " ".join(words)
            line = line[:1].upper() + line[1:] + "."
            if number % 7 == 3:
                line = f"“{line}”"
            elif number % 5 == 1:
                line = line.replace(" ", " — ", 1)
            paragraph.append(line)
        paragraphs.append(" ".join(paragraph))
    return "\n".join(paragraphs)


def articles(count: int, seed: int) -> Iterator[tuple[str, tuple[int, float] | None]]:
    """Yield texts, each with the number of the article it copies and the share of edits."""
    writer = Writer(seed)
    recent: list[tuple[int, list[list[str]]]] = []
    for number in range(count):
        if recent and writer.rng.random() < COPY_SHARE:
            source, sentences = recent[int(writer.rng.integers(0, len(recent)))]
            edits = float(writer.rng.choice(EDITS))
            yield as_text(writer.copy(sentences, edits)), (source, edits)
            continue
        sentences = writer.original()
        recent.append((number, sentences))
        if len(recent) > 2000:
            recent.pop(0)
        yield as_text(sentences), None


def shingles(text: str) -> set[tuple[str, ...]]:
    """Return the 3-word shingles of a text, by plain Python."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}


def jaccard(a: str, b: str) -> float:
    """Exact Jaccard similarity of 3-word shingles."""
    left, right = shingles(a), shingles(b)
    return len(left & right) / len(left | right)


def write(count: int, path: Path, seed: int = 1) -> None:
    """Write ``path`` and its truth; existing files of the same name are kept as they are."""
    truth = path.with_suffix(".truth.jsonl")
    if path.exists() and truth.exists():
        return
    texts: dict[int, str] = {}
    with path.open("w", encoding="utf-8") as out, truth.open("w", encoding="utf-8") as pairs:
        for number, (text, origin) in enumerate(articles(count, seed)):
            out.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
            if origin is None:
                texts[number] = text
                texts.pop(number - 4000, None)
                continue
            source, edits = origin
            row = {"a": str(source), "b": str(number), "edits": edits}
            row["jaccard"] = round(jaccard(texts[source], text), 4) if source in texts else None
            pairs.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(given.count, given.path, given.seed)
