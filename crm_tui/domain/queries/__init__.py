"""The query language: what was typed becomes a tree, and the tree a condition on customers."""

from crm_tui.domain.queries.binding import bind
from crm_tui.domain.queries.conditions import Filter
from crm_tui.domain.queries.days import Circumstances
from crm_tui.domain.queries.evaluation import CustomerFacts, holds
from crm_tui.domain.queries.faults import QueryFault, QueryTrouble
from crm_tui.domain.queries.parser import QUERY_LENGTH, parse
from crm_tui.domain.queries.tree import Query, SortKey, Term
from crm_tui.domain.queries.vocabulary import KnownName, Vocabulary
from crm_tui.domain.queries.wording import canonical

__all__ = [
    "QUERY_LENGTH",
    "Circumstances",
    "CustomerFacts",
    "Filter",
    "KnownName",
    "Query",
    "QueryFault",
    "QueryTrouble",
    "SortKey",
    "Term",
    "Vocabulary",
    "bind",
    "canonical",
    "holds",
    "parse",
]
