"""The columns of a customer list: the same in the terminal's list and in the shell's table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.days import NEVER, day_of
from crm_tui.domain.list_figures import RowExtras
from crm_tui.domain.rhythms import next_due_day
from crm_tui.domain.work_settings import DEFAULT_WORK, ByLevel
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.dates import (
    NO_DAY,
    days_left,
    happened_moment,
    relative_moment,
    short_day,
)
from crm_tui.presentation.money import amount
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align, cell_width, plain
from crm_tui.presentation.words import optional_word, word
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from crm_tui.domain.custom_fields import CustomField

_URGENT_DAYS = 1
_LEAST = 9
_OWN_WIDTH = 12
"""The priority of columns that give way first."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where a list is shown: its dates are told relative to this."""

    now: datetime
    zone: ZoneInfo
    today: int
    rhythm: ByLevel = DEFAULT_WORK.rhythm_days


@dataclass(frozen=True, slots=True)
class CustomerColumn:
    """A column of a customer list; `width` is its least width, priority 0 is never dropped.

    `key` is also the name of the order that sorts by it, when `sortable`.
    """

    key: str
    label_id: str
    width: int
    text: Callable[[CustomerRow, Moment], str]
    priority: int = 0
    align: Align = Align.LEFT
    widest: int | None = None
    """Up to how many cells it takes when there is room; None for a fixed width."""
    tone: Callable[[CustomerRow, Moment], Tone] | None = None
    sortable: bool = True
    is_extra: bool = False
    """Whether it shows what is read only when somebody chose it."""
    is_own: bool = False
    """Whether the office gave it its name, which is no message to translate."""

    @property
    def label(self) -> str:
        """Return the heading in the language in use."""
        return self.label_id if self.is_own else _(self.label_id)


def _happened(row: CustomerRow, at: Moment) -> str:
    if row.last_follow_up_at is None:
        return NO_DAY
    return happened_moment(row.last_follow_up_at, at.now, at.zone)


def _next_contact(row: CustomerRow, at: Moment) -> str:
    return (
        NO_DAY
        if row.next_contact_at is None
        else relative_moment(row.next_contact_at, at.now, at.zone)
    )


def _next_contact_tone(row: CustomerRow, at: Moment) -> Tone:
    if row.next_contact_at is None:
        return Tone.DIM
    return Tone.WARN if row.next_contact_at <= at.now else Tone.NORMAL


def _days_left(row: CustomerRow, at: Moment) -> str:
    return NO_DAY if row.owner_id is None else days_left(row.last_day, at.today)


def _days_left_tone(row: CustomerRow, at: Moment) -> Tone:
    if row.owner_id is None or row.last_day >= NEVER:
        return Tone.DIM
    left = row.last_day - at.today
    if left <= _URGENT_DAYS:
        return Tone.BAD
    return Tone.WARN if left <= row.grace_days else Tone.NORMAL


def _rhythm(row: CustomerRow, at: Moment) -> str:
    due = _rhythm_day(row, at)
    if due is None:
        return NO_DAY
    if due < at.today:
        return _("behind by {days}").format(days=_days(at.today - due))
    return _("today") if due == at.today else short_day(due, at.today)


def _rhythm_tone(row: CustomerRow, at: Moment) -> Tone:
    due = _rhythm_day(row, at)
    if due is None:
        return Tone.DIM
    return Tone.WARN if due < at.today else Tone.NORMAL


def _rhythm_day(row: CustomerRow, at: Moment) -> int | None:
    if row.owner_id is None:
        return None
    since = day_of(row.last_follow_up_at or row.created_at, at.zone)
    return next_due_day(row.level, since, at.rhythm)


def _days(count: int) -> str:
    return ngettext("{count} day", "{count} days", count).format(count=count)


def _pool_age(row: CustomerRow, at: Moment) -> str:
    if row.pool_since is None:
        return ""
    return _days(max(0, at.today - day_of(row.pool_since, at.zone)))


def _opens(row: CustomerRow, at: Moment) -> str:
    if row.opens_at is None or row.opens_at <= at.now:
        return ""
    return relative_moment(row.opens_at, at.now, at.zone)


def _claimable(row: CustomerRow, at: Moment) -> str:
    if row.claimable_from_day is None:
        return ""
    return _("open from {day}").format(day=short_day(row.claimable_from_day, at.today))


def _created(row: CustomerRow, at: Moment) -> str:
    return happened_moment(row.created_at, at.now, at.zone)


def _owner(row: CustomerRow, _at: Moment) -> str:
    return row.owner if row.owner_id is not None else _("in the pool")


_NOTHING = RowExtras()


def _extra(
    key: str, label_id: str, width: int, text: Callable[[RowExtras, Moment], str], **knobs: Any
) -> CustomerColumn:
    """Return a column that nobody sees unless they choose it."""

    def shown(row: CustomerRow, at: Moment) -> str:
        return text(row.extras or _NOTHING, at)

    knobs = {"priority": _LEAST, "widest": width * 2, **knobs}
    return CustomerColumn(key, label_id, width, shown, sortable=False, is_extra=True, **knobs)


def _past(instant: datetime | None, at: Moment) -> str:
    return NO_DAY if instant is None else happened_moment(instant, at.now, at.zone)


def _first_contact(extras: RowExtras, at: Moment) -> str:
    day = extras.first_contact_day
    return NO_DAY if day is None else short_day(day, at.today)


def _budget(extras: RowExtras, _at: Moment) -> str:
    minor = extras.budget_minor
    return "" if minor is None else amount(minor, extras.currency)


def _sold(extras: RowExtras, _at: Moment) -> str:
    return " ".join(amount(minor, currency) for currency, minor in extras.deals)


def _opportunities(extras: RowExtras, _at: Moment) -> str:
    minor = extras.opportunities_minor
    return amount(minor, extras.currency) if minor else ""


def _open(extras: RowExtras, _at: Moment) -> str:
    return amount(extras.open_minor, extras.currency) if extras.open_minor else ""


def _locked(row: CustomerRow, at: Moment) -> str:
    day = row.locked_until_day
    return "" if day is None or day < at.today else short_day(day, at.today)


_MONEY: Mapping[str, Any] = {"align": Align.RIGHT, "widest": None}

CUSTOMER_COLUMNS: tuple[CustomerColumn, ...] = (
    CustomerColumn("name", N_("Customer"), 28, lambda row, _at: row.name, widest=48),
    CustomerColumn("level", N_("Level"), 5, lambda row, _at: optional_word(row.level), 2),
    CustomerColumn("stage", N_("Stage"), 10, lambda row, _at: row.stage, 3, widest=16),
    CustomerColumn("last_follow_up_at", N_("Last follow-up"), 15, _happened, 1),
    CustomerColumn(
        "next_contact_at", N_("Next contact"), 15, _next_contact, 1, tone=_next_contact_tone
    ),
    CustomerColumn(
        "last_day", N_("Days left"), 9, _days_left, 0, Align.RIGHT, tone=_days_left_tone
    ),
    CustomerColumn("owner", N_("Owner"), 11, _owner, 4),
    CustomerColumn("pool", N_("Pool"), 10, lambda row, _at: row.pool, 5, widest=16),
    CustomerColumn("type", N_("Type"), 10, lambda row, _at: word(row.type), 6, widest=16),
    CustomerColumn("industry", N_("Industry"), 10, lambda row, _at: row.industry, 7, widest=16),
    CustomerColumn("source", N_("Source"), 10, lambda row, _at: row.source, 8),
    CustomerColumn("city", N_("City"), 8, lambda row, _at: row.city, 7),
    CustomerColumn(
        "contact_names",
        N_("Contact"),
        10,
        lambda row, _at: row.contact_names,
        6,
        widest=20,
        sortable=False,
    ),
    CustomerColumn("phone", N_("Phone"), 13, lambda row, _at: row.phone, 7, sortable=False),
    CustomerColumn(
        "holder_count",
        N_("Holders"),
        7,
        lambda row, _at: str(row.holder_count),
        9,
        Align.RIGHT,
    ),
    CustomerColumn(
        "completeness",
        N_("Complete"),
        8,
        lambda row, _at: f"{row.completeness}%",
        9,
        Align.RIGHT,
    ),
    CustomerColumn("pool_since", N_("In pool"), 9, _pool_age, 2, Align.RIGHT),
    CustomerColumn("opens_at", N_("Opens"), 15, _opens, 1),
    CustomerColumn(
        "claimable",
        N_("Claimable"),
        15,
        _claimable,
        1,
        tone=lambda _row, _at: Tone.WARN,
        sortable=False,
    ),
    CustomerColumn("rhythm", N_("Rhythm"), 11, _rhythm, _LEAST, tone=_rhythm_tone, sortable=False),
    CustomerColumn(
        "standing", N_("Set aside as"), 12, lambda row, _at: word(row.standing), 1, sortable=False
    ),
    CustomerColumn("created_at", N_("Created at"), 15, _created, 9),
    CustomerColumn(
        "province", N_("Province"), 8, lambda row, _at: row.province, _LEAST, sortable=False
    ),
    _extra("district", N_("District"), 8, lambda extras, _at: extras.district),
    _extra("address", N_("Address"), 20, lambda extras, _at: extras.address),
    _extra("website", N_("Website"), 18, lambda extras, _at: extras.website),
    _extra("short_name", N_("Short name"), 10, lambda extras, _at: extras.short_name),
    _extra("tags", N_("Tags"), 12, lambda extras, _at: " ".join(extras.tags)),
    _extra("need_tags", N_("Need tags"), 12, lambda extras, _at: " ".join(extras.need_tags)),
    _extra("budget", N_("Budget"), 12, _budget, **_MONEY),
    _extra("deals", N_("Sold"), 14, _sold, **_MONEY),
    _extra("opportunities", N_("Opportunities in all"), 14, _opportunities, **_MONEY),
    _extra("open_opportunities", N_("Open opportunities"), 14, _open, **_MONEY),
    _extra("first_contact_day", N_("First contact"), 13, _first_contact, widest=None),
    _extra("introduced_by", N_("Introduced by"), 13, lambda extras, _at: extras.introduced_by),
    _extra("owned_since", N_("Held since"), 15, lambda extras, at: _past(extras.owned_since, at)),
    _extra("created_by", N_("Created by"), 10, lambda extras, _at: extras.created_by),
    _extra("updated_at", N_("Changed at"), 15, lambda extras, at: _past(extras.updated_at, at)),
    CustomerColumn("locked_until_day", N_("Locked until"), 12, _locked, _LEAST, sortable=False),
    CustomerColumn(
        "next_contact_note",
        N_("To do next"),
        16,
        lambda row, _at: row.next_contact_note,
        _LEAST,
        widest=40,
        sortable=False,
    ),
    _extra("last_words", N_("Last words"), 20, lambda extras, _at: extras.last_words, widest=60),
)
"""Every column, in the order of the form."""

BY_KEY: Mapping[str, CustomerColumn] = {column.key: column for column in CUSTOMER_COLUMNS}

OWNED_KEYS = ("name", "level", "stage", "last_follow_up_at", "next_contact_at", "last_day", "owner")
"""What a list of held customers shows at first."""
POOL_KEYS = ("name", "level", "industry", "city", "last_follow_up_at", "holder_count", "source")
"""What a list of customers in the pool shows at first."""


def columns_of(
    keys: tuple[str, ...], known: Mapping[str, CustomerColumn] = BY_KEY
) -> tuple[CustomerColumn, ...]:
    """Return these columns in this order."""
    return tuple(known[key] for key in keys)


def own_columns(own: Sequence[CustomField]) -> Mapping[str, CustomerColumn]:
    """Return a column for each of the office's own fields."""
    return {each.key: _own_column(each) for each in own}


def _own_column(field: CustomField) -> CustomerColumn:
    from crm_tui.domain.custom_fields import FieldType  # noqa: PLC0415 - where there are any
    from crm_tui.presentation.custom_fields import own_words  # noqa: PLC0415

    def shown(row: CustomerRow, _at: Moment) -> str:
        extras = row.extras or _NOTHING
        return " ".join(own_words(field, extras.own.get(field.code), extras.currency).split())

    is_number = field.type in {FieldType.NUMBER, FieldType.MONEY}
    return CustomerColumn(
        field.key,
        plain(field.name),
        max(_OWN_WIDTH, cell_width(plain(field.name)) + 2),
        shown,
        _LEAST,
        Align.RIGHT if is_number else Align.LEFT,
        widest=None if is_number else 2 * _OWN_WIDTH,
        is_extra=True,
        is_own=True,
    )
