"""What leaves the office in a file: of which records, in which columns, in which kind of file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path

from crm_tui.domain.customers import ListRequest
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.values import dataclass


class Subject(Enum):
    """What the rows of a file are: customers, what belongs to them, or records of own lists."""

    CUSTOMERS = "customers"
    CONTACTS = "contacts"
    FOLLOW_UPS = "follow_ups"
    DEALS = "deals"
    TASKS = "tasks"
    LEADS = "leads"
    OPPORTUNITIES = "opportunities"


OF_CUSTOMERS = (
    *(Subject.CUSTOMERS, Subject.CONTACTS, Subject.FOLLOW_UPS, Subject.DEALS, Subject.TASKS),
)
"""The subjects whose records are asked for by a list of customers."""


class FileKind(Enum):
    """A kind of file; the value is how its name ends."""

    WORKBOOK = ".xlsx"
    CSV = ".csv"
    TSV = ".tsv"
    JSON = ".json"
    MARKDOWN = ".md"
    VCARD = ".vcf"
    CALENDAR = ".ics"


KINDS_OF: dict[Subject, frozenset[FileKind]] = {
    subject: frozenset(FileKind) - {FileKind.VCARD, FileKind.CALENDAR}
    | ({FileKind.VCARD} if subject in {Subject.CUSTOMERS, Subject.CONTACTS} else set())
    | ({FileKind.CALENDAR} if subject is Subject.TASKS else set())
    for subject in Subject
}
"""The kinds of file there are of each subject: cards of people, a calendar of what is to do."""


class CellKind(Enum):
    """What the cells of a column hold."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column of a file; `key` is its name in JSON and in the shell, `field` where it comes from.

    A usual one is there when nobody chooses; of the second and further contacts in a row of a
    customer `place` says which one it is of.
    """

    key: str
    field: str
    kind: CellKind = CellKind.TEXT
    width: int = 14
    is_usual: bool = True
    place: int = 0
    name: str = ""
    """What the office calls it, where it is one of its own."""


def _column(
    key: str,
    kind: CellKind = CellKind.TEXT,
    width: int = 14,
    *,
    field: str = "",
    is_usual: bool = True,
) -> ExportColumn:
    return ExportColumn(key, field or key, kind, width, is_usual)


_DAY, _INSTANT, _NUMBER = CellKind.DAY, CellKind.INSTANT, CellKind.NUMBER

CONTACT_PREFIX = "contact_"
CONTACTS_IN_A_ROW: tuple[ExportColumn, ...] = (
    _column("contact_name", field="name", width=10),
    _column("contact_title", field="title"),
    _column("contact_department", field="department"),
    _column("contact_phone", field="phones", width=18),
    _column("contact_email", field="email", width=22),
    _column("contact_wechat", field="wechat"),
    _column("contact_birthday", field="birthday", width=11),
    _column("contact_birthday_is_lunar", field="birthday_is_lunar", width=8, is_usual=False),
    _column("contact_wechat_nickname", field="wechat_nickname", is_usual=False),
    _column("contact_qq", field="qq", is_usual=False),
    _column("contact_gender", field="gender", width=6, is_usual=False),
    _column("contact_decision_role", field="decision_role", width=10, is_usual=False),
    _column("contact_attitude", field="attitude", width=8, is_usual=False),
    _column("contact_is_key", field="is_key", width=8, is_usual=False),
    _column("contact_background", field="background", width=30, is_usual=False),
)
"""The columns of each contact in the row of a customer; the seldom ones when any has them."""

CUSTOMER_COLUMNS: tuple[ExportColumn, ...] = (
    _column("name", width=30),
    _column("kind", width=8),
    _column("short_name"),
    _column("former_names", width=20),
    _column("type", width=10),
    _column("level", width=6),
    _column("stage", field="stage_id", width=10),
    _column("industry", field="industry_id", width=12),
    _column("source", field="source_id", width=12),
    _column("nature", width=10),
    _column("introduced_by"),
    _column("province", width=10),
    _column("city", width=10),
    _column("district", width=10),
    _column("address", width=30),
    _column("website", width=22),
    _column("credit_code", width=20),
    _column("legal_representative", width=10),
    _column("founded_on", _DAY, 11),
    _column("registered_capital"),
    _column("headcount", width=10),
    _column("annual_revenue"),
    _column("business_scope", width=30),
    _column("parent", field="parent_id", width=24),
    _column("needs", width=30),
    _column("need_tags", width=16),
    _column("budget", _NUMBER, 12, field="budget_minor"),
    _column("decision_chain", width=20),
    _column("past_cooperation", width=20),
    _column("invoice_details", width=20),
    _column("tags", width=16),
    _column("first_contact_on", _DAY, 11, field="first_contact_day"),
    _column("remarks", width=30),
    *CONTACTS_IN_A_ROW,
    _column("owner", field="owner_id", width=10),
    _column("claimed_since", _DAY, 11, field="owned_since"),
    _column("last_follow_up", _DAY, 11, field="last_follow_up_at"),
    _column("next_contact", _DAY, 11, field="next_contact_at"),
    _column("pool", field="pool_id", width=12, is_usual=False),
    _column("next_contact_note", width=20, is_usual=False),
    _column("last_day", _DAY, 11, is_usual=False),
    _column("locked_until_day", _DAY, 11, is_usual=False),
    _column("pool_since", _DAY, 11, is_usual=False),
    _column("holder_count", _NUMBER, 8, is_usual=False),
    _column("completeness", _NUMBER, 8, is_usual=False),
    _column("standing", width=10, is_usual=False),
    _column("created_at", _INSTANT, 16, is_usual=False),
    _column("created_by", field="created_by_id", width=10, is_usual=False),
    _column("updated_at", _INSTANT, 16, is_usual=False),
    _column("id", _NUMBER, 8, is_usual=False),
)
CONTACT_COLUMNS: tuple[ExportColumn, ...] = (
    _column("name", field="customer", width=30),
    *(replace(column, is_usual=True) for column in CONTACTS_IN_A_ROW),
    _column("other_companies", width=24, is_usual=False),
    _column("owner", field="owner_id", width=10, is_usual=False),
    _column("id", _NUMBER, 8, is_usual=False),
)
FOLLOW_UP_COLUMNS: tuple[ExportColumn, ...] = (
    _column("name", field="customer", width=30),
    _column("happened_at", _INSTANT, 16),
    _column("method", field="method_id", width=8),
    _column("contact_name", field="contact_id", width=10),
    _column("content", width=50),
    _column("result", field="result_id", width=12),
    _column("mood", width=8),
    _column("needs", width=20),
    _column("problems", width=20),
    _column("next_contact", _INSTANT, 16, field="next_contact_at"),
    _column("next_contact_note", width=20),
    _column("author", field="author_id", width=10),
    _column("id", _NUMBER, 8, is_usual=False),
)
DEAL_COLUMNS: tuple[ExportColumn, ...] = (
    _column("name", field="customer", width=30),
    _column("deal_day", _DAY, 11),
    _column("amount", _NUMBER, 14, field="amount_minor"),
    _column("currency", width=8),
    _column("owner", field="owner_id", width=10),
    _column("note", width=30),
    _column("voided_day", _DAY, 11),
    _column("void_reason", width=20),
    _column("id", _NUMBER, 8, is_usual=False),
)
TASK_COLUMNS: tuple[ExportColumn, ...] = (
    _column("title", width=40),
    _column("due_at", _INSTANT, 16),
    _column("name", field="customer", width=30),
    _column("contact_name", field="contact_id", width=10),
    _column("assignee", field="assignee_id", width=10),
    _column("task_kind", field="kind", width=8),
    _column("priority", width=8),
    _column("done_at", _INSTANT, 16),
    _column("outcome", width=10),
    _column("review", width=30),
    _column("notes", width=30),
    _column("id", _NUMBER, 8, is_usual=False),
)
LEAD_COLUMNS: tuple[ExportColumn, ...] = (
    _column("company", width=30),
    _column("contact_name", width=10),
    _column("contact_title"),
    _column("contact_phone", width=18),
    _column("contact_email", width=22),
    _column("contact_wechat"),
    _column("province", width=10),
    _column("city", width=10),
    _column("address", width=30),
    _column("industry", field="industry_id", width=12),
    _column("source", field="source_id", width=12),
    _column("campaign"),
    _column("needs", width=30),
    _column("remarks", width=30),
    _column("owner", field="owner_id", width=10),
    _column("lead_stage", width=12),
    _column("score", _NUMBER, 6, is_usual=False),
    _column("last_follow_up", _DAY, 11, field="last_follow_up_at", is_usual=False),
    _column("next_contact", _INSTANT, 16, field="next_contact_at", is_usual=False),
    _column("next_contact_note", width=20, is_usual=False),
    _column("customer", width=24, is_usual=False),
    _column("created_at", _INSTANT, 16, is_usual=False),
    _column("id", _NUMBER, 8, is_usual=False),
)
OPPORTUNITY_COLUMNS: tuple[ExportColumn, ...] = (
    _column("name", width=30),
    _column("opportunity", width=24),
    _column("amount", _NUMBER, 14),
    _column("currency", width=6),
    _column("expected_on", _DAY, 11),
    _column("pipeline", width=12),
    _column("opportunity_stage", width=12),
    _column("business_type", width=10),
    _column("source", field="source_id", width=12),
    _column("competitors", width=16),
    _column("next_step", width=24),
    _column("next_step_on", _DAY, 11),
    _column("remarks", width=30),
    _column("opportunity_state", width=8),
    _column("owner", field="owner_id", width=10, is_usual=False),
    _column("reported_amount", _NUMBER, 14, field="budget_minor", is_usual=False),
    _column("weighted_amount", _NUMBER, 14, field="budget_minor", is_usual=False),
    _column("closed_on", _DAY, 11, is_usual=False),
    _column("close_reason", width=20, is_usual=False),
    _column("review", width=30, is_usual=False),
    _column("created_at", _INSTANT, 16, is_usual=False),
    _column("id", _NUMBER, 8, is_usual=False),
)
BANK_RECEIPT_COLUMNS: tuple[ExportColumn, ...] = (
    _column("received_on", _DAY, 11),
    _column("payer", width=30),
    _column("payer_account", width=22),
    _column("received", _NUMBER, 14),
    _column("currency", width=6),
    _column("summary", width=30),
    _column("serial", width=20),
)
"""The columns of a form for what came into the bank, where the bank gives no list."""
COLUMNS_OF: dict[Subject, tuple[ExportColumn, ...]] = {
    Subject.CUSTOMERS: CUSTOMER_COLUMNS,
    Subject.CONTACTS: CONTACT_COLUMNS,
    Subject.FOLLOW_UPS: FOLLOW_UP_COLUMNS,
    Subject.DEALS: DEAL_COLUMNS,
    Subject.TASKS: TASK_COLUMNS,
    Subject.LEADS: LEAD_COLUMNS,
    Subject.OPPORTUNITIES: OPPORTUNITY_COLUMNS,
}
MOST_CONTACTS = 9
"""So many contacts stand in one row of a customer; a file of contacts has them all."""


@dataclass(frozen=True, slots=True)
class ExportWords:
    """What columns, values and sheets are called in the language in use."""

    label: Callable[[ExportColumn], str]
    word: Callable[[Enum], str]
    yes: str
    no: str
    sheet: str
    """The name of the sheet, or of the calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrder:
    """Which records go into which file, in which columns; without any in the usual ones."""

    subject: Subject
    path: Path
    kind: FileKind
    request: ListRequest | RecordRequest
    """Which customers, or whose records; which leads or opportunities."""
    chosen_ids: Sequence[int] | None = None
    """These alone, in this order."""
    columns: tuple[str, ...] = ()
    encoding: str = "utf-8-sig"
    overwrites: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote; a cancelled one wrote nothing."""

    path: Path
    rows: int
    columns: tuple[str, ...]
    masked: int = 0
    """Rows whose contact details are hidden from who asked."""
    is_cancelled: bool = False


def file_kind(path: Path) -> FileKind | None:
    """Return the kind of file that a name means by its ending, None for any other."""
    suffix = path.suffix.lower()
    return next((kind for kind in FileKind if kind.value == suffix), None)


def further_contacts(columns: Sequence[ExportColumn], most: int) -> list[ExportColumn]:
    """Return the columns with those of each further contact behind the ones of the first."""
    first = [column for column in columns if is_of_contact(column)]
    if not first:
        return list(columns)
    end = columns.index(first[-1]) + 1
    further = [
        replace(
            each,
            key=each.key.replace(CONTACT_PREFIX, f"contact{place + 1}_", 1),
            place=place,
        )
        for place in range(1, min(most, MOST_CONTACTS))
        for each in first
    ]
    return [*columns[:end], *further, *columns[end:]]


def is_of_contact(column: ExportColumn) -> bool:
    """Return whether a column in the row of a customer is one of its first contact's."""
    return column.key.startswith(CONTACT_PREFIX)
