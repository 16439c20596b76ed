"""Key dates: birthdays, anniversaries and other days of a customer that come again."""

from __future__ import annotations

from enum import Enum


class KeyDateKind(Enum):
    """What a day is remembered for."""

    BIRTHDAY = "birthday"
    ANNIVERSARY = "anniversary"
    RENEWAL = "renewal"
    NEED = "need"
    HOLIDAY = "holiday"
    OTHER = "other"


class KeyDateSource(Enum):
    """Who keeps a day: a person, or the field of a record it follows."""

    ENTERED = "entered"
    CONTACT_BIRTHDAY = "contact_birthday"
    CUSTOMER_FOUNDING = "customer_founding"


class Handling(Enum):
    """What became of the reminder of one occurrence."""

    DONE = "done"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
