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
    PAYMENTS = "payments"
    PAYMENT_PLANS = "payment_plans"
    DUES = "dues"
    INVOICES = "invoices"
    QUOTES = "quotes"
    EXPENSES = "expenses"
    USAGES = "usages"
    LEADS = "leads"
    OPPORTUNITIES = "opportunities"
    ORDERS = "orders"
    CONTRACTS = "contracts"


OF_CUSTOMERS = (
    *(Subject.CUSTOMERS, Subject.CONTACTS, Subject.FOLLOW_UPS, Subject.DEALS, Subject.TASKS),
    *(Subject.PAYMENTS, Subject.PAYMENT_PLANS, Subject.DUES, Subject.INVOICES),
    *(Subject.QUOTES, Subject.EXPENSES, Subject.USAGES),
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


def export_column(
    key: str,
    kind: CellKind = CellKind.TEXT,
    width: int = 14,
    *,
    field: str = "",
    is_usual: bool = True,
) -> ExportColumn:
    """Return a column whose field has its name, unless another is told."""
    return ExportColumn(key, field or key, kind, width, is_usual)


_DAY, _INSTANT, _NUMBER = CellKind.DAY, CellKind.INSTANT, CellKind.NUMBER

CONTACT_PREFIX = "contact_"
CONTACTS_IN_A_ROW: tuple[ExportColumn, ...] = (
    export_column("contact_name", field="name", width=10),
    export_column("contact_title", field="title"),
    export_column("contact_department", field="department"),
    export_column("contact_phone", field="phones", width=18),
    export_column("contact_email", field="email", width=22),
    export_column("contact_wechat", field="wechat"),
    export_column("contact_birthday", field="birthday", width=11),
    export_column("contact_birthday_is_lunar", field="birthday_is_lunar", width=8, is_usual=False),
    export_column("contact_wechat_nickname", field="wechat_nickname", is_usual=False),
    export_column("contact_qq", field="qq", is_usual=False),
    export_column("contact_gender", field="gender", width=6, is_usual=False),
    export_column("contact_decision_role", field="decision_role", width=10, is_usual=False),
    export_column("contact_attitude", field="attitude", width=8, is_usual=False),
    export_column("contact_is_key", field="is_key", width=8, is_usual=False),
    export_column("contact_background", field="background", width=30, is_usual=False),
)
"""The columns of each contact in the row of a customer; the seldom ones when any has them."""

CUSTOMER_COLUMNS: tuple[ExportColumn, ...] = (
    export_column("name", width=30),
    export_column("kind", width=8),
    export_column("short_name"),
    export_column("former_names", width=20),
    export_column("type", width=10),
    export_column("level", width=6),
    export_column("stage", field="stage_id", width=10),
    export_column("industry", field="industry_id", width=12),
    export_column("source", field="source_id", width=12),
    export_column("nature", width=10),
    export_column("introduced_by"),
    export_column("province", width=10),
    export_column("city", width=10),
    export_column("district", width=10),
    export_column("address", width=30),
    export_column("website", width=22),
    export_column("credit_code", width=20),
    export_column("legal_representative", width=10),
    export_column("founded_on", _DAY, 11),
    export_column("registered_capital"),
    export_column("headcount", width=10),
    export_column("annual_revenue"),
    export_column("business_scope", width=30),
    export_column("parent", field="parent_id", width=24),
    export_column("needs", width=30),
    export_column("need_tags", width=16),
    export_column("budget", _NUMBER, 12, field="budget_minor"),
    export_column("decision_chain", width=20),
    export_column("past_cooperation", width=20),
    export_column("invoice_details", width=20),
    export_column("tags", width=16),
    export_column("first_contact_on", _DAY, 11, field="first_contact_day"),
    export_column("remarks", width=30),
    *CONTACTS_IN_A_ROW,
    export_column("owner", field="owner_id", width=10),
    export_column("claimed_since", _DAY, 11, field="owned_since"),
    export_column("last_follow_up", _DAY, 11, field="last_follow_up_at"),
    export_column("next_contact", _DAY, 11, field="next_contact_at"),
    export_column("pool", field="pool_id", width=12, is_usual=False),
    export_column("next_contact_note", width=20, is_usual=False),
    export_column("last_day", _DAY, 11, is_usual=False),
    export_column("locked_until_day", _DAY, 11, is_usual=False),
    export_column("pool_since", _DAY, 11, is_usual=False),
    export_column("holder_count", _NUMBER, 8, is_usual=False),
    export_column("completeness", _NUMBER, 8, is_usual=False),
    export_column("standing", width=10, is_usual=False),
    export_column("created_at", _INSTANT, 16, is_usual=False),
    export_column("created_by", field="created_by_id", width=10, is_usual=False),
    export_column("updated_at", _INSTANT, 16, is_usual=False),
    export_column("id", _NUMBER, 8, is_usual=False),
)
CONTACT_COLUMNS: tuple[ExportColumn, ...] = (
    export_column("name", field="customer", width=30),
    *(replace(column, is_usual=True) for column in CONTACTS_IN_A_ROW),
    export_column("other_companies", width=24, is_usual=False),
    export_column("owner", field="owner_id", width=10, is_usual=False),
    export_column("id", _NUMBER, 8, is_usual=False),
)
FOLLOW_UP_COLUMNS: tuple[ExportColumn, ...] = (
    export_column("name", field="customer", width=30),
    export_column("happened_at", _INSTANT, 16),
    export_column("method", field="method_id", width=8),
    export_column("contact_name", field="contact_id", width=10),
    export_column("content", width=50),
    export_column("result", field="result_id", width=12),
    export_column("mood", width=8),
    export_column("needs", width=20),
    export_column("problems", width=20),
    export_column("next_contact", _INSTANT, 16, field="next_contact_at"),
    export_column("next_contact_note", width=20),
    export_column("author", field="author_id", width=10),
    export_column("id", _NUMBER, 8, is_usual=False),
)
DEAL_COLUMNS: tuple[ExportColumn, ...] = (
    export_column("name", field="customer", width=30),
    export_column("deal_day", _DAY, 11),
    export_column("amount", _NUMBER, 14, field="amount_minor"),
    export_column("currency", width=8),
    export_column("owner", field="owner_id", width=10),
    export_column("note", width=30),
    export_column("voided_day", _DAY, 11),
    export_column("void_reason", width=20),
    export_column("id", _NUMBER, 8, is_usual=False),
)
TASK_COLUMNS: tuple[ExportColumn, ...] = (
    export_column("title", width=40),
    export_column("due_at", _INSTANT, 16),
    export_column("name", field="customer", width=30),
    export_column("contact_name", field="contact_id", width=10),
    export_column("assignee", field="assignee_id", width=10),
    export_column("task_kind", field="kind", width=8),
    export_column("priority", width=8),
    export_column("done_at", _INSTANT, 16),
    export_column("outcome", width=10),
    export_column("review", width=30),
    export_column("notes", width=30),
    export_column("id", _NUMBER, 8, is_usual=False),
)
LEAD_COLUMNS: tuple[ExportColumn, ...] = (
    export_column("company", width=30),
    export_column("contact_name", width=10),
    export_column("contact_title"),
    export_column("contact_phone", width=18),
    export_column("contact_email", width=22),
    export_column("contact_wechat"),
    export_column("province", width=10),
    export_column("city", width=10),
    export_column("address", width=30),
    export_column("industry", field="industry_id", width=12),
    export_column("source", field="source_id", width=12),
    export_column("campaign"),
    export_column("needs", width=30),
    export_column("remarks", width=30),
    export_column("owner", field="owner_id", width=10),
    export_column("lead_stage", width=12),
    export_column("score", _NUMBER, 6, is_usual=False),
    export_column("last_follow_up", _DAY, 11, field="last_follow_up_at", is_usual=False),
    export_column("next_contact", _INSTANT, 16, field="next_contact_at", is_usual=False),
    export_column("next_contact_note", width=20, is_usual=False),
    export_column("customer", width=24, is_usual=False),
    export_column("created_at", _INSTANT, 16, is_usual=False),
    export_column("id", _NUMBER, 8, is_usual=False),
)
OPPORTUNITY_COLUMNS: tuple[ExportColumn, ...] = (
    export_column("name", width=30),
    export_column("opportunity", width=24),
    export_column("amount", _NUMBER, 14),
    export_column("currency", width=6),
    export_column("expected_on", _DAY, 11),
    export_column("pipeline", width=12),
    export_column("opportunity_stage", width=12),
    export_column("business_type", width=10),
    export_column("source", field="source_id", width=12),
    export_column("competitors", width=16),
    export_column("next_step", width=24),
    export_column("next_step_on", _DAY, 11),
    export_column("remarks", width=30),
    export_column("opportunity_state", width=8),
    export_column("owner", field="owner_id", width=10, is_usual=False),
    export_column("reported_amount", _NUMBER, 14, field="budget_minor", is_usual=False),
    export_column("weighted_amount", _NUMBER, 14, field="budget_minor", is_usual=False),
    export_column("closed_on", _DAY, 11, is_usual=False),
    export_column("close_reason", width=20, is_usual=False),
    export_column("review", width=30, is_usual=False),
    export_column("created_at", _INSTANT, 16, is_usual=False),
    export_column("id", _NUMBER, 8, is_usual=False),
)
BANK_RECEIPT_COLUMNS: tuple[ExportColumn, ...] = (
    export_column("received_on", _DAY, 11),
    export_column("payer", width=30),
    export_column("payer_account", width=22),
    export_column("received", _NUMBER, 14),
    export_column("currency", width=6),
    export_column("summary", width=30),
    export_column("serial", width=20),
)
"""The columns of a form for what came into the bank, where the bank gives no list."""
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
    """Which customers, or whose records; of another list."""
    chosen_ids: Sequence[int] | None = None
    """These alone, in this order."""
    asked: RecordRequest | None = None
    """Of what belongs to customers only what this finds: payments, invoices, quotes."""
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
