"""Articles, pairs and pages for the tests of the HTML reports."""

from __future__ import annotations

from html.parser import HTMLParser

import numpy as np

from dedup import Article
from dedup.gate import Pair
from dedup.pipeline.judging import align_and_judge
from dedup.report import SimilarityMatrix

WIRE = Article(
    id="wire/lighthouse",
    title="Corrow light out for nine hours, 72 ships wait",
    outlet="Northern Wire",
    published="2031-02-03T05:10:00Z",
    credit="Northern Wire",
    language="en",
    url="https://wire.example/lighthouse",
    text=(
        "CORROW, Feb 3 (NW) - The lighthouse at Corrow went dark on Sunday night when seawater "
        "reached the generator in its cellar, and 72 ships waited outside the harbour until "
        "morning.\n\n"
        "Keeper Maud Ellory climbed the 214 steps of the tower four times with a storm lantern. "
        "The coastguard lent her two batteries, which lasted until three in the morning. "
        "No vessel was damaged, although a coaster dragged its anchor for half a mile.\n\n"
        '"You learn how dark the sea is when the one light you trust has gone," said Ellory. '
        "Engineers from the lights board pumped out the cellar and replaced a fuse box. "
        "The board promised a report on the flooding by the end of April. "
        "It has run the tower since 1908.\n\n"
        "Fishermen complained that nobody had warned them by radio."
    ),
)
REWRITE = Article(
    id="paper/dark-night",
    title="The night the sea went dark",
    outlet="Corrow Mail",
    published="2031-02-03T09:40:00Z",
    language="en",
    text=(
        "Fishermen are angry that nobody warned them by radio.\n\n"
        "Seawater reached the generator in the cellar of the Corrow lighthouse on Sunday night, "
        "and it went dark; 27 ships waited outside the harbour until the morning. "
        "Maud Ellory, the keeper, climbed the tower's 214 steps four times carrying a storm "
        "lantern. Two batteries lent by the coastguard lasted until three in the morning.\n\n"
        '"You learn how dark the sea is when the one light you trust has gone," she said. '
        "No vessel was damaged, although a coaster dragged its anchor for half a mile. "
        "The lights board's engineers pumped the cellar out and replaced a fuse box, and the "
        "board promised a report on the flooding by the end of April.\n\n"
        "Our reporter found the tea room open all the same."
    ),
)
OTHER = Article(
    id="paper/marrows",
    title="Marrow of the year",
    language="en",
    text="A gardener in Pell weighed in a marrow of sixty kilos. The judges needed a barrow.",
)
RIGHT_TO_LEFT = Article(
    id="paper/arabic",
    title="انطفأت منارة الميناء",
    outlet="صحيفة الميناء",
    language="ar",
    text=(
        "انطفأت منارة الميناء مساء الأحد وانتظرت 72 سفينة حتى الصباح.\n\n"
        "صعدت الحارسة درجات البرج أربع مرات وهي تحمل مصباحا. لم تتضرر أي سفينة."
    ),
)
RIGHT_TO_LEFT_COPY = Article(
    id="paper/arabic-copy",
    title="ليلة بلا ضوء",
    language="ar",
    text=(
        "انطفأت منارة الميناء مساء الأحد وانتظرت 27 سفينة حتى الصباح. "
        "صعدت الحارسة درجات البرج أربع مرات وهي تحمل مصباحا."
    ),
)
POISON = (
    "</script><script>window.pwned=1</script> <img src=x onerror=window.pwned=1> "
    "</style></title><b onmouseover=window.pwned=1> &lt;i&gt; {{ 7*7 }} {% raw %} ${1} "
    "'\" --> <!-- ]]> \x00 \x1b[31m \u202eevil\u2066 \ud800 javascript:window.pwned=1"
)
HOSTILE = Article(
    id=f"evil/{POISON}",
    title=POISON,
    outlet=POISON,
    published=POISON,
    credit=POISON,
    language='en" onload="window.pwned=1',
    url="javascript:window.pwned=1",
    path=POISON,
    text=f"{POISON}. {WIRE.text} {POISON}.",
)


def pair(a: Article = WIRE, b: Article = REWRITE) -> Pair:
    alignment, verdict = align_and_judge(a, b)
    return Pair(a=a, b=b, alignment=alignment, verdict=verdict)


def matrix(*articles: Article, values: object = None, measure: str = "source") -> SimilarityMatrix:
    """A matrix with these values, or with 0.9 between the first two articles and 0.02 elsewhere."""
    if values is None:
        values = np.full((len(articles), len(articles)), 0.02)
        values[:2, :2] = 0.9
        np.fill_diagonal(values, 1)
    return SimilarityMatrix(
        articles=articles, values=np.asarray(values), measure=measure, parameters={}
    )


class Page(HTMLParser):
    """What a browser's parser finds: tags with attributes, and the text of each kind of place."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.raw: dict[str, str] = {}
        self.columns: dict[str, str] = {}
        self._column: str | None = None
        self._depth = 0
        self._skip = 0
        self._inside = ""
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag in {"script", "style"}:
            self._inside = tag
        if found.get("class") == "text":
            self._column, self._depth = found["data-side"], 0
            self.columns.setdefault(self._column, "")
        if self._column and tag == "div":
            self._depth += 1
        if self._column and found.get("class") in {"n", "sr"}:
            self._skip += 1

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        if self._skip and tag in {"a", "b", "span"}:
            self._skip -= 1
        if self._column and tag == "div":
            self._depth -= 1
            if not self._depth:
                self._column = None

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.raw[self._inside] = self.raw.get(self._inside, "") + data
            return
        self.texts.append(data)
        if self._column and not self._skip:
            self.columns[self._column] += data

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())
