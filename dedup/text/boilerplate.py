"""Lines of a page that are not its story: menus, share buttons, credits, disclaimers.

Marked, never deleted, and rather missed than wrongly marked. The search runs this on every
article, so a line is looked up by its first word, and only a telling one meets a pattern.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_SHORT = 120  # characters; a longer line is prose but for the reasons that take sentences
# Long lines are looked at only if they begin so.
_HEADS = (
    "The vie|The opi|The com|This ar|This st|This re|This po|This co|(This a|(This s|(This r"
    "|Disclai|DISCLAI|(Discla|(DISCLA|Copyrig|Reporti|(Report|Additio|(Additi|Writing|(Writin"
    "|Editing|(Editin|Comment|Views e|Opinion|Your em|With in|(With i"
)
_LONG_HEADS = frozenset(_HEADS.split("|"))

# Lines that are boilerplate when nothing else stands on them; "|" parts them.
_WHOLE_LINES = {
    "menu": (
        "home|menu|search|sections|navigation|skip to content|skip to main content|log in"
        "|sign in|sign out|sign up|register|my account|advertisement|sponsored content"
        "|loading|close|back to top|terms of use|terms of service|terms and conditions"
        "|privacy policy|cookie policy|cookie settings|about us|scroll to continue"
        "|story continues below|article continues below|anzeige|werbung|startseite"
        "|zur startseite|publicité|accueil|publicidad|inicio|pubblicità|publicidade"
        "|advertentie|story continues below advertisement"
        "|article continues after advertisement"
    ),
    "share": (
        "share|share this|share this article|share this story|tweet|retweet|print|email"
        "|e-mail|copy link|facebook|twitter|whatsapp|linkedin|telegram|reddit|pinterest"
        "|teilen|artikel teilen|beitrag teilen|partager|partager cet article|compartir"
        "|condividi|compartilhar|compartilhe|delen"
    ),
    "related": (
        "read more|read next|also read|see also|related|related news|related coverage"
        "|related articles|related stories|related story|related posts|related topics"
        "|related content|related links|more on this|more on this story|more stories"
        "|more news|latest news|latest stories|top stories|top news|most read"
        "|most popular|most viewed|trending|trending now|recommended|recommended for you"
        "|you may also like|you might also like|don't miss|don’t miss|editor's picks"
        "|editor’s picks|up next|what to read next|mehr zum thema|lesen sie auch"
        "|meistgelesen|verwandte artikel|lire aussi|à lire aussi|articles liés"
        "|lea también|lee también|te puede interesar|artículos relacionados|leggi anche"
        "|articoli correlati|leia também|leia mais|veja também|notícias relacionadas"
        "|lees ook|lees meer|lees verder|gerelateerde artikelen"
    ),
    "credit": (
        "news desk|the news desk|newsdesk|web desk|staff reporter|staff writer|contact|contact us"
    ),
    "copyright": (
        "all rights reserved|alle rechte vorbehalten|tous droits réservés"
        "|todos los derechos reservados|tutti i diritti riservati|riproduzione riservata"
        "|todos os direitos reservados|alle rechten voorbehouden"
    ),
    "newsletter": (
        "subscribe|subscribe now|newsletter|newsletters|our newsletter"
        "|newsletter abonnieren|jetzt abonnieren|abonnez-vous|suscríbete|iscriviti"
        "|inscreva-se|meld je aan"
    ),
    "comment": (
        "comment|comments|no comments|no comments yet|leave a comment|leave a reply"
        "|add a comment|post a comment|write a comment|join the conversation"
        "|view comments|show comments|view all comments|comments are closed|kommentare"
        "|kommentar schreiben|commentaires|laisser un commentaire|comentarios|commenti"
        "|comentários|reacties"
    ),
    "heading": (
        "frequently asked questions|frequently asked questions (faq)"
        "|frequently asked questions (faqs)|faq|faqs|häufige fragen"
        "|häufig gestellte fragen|questions fréquentes|preguntas frecuentes"
        "|domande frequenti|perguntas frequentes|veelgestelde vragen"
    ),
}
_REASONS = {line: reason for reason, lines in _WHOLE_LINES.items() for line in lines.split("|")}

_MONTHS = (
    "january february march april may june july august september october november"
    " december jan feb mar apr jun jul aug sep sept oct nov dec januar februar märz mai"
    " juni juli oktober dezember janvier février mars avril juin juillet août septembre"
    " octobre novembre décembre enero febrero marzo abril mayo junio julio agosto"
    " septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio"
    " settembre ottobre dicembre janeiro fevereiro março maio junho julho setembro"
    " outubro novembro dezembro januari februari maart mei augustus"
)
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs"
    " fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi"
    " mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes"
    " sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica"
    " segunda-feira terça-feira quarta-feira quinta-feira sexta-feira maandag dinsdag"
    " woensdag donderdag vrijdag zaterdag zondag"
)
_STAMPS = (
    "published updated posted modified last first date stand veröffentlicht publié"
    " publicado actualizado atualizado pubblicato aggiornato gepubliceerd"
)
_MONTH = rf"(?:{_MONTHS.replace(' ', '|')})\.?"
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|º|\.)? (?:de |of )?{_MONTH},? (?:de )?\d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    r"|\d{4}[-/.]\d\d[-/.]\d\d|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})"
)
_TIME = (
    r"(?:(?:,| [-–|]| at| um| à|t)? ?\d{1,2}[:.h]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?"
    r"(?: uhr|z| \(?[a-z]{2,4}\)?)?)"
)
_STAMP = (
    rf"(?:(?:last |first )?(?:{_STAMPS.replace(' ', '|')})"
    r"(?: on| at| le| el| em| il| op)?:? )"
)
_DATE_LINE = rf"{_STAMP}?(?:(?:{_DAYS.replace(' ', '|')})\.?,? )?{_DATE}{_TIME}?"

_WORK = (
    r"(?:(?:additional |further )?reporting|writing|editing|translation|graphics|compiled|written"
    r"|edited|reported|translated)(?: and (?:writing|editing|reporting))?"
)
# Names are capitalised words with little between them; a verb in small letters makes it a sentence.
# No text may be names in two ways ("The", ". Editing By"): all of them would be tried.
_NO_CREDIT = rf"(?! ?{_WORK} by )"
_NAME = (
    rf"(?:(?-i:[A-ZÀ-Þ])[\w'’-]*(?:\.{_NO_CREDIT}[\w'’-]*)*"
    r"|(?-i:(?![A-ZÀ-Þ]))"
    r"(?:and|in|de|da|di|du|la|le|el|al|bin|ben|van|von|der|den|for|the|y|e|et|und|&))"
)
_NAMES = rf"{_NAME}(?:(?: |,{_NO_CREDIT})+{_NAME})*"
_PLACES = r"(?:facebook|twitter|x|whatsapp|linkedin|telegram|reddit|pinterest|instagram|youtube)"
_CREDIT = rf"\(?{_WORK} by {_NAMES}(?:[;,.] ?{_WORK} by {_NAMES})*[.;]?\)?"
_PERSON = r"(?-i:[A-ZÀ-Þ])[\w.'’-]+(?: (?-i:[A-ZÀ-Þ])[\w.'’-]*){1,3}"
_OPEN = r" ?(?:[:|»›>–…].*|\.\.\.)"  # a reference, and what it refers to
_MAIL = r"(?:newsletters?|inbox|e-?mails?|alerts?|updates|briefing|digest|app)"
_VIEWS = (
    r"(?:the )?(?:views|opinions|comments)\b.{0,60}\b(?:expressed|posted)\b.{0,80}"
    r"\b(?:not (?:necessarily|those|the|from|represent|reflect)|own|solely|personal)\b.*"
)
_ABOUT_ITSELF = (
    r"\(?this (?:article|story|post|report|content|copy)"
    r" (?:was|is|has been|has not been|contains|may|does not)\b.{0,60}"
    r"\b(?:originally|first published|generated|edited by|syndicated|auto-|automatically|affiliate"
    r"|sponsored|translated)\b.*"
)

# Reason, first words and pattern of whole lines that begin with one of them; "0" is any number.
_RULES = (
    ("date", f"{_STAMPS} {_MONTHS} {_DAYS} 0", _DATE_LINE),
    ("menu", "tags tag topics filed", r"(?:tags?|topics?|filed under):.*"),
    ("menu", "advertisement", r"advertisement\W.*"),
    ("menu", "scroll", r"scroll to continue.*"),
    ("menu", "listen", r"listen to this article.*"),
    ("menu", "home startseite accueil inicio início", r"\w+ ?[>»›/|].*"),
    ("menu", "0", r"\d+ min(?:ute)?s? read"),
    ("share", "share", r"share (?:this (?:article|story|post)|this on|on|via)\b[^.]*"),
    ("share", "click", r"click to share\b[^.]*"),
    ("share", "follow like", rf"\w+ (?:us|me|\w+|our \w+) on {_PLACES}\b.*"),
    (
        "share",
        "facebook twitter x whatsapp share email print",
        rf"(?:{_PLACES}|e-?mail|print|share|tweet|[,|•]| )+",
    ),
    ("share", "teilen partager compartir condividi deel", rf"\w+ \w+ {_PLACES}\b.*"),
    ("related", "read also see", rf"(?:(?:also )?read(?: more| also| next)?|see also){_OPEN}"),
    ("related", "related", rf"related(?: (?:news|coverage|article|story|stories)s?)?{_OPEN}"),
    ("related", "more lesen mehr", rf"(?:more on this|lesen sie \w+|mehr zum thema){_OPEN}"),
    (
        "related",
        "lire à lea lee leggi",
        rf"(?:(?:à )?lire aussi|le[ae] también|leggi anche){_OPEN}",
    ),
    ("related", "leia veja lees", rf"(?:leia|veja|lees) (?:também|mais|ook|meer|verder){_OPEN}"),
    ("related", "read", r"read the (?:full|original) (?:story|article|report) (?:here|at|on)\b.*"),
    ("related", "click tap", r"(?:click|tap) here (?:to|for) .*"),
    ("related", "more", r"more (?:stories|news|headlines) from .*"),
    ("credit", "reporting writing editing additional further graphics", _CREDIT),
    ("credit", "compiled written edited reported translated", _CREDIT),
    ("credit", "by", rf"by {_PERSON}(?: and {_PERSON})?(?:, [\w ]+)?(?<!\.)"),
    ("credit", "with", r"\(?with (?:additional )?inputs? from .*"),
    ("credit", "ap afp reuters dpa pti ani upi efe ansa lusa anp", r"\(\w+\)"),
    ("credit", "contact contacts news press media", r"(?:(?:news|press|media) )?contacts?: .*"),
    ("credit", "contact email e-mail tips", r"[\w-]+(?: us)?(?: at)?:? \S+@\S+"),
    ("credit", "source quelle fuente fonte bron", r"\w+ ?: [^.]{1,40}"),
    ("credit", "photo photos image images picture foto", r"\w+(?: credits?)? ?: [^.]{1,60}"),
    ("copyright", "©", r".*"),
    (
        "copyright",
        "c copyright",
        r"(?:\(c\) (?:\d{4}|copyright)|copyright[ :]*(?:©|\(c\)|\d{4})).*",
    ),
    ("newsletter", "subscribe", r"subscribe (?:now )?(?:to|for|here|today)\b.*"),
    ("newsletter", "sign", rf"sign up (?:now )?(?:to|for|here|today)\b.*\b{_MAIL}\b.*"),
    ("newsletter", "get download", rf"\w+ (?:the|our|more|all)\b.*\b{_MAIL}\b.*"),
    ("newsletter", "abonnez-vous inscrivez-vous iscriviti assine inscreva-se", r"\S+ .*"),
    ("newsletter", "suscríbete suscríbase", r"\S+ .*"),
    ("newsletter", "meld schrijf", r"(?:meld je aan|schrijf je in)\b.*"),
    ("comment", "0", r"[\d,.]+ (?:comments?|kommentare?|commentaires?|comm?ent[aá]rios?|reacties)"),
    ("comment", "comments comment", r"comments? ?\(\d+\)"),
    ("comment", "your", r"your email address will not be published.*"),
    ("disclaimer", "the views opinions comments", _VIEWS),
    ("disclaimer", "disclaimer", r".*"),
    ("disclaimer", "this", _ABOUT_ITSELF),
)
_ASKING = (
    "what why how who whose when where which is are was were can could does do did has have will"
    " would should wie warum wer wann wo pourquoi comment qui quand où perché come chi quando dove"
    " como quem onde waarom hoe wat wanneer waar"
)
_QUESTION_WORDS = frozenset(_ASKING.split())
_PLAIN_QUESTION = re.compile(r"[^.!?:;\"“”„«»]*\?")
_GLUED = re.compile(r"Home(?:[A-Z][a-z]+){2,}(?: [^.!?]*)?")  # "HomeWorldAsiaRebels take town"
_TRAIL = re.compile(r"[^|>»›.!?]{2,25}(?: [|>»›] [^|>»›.!?]{2,25}){2,}")
_RESERVED = r".*\b(?:all rights reserved|alle rechte vorbehalten)\.?"
_SEND = r".*\bsend (?:us )?(?:your )?(?:press releases|news tips|tips) to:?\s?\S*"
_CLOSING_CREDIT = rf"(?<=[.!?\"”’)]\s){_CREDIT}(?=\s*(?:\n|$))"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when a line first needs it: all of them take 20 ms, and few are needed."""
    return re.compile(pattern, re.IGNORECASE)


def _by_first_word() -> dict[str, list[tuple[str, str]]]:
    rules: dict[str, list[tuple[str, str]]] = {}
    for reason, words, pattern in _RULES:
        for word in words.split():
            rules.setdefault(word, []).append((reason, pattern))
    return rules


_RULES_BY_WORD = _by_first_word()


class Boilerplate(NamedTuple):
    """A half-open span of the raw text that is not of the story, and what it is instead."""

    start: int
    end: int
    reason: str


def boilerplate(text: str) -> list[Boilerplate]:
    r"""Mark the boilerplate of a text: whole lines, and a credit behind the last sentence.

    Reasons are menu, share, related, credit, copyright, newsletter, comment, heading (of questions
    and answers), disclaimer and date. English, and the commonest forms in German, French, Spanish,
    Italian, Portuguese and Dutch.

    Examples
    --------
    >>> boilerplate("Rebels took the town.\nRead more: Who are the rebels?")
    [Boilerplate(start=22, end=52, reason='related')]
    """
    found: list[Boilerplate] = []
    at = 0
    for line in _with_newlines(text).split("\n"):
        if line and (len(line) < _SHORT or line.lstrip()[:7] in _LONG_HEADS):
            stripped = line.strip()
            reason = _reason(stripped)
            if reason:
                start = at + line.index(stripped)
                found.append(Boilerplate(start, start + len(stripped), reason))
        at += len(line) + 1
    return _without_lone_question(_with_closing_credit(text, found))


def _with_newlines(text: str) -> str:
    r"""Give a text of the same length with ``\n`` as its only line break."""
    return text.replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")


def _reason(line: str) -> str | None:
    """Say why a line without white space around it is boilerplate, or None if it is prose."""
    small = line.lower()
    known = _REASONS.get(small.rstrip(" :….»›>"))
    if known or not line:
        return known
    word = small.partition(" ")[0].strip("(:;,.)|")
    for reason, pattern in _RULES_BY_WORD.get("0" if word[:1].isdecimal() else word, ()):
        if _compiled(pattern).fullmatch(line):
            return reason
    if line[-1] == "?":
        return _reason_of_question(line, word)
    return _reason_inside(line, small)


def _reason_of_question(line: str, word: str) -> str | None:
    asks = word in _QUESTION_WORDS or line[0] == "¿"
    return "heading" if asks and _PLAIN_QUESTION.fullmatch(line) else None


def _reason_inside(line: str, small: str) -> str | None:
    """Judge a line by what it holds or ends with, whatever its first word."""
    if _TRAIL.fullmatch(line) or (small[:4] == "home" and _GLUED.fullmatch(line)):
        return "menu"
    if "reserved" in small and _compiled(_RESERVED).fullmatch(line):
        return "copyright"
    return "credit" if "send " in small and _compiled(_SEND).fullmatch(line) else None


def _without_lone_question(found: list[Boilerplate]) -> list[Boilerplate]:
    """Drop a single heading: an FAQ has several, and one question may well be the story's."""
    headings = [span for span in found if span.reason == "heading"]
    return [span for span in found if span not in headings] if len(headings) == 1 else found


def _with_closing_credit(text: str, found: list[Boilerplate]) -> list[Boilerplate]:
    """Add a credit behind the prose of a line, as in ``... he said. (Reporting by Ann Hale)``."""
    at = text.rfind("Reporting by ")
    start = at - 1 if at > 0 and text[at - 1] == "(" else at
    match = _compiled(_CLOSING_CREDIT).match(text, start) if start > 0 else None
    if not match or any(span.start <= start < span.end for span in found):
        return found
    return sorted([*found, Boilerplate(start, match.end(), "credit")])
