"""How an office times its work: the rhythm asked, what is reported upward, how levels are found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from enum import Enum
from typing import TYPE_CHECKING

from crm_tui.values import dataclass

if TYPE_CHECKING:
    from crm_tui.domain.customers import Level
    from crm_tui.domain.key_dates import KeyDateKind


@dataclass(frozen=True, slots=True)
class ByLevel:
    """A number for each level; None where the level asks for nothing."""

    a: int | None
    b: int | None
    c: int | None

    def of(self, level: Level | None) -> int | None:
        """Return the number of a level; None for a customer that has no level."""
        number: int | None = None if level is None else getattr(self, level.value.lower())
        return number


@dataclass(frozen=True, slots=True)
class Weights:
    """What share of a customer's score each part has; only their proportion counts."""

    contribution: int
    credit: int
    potential: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The score from which a customer is proposed as A, and as B; below both it is C."""

    a: int
    b: int


class PhonePolicy(Enum):
    """联系方式策略: which phone numbers of contacts are kept."""

    KEPT = "kept"
    MASKED = "masked"
    """Recognisable, and of no use for a call."""
    WORK = "work"
    """Those of firms; a mobile is refused."""


@dataclass(frozen=True, slots=True)
class WorkSettings:
    """What an office may set about its work; every field has a value that fits most offices."""

    rhythm_days: ByLevel = ByLevel(7, 14, 30)
    """A customer of the level is followed up at least once in so many days."""
    no_plan_days: int = 7
    escalate_after_hours: int = 24
    at_risk_months: ByLevel = ByLevel(3, 3, 3)
    """A won customer without a deal for so many months is at risk of being lost."""
    birthday_leads: tuple[str, ...] = ("0d",)
    """How long before its day a key date reminds: `7d`, `1w`, `1m`; so each of its kind."""
    anniversary_leads: tuple[str, ...] = ("7d", "0d")
    renewal_leads: tuple[str, ...] = ("30d", "7d", "0d")
    need_leads: tuple[str, ...] = ("1m", "0d")
    holiday_leads: tuple[str, ...] = ("3d", "0d")
    other_leads: tuple[str, ...] = ("7d", "0d")
    evaluation_weights: Weights = Weights(50, 20, 30)
    level_thresholds: Thresholds = Thresholds(70, 40)
    digest_time: time = time(8, 30)
    large_deal_minor: int = 500_000_00
    """An opportunity of so much or more, in the office's currency, is a large one."""
    won_is_deal: bool = True
    """Whether winning an opportunity records a deal."""
    phone_numbers: PhonePolicy = PhonePolicy.KEPT
    """What becomes of a number that is entered or imported; those that are here stay."""
    others_told_hourly: int = 60
    """Of so many customers that somebody does not see the duplicate check tells them in an hour."""

    def lead_times_of(self, kind: KeyDateKind) -> tuple[str, ...]:
        """Return how long before its day a date of this kind reminds."""
        lead_times: tuple[str, ...] = getattr(self, f"{kind.value}_leads")
        return lead_times


DEFAULT_WORK = WorkSettings()


def from_json(stored: object) -> WorkSettings:
    """Return the settings stored; what is missing, unknown or wrong has its usual value."""
    if not stored or not isinstance(stored, Mapping):
        return DEFAULT_WORK
    # Most offices keep the usual values, and read them at every operation.
    from crm_tui.domain.work_forms import WORK_SETTINGS, read_setting  # noqa: PLC0415

    written = {name: stored.get(name) for name in WORK_SETTINGS}
    read = {
        name: read_setting(name, each) for name, each in written.items() if isinstance(each, str)
    }
    values = {name: each for name, each in read.items() if each is not None}
    return WorkSettings(**values)  # type: ignore[arg-type]  # each form reads its field's type


def to_json(work: WorkSettings) -> dict[str, str]:
    """Return what is stored of these settings: those that differ from the usual, as written."""
    from crm_tui.domain.work_forms import WORK_SETTINGS, written_setting  # noqa: PLC0415

    return {
        name: written_setting(work, name)
        for name in WORK_SETTINGS
        if getattr(work, name) != getattr(DEFAULT_WORK, name)
    }
