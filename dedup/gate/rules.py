"""What each rule means, in words for reports."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.config import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """A rule in words: a title, one sentence, and what to do about a finding."""

    title: str
    meaning: str
    advice: str


RULES: Mapping[Rule, RuleText] = MappingProxyType(
    {
        "reuse/near-duplicate": RuleText(
            title="Near-duplicate without credit",
            meaning="Most of the article stands almost word for word in the source, "
            "which it does not credit.",
            advice="Credit the source, agree a licence with it, or do not publish.",
        ),
        "reuse/rewritten-uncredited": RuleText(
            title="Rewritten without credit",
            meaning="The article likely rewrites the source, or the same third text as the "
            "source, and does not credit it.",
            advice="Read the sentences side by side; credit the source or report anew.",
        ),
        "reuse/partial-uncredited": RuleText(
            title="Partly reused without credit",
            meaning="Part of the article likely comes from the source, which it does not credit.",
            advice="Read the marked passages; credit the source or rewrite from own reporting.",
        ),
        "reuse/over-licence": RuleText(
            title="More reused than agreed",
            meaning="More of the article comes from the source than the policy allows.",
            advice="Shorten what is taken over, or agree a larger share.",
        ),
        "reuse/self": RuleText(
            title="Own text reused",
            meaning="The article reuses text of its own outlet, or of the newsroom's own archive.",
            advice="Link to the earlier article if readers should know.",
        ),
        "reuse/credited": RuleText(
            title="Reused with credit or by agreement",
            meaning="The article reuses the source and credits it, or may do so by the policy.",
            advice="Nothing need be done.",
        ),
        "fidelity/drift": RuleText(
            title="A detail changed in reused text",
            meaning="A number, name, date, negation or quotation differs from the source inside "
            "text that was taken from it.",
            advice="Check which of the two is right.",
        ),
        "input/unreadable": RuleText(
            title="Article not read",
            meaning="An incoming article could not be read and was not checked.",
            advice="Mend the file, or take it out of what is checked.",
        ),
    }
)
