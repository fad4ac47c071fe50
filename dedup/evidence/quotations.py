"""Speech inside quotation marks, one sentence or several."""

from __future__ import annotations

import re

_SPEECH = re.compile(
    r"“[^”\n]*(?:”|$)|„[^„“”\n]*[“”]|«[^«»\n]*»|»[^«»\n]*«|「[^「」]*」|『[^『』]*』"
    r'|"[^"\n]*(?:"|$)'
    r"|‘(?<!\w‘)(?=\S)[^‘\n]*?(?<=[\w.,!?…])’(?!\w)",  # straight single ones are apostrophes
    re.MULTILINE,
)


def quotations(text: str) -> list[tuple[int, int]]:
    """Find what stands inside quotation marks, marks included, as half-open raw spans in order.

    A quotation ends with its paragraph, closed or not, as speech of several paragraphs opens each
    of them anew.

    Examples
    --------
    >>> quotations('“We saw it. It fell,” she said.')
    [(0, 21)]
    """
    return [match.span() for match in _SPEECH.finditer(text)]
