"""Contracts in words: where they stand, and from when to when they run."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.contracts.records import ContractRow, ContractStatus
from crm_tui.i18n import N_, _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.tones import Tone

_STATUSES: Mapping[ContractStatus, tuple[str, Tone]] = {
    ContractStatus.DRAFT: (N_("draft"), Tone.DIM),
    ContractStatus.SIGNED: (N_("signed"), Tone.ACCENT),
    ContractStatus.IN_FORCE: (N_("in force"), Tone.GOOD),
    ContractStatus.ENDED: (N_("ended"), Tone.DIM),
    ContractStatus.TERMINATED: (N_("terminated"), Tone.WARN),
    ContractStatus.VOID: (N_("void"), Tone.DIM),
}


def status_word(status: ContractStatus) -> str:
    """Return the word for where a contract stands."""
    return _(_STATUSES[status][0])


def status_tone(status: ContractStatus) -> Tone:
    """Return how the word is coloured."""
    return _STATUSES[status][1]


def span_words(row: ContractRow) -> str:
    """Return from when to when a contract runs, as far as it says."""
    if row.start_day is None and row.end_day is None:
        return ""
    first = "" if row.start_day is None else iso_day(row.start_day)
    last = _("without end") if row.end_day is None else iso_day(row.end_day)
    return _("{first} to {last}").format(first=first, last=last).strip()
