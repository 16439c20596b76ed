"""Why a customer left a list, in the few words that its line has room for."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.customers import Standing
from crm_tui.domain.departures import Departure, DepartureKind
from crm_tui.domain.queries.wording import term_text
from crm_tui.i18n import N_, _, current_language

_WORDS: Mapping[DepartureKind, str] = {
    DepartureKind.TAKEN: N_("{owner} has it now"),
    DepartureKind.PASSED_ON: N_("passed on to {owner}"),
    DepartureKind.RECLAIMED: N_("taken back into {pool}"),
    DepartureKind.RETURNED: N_("given back to {pool}"),
    DepartureKind.MOVED: N_("moved to {pool}"),
    DepartureKind.RESTORED: N_("brought back"),
    DepartureKind.CLOSED: N_("may not be claimed for now"),
    DepartureKind.CHANGED: N_("not listed here any more"),
    DepartureKind.GONE: N_("not yours to see any more"),
}
_SET_ASIDE: Mapping[Standing, str] = {
    Standing.NORMAL: N_("deleted"),
    Standing.DELETED: N_("deleted"),
    Standing.INVALID: N_("marked as invalid"),
    Standing.BLACKLISTED: N_("blacklisted"),
}


def departure_words(left: Departure, currency: str) -> str:
    """Return why a customer is not in the list any more."""
    if left.kind is DepartureKind.SET_ASIDE:
        return _(_SET_ASIDE[left.standing])
    if left.terms:
        terms = " ".join(term_text(each, current_language(), currency) for each in left.terms)
        return _("does not meet {terms} any more").format(terms=terms)
    return _(_WORDS[left.kind]).format(owner=left.owner, pool=left.pool)
