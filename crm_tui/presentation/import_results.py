"""What became of the rows of an import, in words: why one was refused, where another went."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.imports.faults import RowFault
from crm_tui.domain.imports.openings import OpeningLine
from crm_tui.domain.imports.outcomes import (
    ExistingCustomer,
    ImportedLine,
    OwnerNotAllowed,
    RowRefusal,
    StillCoolingOff,
)
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.errors import duplicate
from crm_tui.presentation.import_faults import fault_reason
from crm_tui.presentation.reasons import refusal
from crm_tui.presentation.words import name_in_sentence


def refusal_place(refused: RowRefusal) -> str:
    """Return where the reason of a refusal stands in the file: line 7, column C (手机)."""
    if not refused.column_letter:
        return _("line {line}").format(line=refused.line)
    return _("line {line}, column {letter} ({label})").format(
        line=refused.line,
        letter=refused.column_letter,
        label=name_in_sentence(refused.column_label),
    )


def refusal_reason(refused: RowRefusal) -> str:
    """Return why a row was not imported and what to do about it."""
    match refused:
        case RowFault():
            return fault_reason(refused)
        case ExistingCustomer():
            return duplicate(refused.match)
        case OwnerNotAllowed():
            return _("You may not give customers to {person}.").format(
                person=name_in_sentence(refused.value)
            )
        case StillCoolingOff():
            return refusal(refused.refusal)
        case _:
            assert_never(refused)


def refusal_sentence(refused: RowRefusal) -> str:
    """Return place and reason in one line."""
    return _("{place}: {reason}").format(
        place=refusal_place(refused), reason=refusal_reason(refused)
    )


def refusal_code(refused: RowRefusal) -> str:
    """Return the stable name of the reason for programs."""
    match refused:
        case RowFault():
            return refused.code.value
        case ExistingCustomer():
            return f"existing_{refused.match.kind}"
        case OwnerNotAllowed():
            return "owner_not_allowed"
        case StillCoolingOff():
            return "cooling_off"
        case _:
            assert_never(refused)


def imported_word(line: ImportedLine) -> str:
    """Return what became of a row that was imported."""
    if line.is_reserved:
        return _("imported into the pool: the owner's limit is reached")
    if line.is_incomplete:
        return _("imported, to be completed: no contact")
    return _("imported")


def opening_sentence(line: OpeningLine) -> str:
    """Return what an opening import gives one person, their limit, and the first deadline."""
    person = name_in_sentence(line.person)
    said = ngettext(
        "{person}: {count} customer, {held} held afterwards",
        "{person}: {count} customers, {held} held afterwards",
        line.customers,
    ).format(person=person, count=line.customers, held=line.held)
    if line.over_by:
        said += _(", {over} above a limit").format(over=line.over_by)
    elif line.limit is not None:
        said += _(", the limit is {limit}").format(limit=line.limit)
    if line.first_day is None:
        return said + _("; no rule takes any back.")
    return said + _("; the first may be taken back on {day}.").format(day=iso_day(line.first_day))
