"""Articles as JSON Lines."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dedup.article import Article


def json_line(article: Article) -> str:
    r"""Write an article as a line of JSON, without the fields it does not have.

    Examples
    --------
    >>> from dedup import Article
    >>> json_line(Article(id="a", text="Fire."))
    '{"id": "a", "text": "Fire."}\n'
    """
    fields = {name: value for name, value in asdict(article).items() if value is not None}
    return json.dumps(fields, ensure_ascii=False) + "\n"
