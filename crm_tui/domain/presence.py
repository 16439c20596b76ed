"""Who has the office open at this moment."""

from __future__ import annotations

from datetime import datetime

from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Connected:
    """A program that has the office open: whose, on which machine, since when."""

    who: str
    machine: str
    since: datetime
