"""The exit code of every error: scripts tell by it what happened."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from crm_tui.errors import (
    CrmError,
    DatabaseUnavailableError,
    FileFormatError,
    InvalidInputError,
    NotFoundError,
    RaceError,
)


class ExitCode(IntEnum):
    """What the program tells the shell when it ends."""

    DONE = 0
    BUG = 1
    BAD_INPUT = 2
    NOT_FOUND = 3
    REFUSED = 4
    RACE_LOST = 5
    DATABASE_UNAVAILABLE = 6


_CODES: tuple[tuple[type[CrmError], ExitCode], ...] = (
    (InvalidInputError, ExitCode.BAD_INPUT),
    (FileFormatError, ExitCode.BAD_INPUT),
    (NotFoundError, ExitCode.NOT_FOUND),
    (RaceError, ExitCode.RACE_LOST),
    (DatabaseUnavailableError, ExitCode.DATABASE_UNAVAILABLE),
)


def exit_code(error: CrmError) -> ExitCode:
    """Return the code for an error; what is neither input, absence, race nor file is a refusal."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), ExitCode.REFUSED)


def batch_exit_code(refused: Sequence[CrmError]) -> ExitCode:
    """Return the code of a batch: done, refused, or what every refusal was: not found, or lost."""
    if not refused:
        return ExitCode.DONE
    if all(isinstance(error, NotFoundError) for error in refused):
        return ExitCode.NOT_FOUND
    if all(isinstance(error, RaceError) for error in refused):
        return ExitCode.RACE_LOST
    return ExitCode.REFUSED
