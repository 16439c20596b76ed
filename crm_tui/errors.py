"""Everything that can go wrong and is expected to: errors carry facts, never sentences.

The sentence and the hint are made in `presentation.errors`, the exit code in `cli`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from pathlib import Path

from crm_tui.values import dataclass


class CrmError(Exception):
    """The root of every error this program raises on purpose."""

    is_on_record = False
    """Whether it was an attempt at what somebody may not, and stands in the history already."""


class InvalidInputError(CrmError):
    """What was typed or passed in cannot be used; nothing was written."""


@dataclass
class FieldError(InvalidInputError):
    """One field holds something that cannot be stored."""

    field: str
    reason: str
    value: str = ""
    limit: int | None = None
    label: str = ""
    """What the office calls the field, where it is one of its own."""


@dataclass
class QuerySyntaxError(InvalidInputError):
    """A query cannot be understood: what is wrong from `start` to `end` of its text, and why.

    `reason` is the code of a `QueryTrouble`; `near` are the words that may have been meant.
    """

    text: str
    reason: str
    start: int
    end: int
    part: str = ""
    field: str = ""
    near: Sequence[str] = ()


@dataclass
class InvalidRulesError(InvalidInputError):
    """Rules of a pool that cannot be saved; the faults are values of the domain."""

    faults: Sequence[object]


@dataclass
class AmbiguousReferenceError(InvalidInputError):
    """A name fits several records; the candidates are (id, name)."""

    kind: str
    reference: str
    candidates: Sequence[tuple[int, str]]


@dataclass
class NotFoundError(CrmError):
    """No such record, or none that this person may see; `near` are names that may be meant."""

    kind: str
    reference: str
    near: Sequence[str] = ()


@dataclass
class MergedAwayError(NotFoundError):
    """The record went over into another, which is to be had instead."""

    into_id: int = 0
    into: str = ""


@dataclass
class RefusedError(CrmError):
    """A rule or a permission says no; the refusal is a value of the domain."""

    refusal: object


@dataclass
class NotPermittedError(CrmError):
    """The person's role lacks the permission."""

    permission: str


class SupersededError(CrmError):
    """Who asked has taken the question back; nothing is missing but the answer."""


class RaceError(CrmError):
    """Somebody else was first."""


@dataclass
class AlreadyClaimedError(RaceError):
    """The customer was taken before one tried; both instants stand in the office's zone."""

    customer: str
    winner: str | None
    at: datetime | None
    tried_at: datetime | None = None


@dataclass
class ConflictError(RaceError):
    """A record changed under the form: field -> (theirs, mine).

    `changed` says by whom and when a field was last changed, as far as that is on record.
    """

    kind: str
    record_id: int
    fields: dict[str, tuple[object, object]]
    changed: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)


@dataclass
class DuplicateCustomerError(CrmError):
    """Customers that may be the same exist; a final one is not entered by insisting either."""

    matches: Sequence[object]
    is_final: bool = False


@dataclass
class DuplicateLeadError(CrmError):
    """Customers or leads that may be the same exist; `duplicates` is a value of the domain."""

    duplicates: object


@dataclass
class UnknownMappingError(InvalidInputError):
    """Columns or fields are named for an import that there are not."""

    faults: Sequence[object]


@dataclass
class UndoRefusedError(CrmError):
    """A batch cannot be taken back whole: records were worked on since."""

    batch_id: int
    changed: Sequence[tuple[int, str]]
    untouched: int


@dataclass
class NothingToUndoError(CrmError):
    """There is no batch of this person that can still be taken back."""

    batch_id: int | None = None


class FileFormatError(CrmError):
    """A file cannot be read or written; `reason` is a code, `facts` say where."""

    def __init__(self, path: Path | str, reason: str, **facts: object) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = Path(path)
        self.reason = reason
        self.facts = facts


class AttachmentError(FileFormatError):
    """A file cannot be kept or given back; `reason` is a `FileTrouble`."""


class FilePlaceError(FileFormatError):
    """A file lies, or would lie, where this machine lets nobody name files."""


class EncryptionError(FileFormatError):
    """A backup cannot be encrypted, or an encrypted one not opened; `reason` is a code."""


class OfficeFilesError(FileFormatError):
    """An office cannot be written into a folder or read from one; `reason` is a code."""


@dataclass
class DatabaseUnavailableError(CrmError):
    """The database cannot be opened, read or written; `reason` is a code."""

    reason: str
    location: str
    detail: str = ""


@dataclass
class DatabaseBusyError(DatabaseUnavailableError):
    """Other programs kept the write lock for the whole waiting time."""

    waited_seconds: float = 0.0


@dataclass
class UserNotChosenError(InvalidInputError):
    """Several people use this database and none was named."""

    logins: Sequence[str]


@dataclass
class SignInNeededError(CrmError):
    """Nothing is told before somebody has signed in; `login` is who they said they are."""

    login: str | None = None


@dataclass
class SignInFailedError(CrmError):
    """The login or the password is wrong; it is not said which. So many tries are left."""

    tries_left: int
    lock_minutes: int
    """For so long nobody gets in by this login when none is left."""


@dataclass
class SignInLockedError(CrmError):
    """After too many failures nobody gets in by this login for so many minutes."""

    minutes: int


class PasswordChangeNeededError(CrmError):
    """The password is right, but another has to be chosen first."""


class TokenInvalidError(CrmError):
    """A token that was shown is unknown, revoked or over."""


@dataclass
class NotEmptyError(CrmError):
    """The database holds real data, so it is not overwritten."""

    location: str
    customers: int
