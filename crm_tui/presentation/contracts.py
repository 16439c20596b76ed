"""Contracts in words: where they stand, and from when to when they run."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.contracts.records import ContractRow, ContractStatus
from crm_tui.i18n import _
from crm_tui.presentation.approvals import paper_word
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import word

_TONES: Mapping[ContractStatus, Tone] = {
    ContractStatus.DRAFT: Tone.DIM,
    ContractStatus.SIGNED: Tone.ACCENT,
    ContractStatus.IN_FORCE: Tone.GOOD,
    ContractStatus.ENDED: Tone.DIM,
    ContractStatus.TERMINATED: Tone.WARN,
    ContractStatus.VOID: Tone.DIM,
}


def status_word(status: ContractStatus) -> str:
    """Return the word for where a contract stands."""
    return word(status)


def standing_word(row: ContractRow) -> str:
    """Return the same of a contract that is listed: of a draft also that it waits for approval."""
    is_draft = row.status is ContractStatus.DRAFT
    return paper_word(status_word(row.status), row.asked, is_draft=is_draft)


def status_tone(status: ContractStatus) -> Tone:
    """Return how the word is coloured."""
    return _TONES[status]


def span_words(row: ContractRow) -> str:
    """Return from when to when a contract runs, as far as it says."""
    if row.start_day is None and row.end_day is None:
        return ""
    first = "" if row.start_day is None else iso_day(row.start_day)
    if row.end_day is None:
        return _("from {first}, without end").format(first=first)
    return _("{first} to {last}").format(first=first, last=iso_day(row.end_day)).strip()
