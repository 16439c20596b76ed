"""Why a row is refused by what refuses the same by hand."""

from __future__ import annotations

from crm_tui.domain.imports.outcomes import (
    FieldTrouble,
    NotStored,
    RowNotStored,
    RowRefusal,
    RowRefused,
)
from crm_tui.errors import CrmError, FieldError, NotFoundError, RefusedError


class RowError(CrmError):
    """What rows say cannot be imported: the reasons, each of its own row."""

    def __init__(self, *refusals: RowRefusal) -> None:
        super().__init__(refusals)
        self.refusals = refusals


REFUSALS = (RowError, RefusedError, FieldError, NotFoundError)
"""What a row is refused by; any other error ends the import."""


def refusals_of(
    error: CrmError, line: int, place: tuple[str, str], value: str
) -> tuple[RowRefusal, ...]:
    """Return the reasons of an error, told where a row says what it is about."""
    match error:
        case RowError():
            return error.refusals
        case RefusedError():
            return (RowRefused(line, *place, value, error.refusal),)
        case FieldError():
            why = FieldTrouble(error.field, error.reason, error.value, error.limit)
            return (RowRefused(line, *place, value, why),)
        case _:
            return (RowNotStored(line, *place, value, NotStored.NOT_ENTERED),)
