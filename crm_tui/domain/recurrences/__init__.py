"""Work that comes again: rules in words (每周一, every 2 weeks), and the days they mean."""

from crm_tui.domain.recurrences.days import anchored, first_day, following
from crm_tui.domain.recurrences.reading import parse_recurrence
from crm_tui.domain.recurrences.values import (
    LONGEST_INTERVAL,
    MOST_TIMES,
    Recurrence,
    RecurrenceFault,
    RecurrenceTrouble,
    RecurrenceUnit,
    read_recurrence,
    written_recurrence,
)

__all__ = [
    "LONGEST_INTERVAL",
    "MOST_TIMES",
    "Recurrence",
    "RecurrenceFault",
    "RecurrenceTrouble",
    "RecurrenceUnit",
    "anchored",
    "first_day",
    "following",
    "parse_recurrence",
    "read_recurrence",
    "written_recurrence",
]
