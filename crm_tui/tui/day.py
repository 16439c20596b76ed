"""The day as it was read, before anything is drawn of it."""

from __future__ import annotations

from crm_tui.domain.today import Today, Waiting
from crm_tui.presentation.columns import Moment
from crm_tui.tui.session import Session
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class DayRead:
    """The day's numbers and its work, and when that was."""

    today: Today
    waiting: Waiting
    moment: Moment


def read_day(session: Session) -> DayRead:
    """Read the day; call it in a worker."""
    today = session.crm.days.today(session.actor)
    moment = Moment(session.now, session.zone, today.today)
    return DayRead(today, session.crm.days.waiting(session.actor), moment)
