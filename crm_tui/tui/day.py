"""The day as it was read, before anything is drawn of it."""

from __future__ import annotations

from datetime import datetime

from crm_tui.domain.today import Pressing, Today, Waiting
from crm_tui.tui.session import Session
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class DayRead:
    """The day's numbers and its work, and when that was."""

    today: Today
    waiting: Waiting
    now: datetime


@dataclass(frozen=True, slots=True)
class DayBegun:
    """The first of the day's work, and when that was; the rest is being read."""

    pressing: Pressing
    now: datetime


def read_day(session: Session) -> DayRead:
    """Read the day; call it in a worker."""
    days, actor = session.crm.days, session.actor
    return DayRead(days.today(actor), days.waiting(actor), session.now)
