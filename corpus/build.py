"""Build the labelled collection from the written families, and check it.

    python corpus/build.py            write docs, pairs, sentences and alignments
    python corpus/build.py --check    fail if they differ from what would be written

The form of a family is told in README.md. Every tag, number and quotation is checked; a
mistake stops the build with the file and line.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from itertools import combinations, groupby
from pathlib import Path

HERE = Path(__file__).parent
ORIGINALS = ("wire", "agency2", "paper1", "paper2", "followup")
KINDS = ("wire", "agency2", "reprint", "light", "heavy", "model", "extreme", "brief", "partial",
         "agency2_rewrite", "agency2_extreme", "mix", "paper1", "paper2", "followup")  # fmt: skip
LINK_KINDS = ("verbatim", "light", "paraphrase", "summary")
COMMON_SENTENCES = 2  # siblings share a source if they drew on this many of the same sentences


class CorpusError(Exception):
    """A mistake in a family, with its place."""


@dataclass
class Sentence:
    """One written sentence or line, with what the writer did."""

    place: str
    text: str
    kind: str
    sources: list[tuple[str, int]] = field(default_factory=list)  # (document kind, sentence index)
    quotes: list[str] = field(default_factory=list)
    paragraph: int = 0
    start: int = 0
    end: int = 0


@dataclass
class Document:
    """One article of a family."""

    event: str
    kind: str
    header: dict[str, str]
    sentences: list[Sentence]
    text: str = ""

    @property
    def id(self) -> str:
        """Event and kind."""
        return f"{self.event}/{self.kind}"

    def sources(self) -> set[tuple[str, int]]:
        """All source sentences this document drew on; a wire story draws on itself."""
        if self.kind in ("wire", "agency2"):
            return {(self.kind, index) for index in range(len(self.sentences))}
        return {source for sentence in self.sentences for source in sentence.sources}


def read_document(path: Path) -> Document:
    """Read one family file into a document whose tags are well formed."""
    head, _, body = path.read_text("utf-8").strip().partition("\n\n")
    header = dict(re.split(r":\s*", line, maxsplit=1) for line in head.splitlines())
    if missing := {"title", "outlet", "credit", "published"} - set(header):
        raise CorpusError(f"{path}: no {', '.join(sorted(missing))} in the header")
    document = Document(path.parent.name, path.stem, header, [])
    first = len(head.splitlines()) + 2
    paragraph = 0
    for number, line in enumerate(body.splitlines(), start=first):
        if not line.strip():
            paragraph += 1
            continue
        place = f"{path}:{number}"
        match = re.fullmatch(r"\[([^\]]+)\]\s*(.+)", line.strip())
        if not match:
            raise CorpusError(f"{place}: no [tag] and sentence")
        sentence = read_tag(place, match[1], match[2], header.get("source", "wire").split())
        sentence.paragraph = paragraph
        document.sentences.append(sentence)
    if document.kind in ORIGINALS:
        check_numbering(document)
    return document


def read_tag(place: str, tag: str, text: str, sources: list[str]) -> Sentence:
    """Turn ``[paraphrase wire:3 4 q2]`` into a sentence; source numbers become indices."""
    words = tag.replace(",", " ").split()
    kind = "original" if words[0].isdigit() else words.pop(0)
    if kind not in (*LINK_KINDS, "new", "furniture", "original"):
        raise CorpusError(f"{place}: unknown tag {kind!r}")
    sentence = Sentence(place, text, kind)
    for word in words:
        if re.fullmatch(r"[qn]\d+", word):
            sentence.quotes.append(word)
        elif match := re.fullmatch(r"(?:(\w+):)?(\d+)", word):
            sentence.sources.append((match[1] or sources[0], int(match[2]) - 1))
        else:
            raise CorpusError(f"{place}: {word!r} is neither a sentence number nor a quotation")
    if (kind in LINK_KINDS) != bool(sentence.sources) and kind != "original":
        raise CorpusError(f"{place}: {kind} with sources {sentence.sources}")
    return sentence


def check_numbering(document: Document) -> None:
    """Insist that an original's sentences count from one."""
    for index, sentence in enumerate(document.sentences):
        if sentence.sources != [("wire", index)]:
            raise CorpusError(f"{sentence.place}: expected number {index + 1}")
        sentence.sources = []


def resolve(family: dict[str, Document]) -> None:
    """Insert verbatim sentences, check source numbers, hand quotations on, lay out the text."""
    for document in family.values():
        for sentence in document.sentences:
            originals = []
            for kind, index in sentence.sources:
                if kind not in family or index >= len(family[kind].sentences):
                    raise CorpusError(f"{sentence.place}: no sentence {kind}:{index + 1}")
                originals.append(family[kind].sentences[index])
            if sentence.text == "=":
                if sentence.kind != "verbatim" or len(originals) != 1:
                    raise CorpusError(f"{sentence.place}: = stands for one verbatim sentence")
                sentence.text = originals[0].text
            elif sentence.kind == "verbatim" and sentence.text != originals[0].text:
                raise CorpusError(f"{sentence.place}: tagged verbatim, but differs")
    for document in family.values():
        lay_out(document)


def lay_out(document: Document) -> None:
    """Join sentences to paragraphs and note their offsets; furniture stands on lines of its own."""
    text = ""
    previous: Sentence | None = None
    for sentence in document.sentences:
        if previous is not None:
            if sentence.paragraph != previous.paragraph:
                text += "\n\n"
            else:
                text += "\n" if "furniture" in (sentence.kind, previous.kind) else " "
        sentence.start = len(text)
        text += sentence.text
        sentence.end = len(text)
        previous = sentence
    document.text = text


def pair_label(a: Document, b: Document) -> tuple[str, int, str | None] | None:
    """Return label, reuse and direction of a pair, or None where the families do not decide it."""
    if "followup" in (a.kind, b.kind):
        return "follow_up", 0, None
    common = len(a.sources() & b.sources())
    if not common:
        return "same_event_independent", 0, None
    direction = "common_source"
    if a.kind in ("wire", "agency2"):
        direction = "b_from_a"
    elif b.kind in ("wire", "agency2"):
        direction = "a_from_b"
    elif common < COMMON_SENTENCES:
        return None
    kinds = {a.kind, b.kind}
    if kinds == {"wire", "reprint"}:
        return "same_text", 1, direction
    return ("partly_derived" if kinds & {"partial", "mix"} else "derived"), 1, direction


def links(a: Document, b: Document) -> list[dict[str, object]]:
    """Return the links from source ``a`` to derived ``b``, and shared public quotations."""
    found: list[dict[str, object]] = []
    drawn = [
        (
            tuple(sorted(index for kind, index in sentence.sources if kind == a.kind)),
            sentence.kind,
            j,
        )
        for j, sentence in enumerate(b.sentences)
    ]
    for (indices, kind), run in groupby(drawn, key=lambda item: item[:2]):
        if indices:
            found.append({"a": list(indices), "b": [j for *_, j in run], "kind": kind})
    for j, sentence in enumerate(b.sentences):
        shared = [
            i for i, other in enumerate(a.sentences) if set(other.quotes) & set(sentence.quotes)
        ]
        if shared and not sentence.sources:
            found.append({"a": shared, "b": [j], "kind": "quote"})
    return sorted(found, key=lambda link: (link["b"], link["a"]))


def build() -> dict[str, str]:
    """Return the four files' contents by name."""
    docs, pairs, sentences, alignments = [], [], [], []
    for folder in sorted(path for path in (HERE / "families").iterdir() if path.is_dir()):
        family = {
            path.stem: read_document(path)
            for path in sorted(folder.glob("*.txt"), key=lambda path: KINDS.index(path.stem))
        }
        resolve(family)
        for document in family.values():
            docs.append(record(document))
            sentences.append({"id": document.id, "sentences": sentence_records(document)})
        for a, b in combinations(family.values(), 2):
            if label := pair_label(a, b):
                pairs.append(pair_record(a, b, *label))
            if a.kind in ("wire", "agency2"):
                alignments.append(alignment_record(a, b))
    lines = {"docs": docs, "pairs": pairs, "sentences": sentences, "alignments": alignments}
    return {
        f"{name}.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        for name, rows in lines.items()
    }


def record(document: Document) -> dict[str, object]:
    """Return the line of docs.jsonl."""
    header = document.header
    return {
        "id": document.id, "event": document.event, "kind": document.kind,
        "title": header["title"], "text": document.text, "published": header["published"],
        "outlet": header["outlet"], "credit": header["credit"],
    }  # fmt: skip


def sentence_records(document: Document) -> list[dict[str, object]]:
    """Return a document's sentences with their offsets; furniture is marked."""
    return [
        {"i": i, "start": sentence.start, "end": sentence.end, "text": sentence.text}
        | ({"furniture": True} if sentence.kind == "furniture" else {})
        for i, sentence in enumerate(document.sentences)
    ]


def pair_record(
    a: Document, b: Document, label: str, reuse: int, direction: str | None
) -> dict[str, object]:
    """Return the line of pairs.jsonl."""
    pair: dict[str, object] = {"a": a.id, "b": b.id, "label": label, "reuse": reuse}
    return pair | ({"direction": direction} if direction else {})


def alignment_record(a: Document, b: Document) -> dict[str, object]:
    """Return the line of alignments.jsonl."""
    found = links(a, b)
    linked = {j for link in found for j in link["b"]}  # type: ignore[attr-defined]
    new = [j for j in range(len(b.sentences)) if j not in linked]
    return {"a": a.id, "b": b.id, "links": found, "new_in_b": new}


def main() -> int:
    """Write the files, or with ``--check`` compare them."""
    try:
        files = build()
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 1
    stale = [name for name, text in files.items() if not _is(HERE / name, text)]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"{name} is not what build.py writes", file=sys.stderr)
        return bool(stale)
    for name in stale:
        (HERE / name).write_text(files[name], "utf-8")
    return 0


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
