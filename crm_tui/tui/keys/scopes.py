"""Where a key has its meaning: scopes, and which of them are in force on each screen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto


class Scope(Enum):
    """A part of the program in which a key has its meaning."""

    EVERYWHERE = auto()  # every screen but forms and dialogs
    TABS = auto()  # the screens behind the tabs
    LIST = auto()  # a list of records has the focus
    RECORD = auto()  # a customer is under the cursor or open
    CUSTOMERS = auto()
    POOL = auto()
    TODAY = auto()
    DETAIL = auto()
    TIMELINE = auto()  # the timeline of a record has the focus
    FORM = auto()
    CUSTOMER_FORM = auto()  # the form of a customer
    CHOICE = auto()  # a field whose choices are open
    DIALOG = auto()
    CONFIRM = auto()  # a dialog that asks yes or no
    START = auto()  # the screen of the first start
    SETTINGS = auto()
    SETTINGS_PART = auto()  # a list of settings that was opened from another
    ROUTES = auto()  # the list of 归池 routes
    RULES = auto()  # the rules of a pool
    CALENDAR = auto()  # the days of a year
    CHECKLIST = auto()  # a list of things to tick has the focus
    CONFLICT = auto()  # a dialog on what two people changed
    FORM_DIALOG = auto()  # a dialog with fields
    OVERVIEW = auto()  # the manager's view
    HANDOVER = auto()  # passing on all that somebody holds


# Which scopes are in force together on each kind of screen.
SCREENS: Mapping[Scope, frozenset[Scope]] = {
    Scope.TODAY: frozenset({Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.RECORD, Scope.TODAY}),
    Scope.CUSTOMERS: frozenset(
        {Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.RECORD, Scope.CUSTOMERS}
    ),
    Scope.POOL: frozenset({Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.RECORD, Scope.POOL}),
    Scope.DETAIL: frozenset({Scope.EVERYWHERE, Scope.RECORD, Scope.DETAIL, Scope.TIMELINE}),
    Scope.FORM: frozenset({Scope.FORM}),
    Scope.CUSTOMER_FORM: frozenset({Scope.FORM, Scope.CUSTOMER_FORM}),
    Scope.START: frozenset({Scope.FORM, Scope.START}),
    Scope.CHOICE: frozenset({Scope.CHOICE}),
    Scope.DIALOG: frozenset({Scope.DIALOG}),
    Scope.CONFIRM: frozenset({Scope.DIALOG, Scope.CONFIRM}),
    Scope.SETTINGS: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.SETTINGS}),
    Scope.SETTINGS_PART: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.SETTINGS_PART}),
    Scope.ROUTES: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.SETTINGS_PART, Scope.ROUTES}),
    Scope.RULES: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.SETTINGS_PART, Scope.RULES}),
    Scope.CALENDAR: frozenset({Scope.EVERYWHERE, Scope.CALENDAR}),
    Scope.CHECKLIST: frozenset({Scope.FORM, Scope.CHECKLIST}),
    Scope.CONFLICT: frozenset({Scope.FORM, Scope.CONFLICT}),
    Scope.FORM_DIALOG: frozenset({Scope.DIALOG, Scope.FORM_DIALOG}),
    Scope.OVERVIEW: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.RECORD, Scope.OVERVIEW}),
    Scope.HANDOVER: frozenset({Scope.EVERYWHERE, Scope.HANDOVER}),
}
