"""What became of the rows of an import, in words: why one was refused, where another went."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.imports.faults import RowFault
from crm_tui.domain.imports.outcomes import (
    ExistingCustomer,
    ImportedLine,
    OwnerNotAllowed,
    RowRefusal,
)
from crm_tui.i18n import _
from crm_tui.presentation.errors import duplicate
from crm_tui.presentation.import_faults import fault_reason
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
        case _:
            assert_never(refused)


def imported_word(line: ImportedLine) -> str:
    """Return what became of a row that was imported."""
    if line.is_reserved:
        return _("imported into the pool: the owner's limit is reached")
    if line.is_incomplete:
        return _("imported, to be completed: no contact")
    return _("imported")
