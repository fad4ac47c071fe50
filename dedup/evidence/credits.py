"""Whom an article credits, and who made an article from whose: what credits prove, no more."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from dedup.evidence.agencies import AGENCIES
from dedup.evidence.quotations import quotations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dedup.article import Article
    from dedup.evidence.records import Relation

Where = Literal["credit line", "dateline", "closing line", "text", "link"]

_LETTERS = re.compile(r"[\W_]+")
_ARTICLE = re.compile(r"(?:the|die|der|das|la|le|el|il)\s+", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\s*(?:[,;/&+|]|\b(?:and|with|of|for|from|und|mit|von|et|avec|de|y|con|e|di|da|by)\b)\s*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\s+(?:staff(?:\s+(?:writer|reporter)s?)?|newsroom|(?:news\s*)?desk|correspondents?|reporters?)$",
    re.IGNORECASE,
)
_HOSTS = ("www.", "m.", "amp.", "mobile.")
_ACRONYM = 3  # letters; shorter ones stand for too much

# "OSLO, Nov 11 (Reuters) - ": a place and a date, an agency, a dash; and "OSLO, Reuters - ".
_DATELINE = re.compile(r"[^\n()]{0,80}\((?P<names>[^()\n]{2,60})\)\s*[-–—:]")
_OPEN_DATELINE = re.compile(r"(?:[^\n()]{1,60},\s)?(?P<names>[^\n()]{2,40}?)\s+[-–—]\s")
# "Berlin (dpa) Der Damm …": no dash, but what follows begins a sentence.
_BARE_DATELINE = re.compile(r"[^\n()]{0,60}\((?P<names>[^()\n]{2,60})\)\s+[\"“„«‘']?(?=\S)")
_OPENING_LINES, _CLOSING_LINES = 6, 3
_BARE_LINE = 60  # characters of a line that holds names alone
# "(Reuters)" or "— AFP" at the end of a line; a line of its own: "Source: Reuters", "By AFP".
_CLOSING = re.compile(
    r"(?:^|(?<=[.!?…”\"’»)\]]))[ \t]*"
    r"(?:\((?P<a>[^()\n]{2,60})\)|[-–—]{1,2}[ \t]?(?P<b>[^()\n]{2,60}))\.?[ \t]*$",
    re.MULTILINE,
)
_FROM_OTHERS = (
    r"(?:with|additional|further) (?:[\w-]+ )?"
    r"(?:material|inputs?|reporting|files?|information) (?:from|by|of)"
    r"|this (?:article|story|report) (?:was|is|has been) (?:\w+ ){0,3}"
    r"(?:published|provided|supplied) (?:by|in|on)"
    r"|this (?:article|story|report) (?:\w+ )?(?:appeared|ran) (?:\w+ )?(?:in|on)"
)
_LABELS = (
    r"sources?|quellen?|fuentes?|fonte|bron|agency|agence|agentur|agencia|credits?|reporting|text"
    r"|copyright|©|by|von|par|por|di|with|mit|avec|con|com|met|med"
    r"|källa|kilde|lähde|źródło|zdroj|forrás|kaynak|источник|джерело|来源|來源|出典"
)
_LABELLED = re.compile(
    rf"^[ \t(\[]*(?:{_FROM_OTHERS}|{_LABELS})(?!\w)[ \t]*+[:：©]?[ \t]*+(?:\(c\)|©)?[ \t]*+"
    r"(?:\d{4}[ \t,]*+)?(?P<names>[^\n:：]{2,60}?)(?:[ \t,]+\d{4})?"
    r"(?:[.,;]?[ \t]+all rights reserved)?[)\].]*[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_PICTURE = re.compile(
    r"\b(?:photo|photograph|image|picture|pictured|foto|bild|imagen|immagine|video|graphic"
    r"|illustration|getty|file pic)",
    re.IGNORECASE,
)
_CAPTION = 200  # characters; a longer line is prose that may well speak of a picture
# What leads to a name that the text owes something to, and what follows it. Speech that was given
# to an agency ("told Reuters", "in an interview with Reuters") is none of these on purpose: it
# says who was asked, not where this text comes from.
_KIND_OF = (
    r"(?:(?:the|an?|die|der|das|l['’]|la|le|el|il|a|o|het|de) ?)?"
    r"(?:(?:[\w-]+ )?(?:news ?)?(?:agency|wire|service|nachrichtenagentur|agentur"
    r"|agence(?: de presse)?|agencia(?: de noticias)?|agenzia(?: di stampa)?|agência|persbureau"
    r"|newspaper|daily|broadcaster|website|site|zeitung|journal|quotidien|diario|giornale) )?"
)
_BEFORE = (
    r"(?:according to|as (?:\w+ )?reported by"
    r"|(?:first |originally |previously )?(?:reported|published|revealed|carried|distributed)"
    r" (?:by|in)|reports? (?:by|from|in)|reporting (?:by|from)|citing|quoting|via|courtesy of"
    r"|laut|berichtete?|meldete?|nach (?:angaben|informationen) (?:der|des|von)|selon|d['’]après"
    r"|rapporte|a rapporté|según|informó|informa|reportó|secondo|riferisce|riporta|segundo"
    r"|de acordo com|informou|volgens|meldt|bericht|ifølge|enligt|uppger|podle|według)"
)
_NOT_AFTER = (
    r"(?![\w-])(?!['’])(?!\s+(?:news\s+)?(?:reporter|journalist|correspondent|photographer|witness"
    r"|poll|survey|calculation|data|tally|count|video|footage|photo|image|picture|interview"
    r"|mitarbeiter|korrespondent|fotograf))"
)
_AFTER = (
    r"(?:\s+(?:first|also|earlier|has|had|later|exclusively|news agency|agency))*"
    r"\s+(?:report(?:s|ed)|writes|wrote|revealed|berichtete?|meldete?|zufolge)\b"
)
_CONTRIBUTED = r"(?:\s+and [\w ]{2,30})?\s+contributed (?:to|reporting)"
_URL = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"'“”()\[\]]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A credit that an article gives.

    Parameters
    ----------
    name : str
        Who is credited.
    where : str
        ``credit line`` (of the article's data), ``dateline``, ``closing line``, ``text`` or
        ``link``.

    Examples
    --------
    >>> print(Credit(name="Reuters", where="dateline"))
    Reuters (dateline)
    """

    name: str
    where: Where

    def __str__(self) -> str:
        return f"{self.name} ({self.where})"


class Names:
    """Names that copy is credited by, and which of them are one.

    Parameters
    ----------
    groups : iterable of tuple of str
        Names of one agency or outlet, the one to show first. A name in two groups joins them to
        the first.

    Examples
    --------
    >>> names = Names([("Associated Press", "AP")])
    >>> names.key("The Associated Press") == names.key("AP"), names.canonical("AP")
    (True, 'Associated Press')
    """

    def __init__(self, groups: Iterable[tuple[str, ...]]) -> None:
        written: dict[str, list[str]] = {}
        keys: dict[str, str] = {}
        for group in groups:
            spelled = [spelling for name in group if (spelling := _spelled(name))]
            if not spelled:
                continue
            key = next((keys[each] for each in spelled if each in keys), spelled[0])
            written.setdefault(key, []).extend(group)
            for each in spelled:
                keys.setdefault(each, key)
        self._keys: Mapping[str, str] = MappingProxyType(keys)
        self._written: Mapping[str, list[str]] = MappingProxyType(written)

    @classmethod
    def with_more(cls, groups: Iterable[tuple[str, ...]]) -> Names:
        """Return the names that ship with dedup, and more."""
        more = list(groups)
        return cls([*AGENCIES, *more]) if more else shipped_names()

    def key(self, name: str | None) -> str:
        """Spell a name so that all names of one agency are equal; of nobody, empty."""
        spelled = _spelled(name)
        return self._keys.get(spelled, spelled)

    def canonical(self, name: str) -> str:
        """Return the name that reports show."""
        written = self._written.get(self.key(name))
        return written[0] if written else name

    def written(self, key: str) -> list[str]:
        """Return the names of a key, as they are written."""
        return self._written.get(key, [])

    def split(self, names: str) -> Iterator[tuple[str, str]]:
        """Divide names in a row, and give the key of each with the name itself."""
        for name in (names, *_SEVERAL.split(names)):
            plain = _ROLE.sub("", name)
            for called in (name, plain, *_initials(name)):
                if key := self.key(called):
                    yield key, plain.strip()

    def are_known(self, names: str) -> bool:
        """Tell whether a line holds known names and nothing else."""
        known = (_spelled(name) in self._keys for name in _SEVERAL.split(names) if name)
        return _spelled(names) in self._keys or all(known)


@cache
def shipped_names() -> Names:
    """Return the names that ship with dedup."""
    return Names(AGENCIES)


def relation_of(a: Article, b: Article, names: Names | None = None) -> Relation:
    """Say which article was made from which, if credits prove it.

    If one credits the outlet of the other, and not the other way round, it was made from it. If
    both credit the same third one for their text, that is their common source. Dates prove
    nothing: a page may be dated months after its text.

    Parameters
    ----------
    a, b : Article
    names : Names, optional
        Those that ship with dedup by default.

    Examples
    --------
    >>> from dedup import Article
    >>> wire = Article(id="w", text="OSLO (NTK) - A ferry sank.", outlet="NTK")
    >>> paper = Article(id="p", text="A ferry sank.", outlet="The Mail", credit="NTK")
    >>> relation_of(paper, wire), relation_of(paper, paper)
    ('a_from_b', 'common_source')
    """
    names = names or shipped_names()
    own_a, own_b = (_keys_of_outlet(article, names) for article in (a, b))
    origin_a, origin_b = (dict(_origins(article, names)).keys() for article in (a, b))
    a_owes = bool(own_b & origin_a) or _attributes(a, b, names)
    b_owes = bool(own_a & origin_b) or _attributes(b, a, names)
    if not own_a & own_b and a_owes != b_owes:
        return "a_from_b" if a_owes else "b_from_a"
    third = (origin_a & origin_b) - own_a - own_b
    return "common_source" if third and not (a_owes or b_owes) else "undetermined"


def names_behind(article: Article, names: Names) -> frozenset[str]:
    """Return keys of those that an article's text comes from: its outlet, and whom it credits."""
    return _keys_of_outlet(article, names) | {key for key, _ in _origins(article, names)} - {""}


def crediting(incoming: Article, source: Article, names: Names) -> Credit | None:
    """Return the credit by which an article names its source, or None if it names it nowhere.

    A source is credited by its outlet's name, by the name of whoever the source itself credits
    for its text, or by a link to its address.

    Parameters
    ----------
    incoming, source : Article
    names : Names

    Examples
    --------
    >>> from dedup import Article
    >>> wire = Article(id="w", text="OSLO (Reuters) - A ferry sank.", outlet="Reuters")
    >>> paper = Article(id="p", text="A ferry sank, according to Reuters.", outlet="The Mail")
    >>> rival = Article(id="r", text="A ferry sank, the owner told Reuters.", outlet="The Sun")
    >>> print(crediting(paper, wire, names=shipped_names()))
    Reuters (text)
    >>> crediting(rival, wire, names=shipped_names()) is None
    True
    """
    wanted = names_behind(source, names) - _keys_of_outlet(incoming, names)
    for key, credit in _origins(incoming, names):
        if key in wanted:
            return credit
    return _attribution(incoming, source, names, wanted) or _link(incoming, source, names, wanted)


def _attributes(a: Article, b: Article, names: Names) -> bool:
    """Tell whether the text of ``a`` credits the outlet of ``b`` in passing."""
    wanted = _keys_of_outlet(b, names) - _keys_of_outlet(a, names)
    return bool(wanted) and _attribution(a, b, names, wanted) is not None


def _keys_of_outlet(article: Article, names: Names) -> frozenset[str]:
    return frozenset(names.key(name) for name in _names_of_outlet(article)) - {""}


def _names_of_outlet(article: Article) -> list[str]:
    """Give the outlet's name, without what parentheses add, and its initials."""
    if not article.outlet:
        return []
    plain = re.sub(r"\s*\([^)]*\)", "", article.outlet).strip()
    return [article.outlet, plain, *_initials(plain)]


def _initials(name: str) -> list[str]:
    """Give the initials that a name of several words may be called by."""
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    return [initials] if len(initials) >= _ACRONYM else []


def _origins(article: Article, names: Names) -> Iterator[tuple[str, Credit]]:
    """Yield whom the article credits for its text as a whole: in its data, its head or its end."""
    bare: list[tuple[Where, str]] = [
        ("closing line", line) for line in _bare_lines(article.text) if names.are_known(line)
    ]
    for where, text in (*_origin_lines(article), *bare):
        for key, name in names.split(text):
            yield key, Credit(name=names.canonical(name), where=where)


@lru_cache(maxsize=512)
def _origin_lines(article: Article) -> tuple[tuple[Where, str], ...]:
    found: list[tuple[Where, str]] = []
    if article.credit:
        found.append(("credit line", article.credit))
    found += (("dateline", names) for names in _datelines(article.text))
    found += (("closing line", names) for names in _closings(article.text))
    return tuple(found)


def _datelines(text: str) -> Iterator[str]:
    lines = [line.strip() for line in text[:4000].splitlines() if line.strip()]
    for line in lines[:_OPENING_LINES]:
        for pattern in (_DATELINE, _OPEN_DATELINE):
            if match := pattern.match(line):
                yield match["names"]
        bare = _BARE_DATELINE.match(line)
        if bare and not line[bare.end()].islower():
            yield bare["names"]


@lru_cache(maxsize=512)
def _bare_lines(text: str) -> tuple[str, ...]:
    """Give short lines at either end of a text, which may hold nothing but names."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    ends = (*lines[:_OPENING_LINES], *lines[_OPENING_LINES:][-_CLOSING_LINES:])
    return tuple(line for line in ends if len(line) <= _BARE_LINE)


def _closings(text: str) -> Iterator[str]:
    for pattern in (_CLOSING, _LABELLED):
        for match in pattern.finditer(text):
            line = _line_around(text, match.start(), match.end())
            if len(line) <= _CAPTION and _PICTURE.search(line):
                continue
            yield next(group for group in match.groups() if group is not None)


def _line_around(text: str, start: int, end: int) -> str:
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return text[first : len(text) if last < 0 else last]


def _attribution(
    incoming: Article, source: Article, names: Names, wanted: Iterable[str]
) -> Credit | None:
    """Find a credit in running text, outside quotation marks."""
    forms = _forms(source, names, frozenset(wanted))
    if not forms:
        return None
    text = incoming.text
    spoken: list[tuple[int, int]] | None = None
    for match in _attribution_pattern(forms).finditer(text):
        spoken = quotations(text) if spoken is None else spoken
        line = _line_around(text, *match.span())
        caption = len(line) <= _CAPTION and _PICTURE.search(line)
        if caption or _lies_in(match.start(), spoken):
            continue
        name = next(group for group in match.groups() if group)
        return Credit(name=names.canonical(name), where="text")
    return None


def _lies_in(at: int, spans: list[tuple[int, int]]) -> bool:
    place = bisect_right(spans, (at, len(spans) and spans[-1][1])) - 1
    return place >= 0 and spans[place][0] <= at < spans[place][1]


def _forms(source: Article, names: Names, wanted: frozenset[str]) -> tuple[str, ...]:
    """Return all spellings of the wanted names, the longest first."""
    spelled = [form for key in wanted for form in names.written(key)]
    spelled += [name for name in _names_of_outlet(source) if names.key(name) in wanted]
    spelled += [credit.name for key, credit in _origins(source, names) if key in wanted]
    plain = {_without_article(form) for form in spelled}
    both = {form for name in plain if len(name) > 1 for form in (name, name.upper())}
    return tuple(sorted(both, key=lambda form: (-len(form), form)))


@lru_cache(maxsize=512)
def _attribution_pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(map(re.escape, forms))
    name = rf"(?<![\w-])({either})(?![\w-])"
    return re.compile(
        rf"\b(?i:{_BEFORE})\s+(?i:{_KIND_OF}){name}{_NOT_AFTER}|{name}(?i:{_AFTER}|{_CONTRIBUTED})"
    )


def _link(incoming: Article, source: Article, names: Names, wanted: Iterable[str]) -> Credit | None:
    """Find a link to the source's host, or to a host that is called like the source."""
    own, known = _host(incoming.url), _host(source.url)
    keys = set(wanted)
    for match in _URL.finditer(incoming.text):
        host = _host(match[0])
        if not host or host == own:
            continue
        if host == known or names.key(host) in keys or names.key(_label(host)) in keys:
            return Credit(name=host, where="link")
    return None


def _host(url: str | None) -> str:
    if not url:
        return ""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    for prefix in _HOSTS:
        host = host.removeprefix(prefix)
    return host.rstrip(".")


def _label(host: str) -> str:
    """Return the name in a host: ``reuters`` of ``uk.reuters.com``, ``bbc`` of ``bbc.co.uk``."""
    parts = host.split(".")
    labels = [part for part in parts[:-1] if part not in {"co", "com", "org", "net", "gov", "ac"}]
    return labels[-1] if labels else host


def _spelled(name: str | None) -> str:
    """Spell a name for comparison: letters and digits alone, without an article before it."""
    if not name:
        return ""
    return _LETTERS.sub("", _without_article(name.strip())).casefold()


def _without_article(name: str) -> str:
    found = _ARTICLE.match(name)
    return name[found.end() :] if found else name
