"""Custom fields: what an office adds to the forms of its customers and contacts."""

from __future__ import annotations

from enum import Enum


class FieldHolder(Enum):
    """Whose field it is."""

    CUSTOMER = "customer"
    CONTACT = "contact"


class FieldType(Enum):
    """What a custom field holds, and so how it is entered, shown, sorted and filtered.

    In the row's JSON a text, a link and the code of a choice are texts, several codes a list, a
    yes or no is a truth value, a number is a number, money whole minor units, a date its day
    number.
    """

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    LINK = "link"
