"""What customers and follow-ups are found by: tokens, plans, and the order of what is found.

An index row holds words in a contentless full-text table that knows no phrases (FTS5 with
content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 0'). Each word is one
token of plain letters, digits or common Han characters:

    北京      two neighbours outside ASCII       1te 1tec  the beginnings of a Latin word or number
    bei       a syllable                         beijing   two neighbouring syllables
    0bj 0bjk  two or three neighbouring initials 91380     four digits of a phone, or its last three

A query names the tokens that every hit must have; the texts of `SearchColumns`, stored beside the
row, then decide. `holds` says how, and is what a condition in SQL must equal. Nothing needs a
scan of the index's words: each word of a query is looked up whole.
"""

from crm_tui.domain.search.columns import (
    SearchColumns,
    SearchFields,
    search_columns,
    tokens,
    tokens_of,
)
from crm_tui.domain.search.hits import (
    Candidate,
    holds,
    matches,
    openly,
    rank_key,
)
from crm_tui.domain.search.places import FoundIn, FoundPlace, found_in
from crm_tui.domain.search.plans import SearchPlan, SearchTerm, TermKind, compile_search
from crm_tui.domain.search.spans import matched_spans
from crm_tui.domain.search.talks import said, said_tokens, says, snippet, talk_match
from crm_tui.domain.search.words import GRAM, open_part

__all__ = [
    "GRAM",
    "Candidate",
    "FoundIn",
    "FoundPlace",
    "SearchColumns",
    "SearchFields",
    "SearchPlan",
    "SearchTerm",
    "TermKind",
    "compile_search",
    "found_in",
    "holds",
    "matched_spans",
    "matches",
    "open_part",
    "openly",
    "rank_key",
    "said",
    "said_tokens",
    "says",
    "search_columns",
    "snippet",
    "talk_match",
    "tokens",
    "tokens_of",
]
