"""What was understood of a typed date, or what is wrong with it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.moments import Moment, MomentFault, MomentTrouble
from crm_tui.i18n import _
from crm_tui.presentation.dates import clock_time, weekday


def understood_moment(moment: Moment, zone: ZoneInfo) -> str:
    """Return what was understood of a typed date: 2026-11-25 Wed 15:00."""
    return exact_moment(moment.instant, zone) if moment.has_time else _date(moment.day)


def exact_moment(instant: datetime, zone: ZoneInfo) -> str:
    """Return an instant by date and time, where its order counts: 2026-11-25 Wed 15:00."""
    return f"{_date(day_of(instant, zone))} {clock_time(instant, zone)}"


def _date(day: int) -> str:
    return f"{date_of(day).isoformat()} {weekday(day)}"


def moment_fault(fault: MomentFault) -> str:
    """Return the sentence that says what is wrong with a typed date."""
    match fault.trouble:
        case MomentTrouble.EMPTY:
            return _("Type a date, such as tomorrow 3pm, 11-25 or +2w.")
        case MomentTrouble.NOT_UNDERSTOOD:
            sentence = _("“{part}” was not understood. Try tomorrow 3pm, 11-25 or +2w.")
        case MomentTrouble.NO_SUCH_DAY:
            sentence = _("There is no such day: “{part}”.")
        case MomentTrouble.NO_SUCH_TIME:
            sentence = _("There is no such time: “{part}”.")
        case MomentTrouble.CONTRADICTION:
            sentence = _("“{part}” contradicts the rest.")
        case MomentTrouble.OUT_OF_RANGE:
            sentence = _("“{part}” is too far away.")
        case _:
            assert_never(fault.trouble)
    return sentence.format(part=fault.part)
