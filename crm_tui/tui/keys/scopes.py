"""Where a key has its meaning: scopes, and which of them are in force on each screen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from crm_tui.i18n import N_, _


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
    ENTRY = auto()  # a follow-up that is written on one line
    LEAD_ENTRY = auto()  # the same of a lead, which has no form of its own
    CHOICE = auto()  # a field whose choices are open
    DIALOG = auto()
    CONFIRM = auto()  # a dialog that asks yes or no
    START = auto()  # the screen of the first start
    SETTINGS = auto()
    SETTINGS_PART = auto()  # a list of settings that was opened from another
    ROUTES = auto()  # the list of 归池 routes
    IMPORTING = auto()  # the columns of a file, and what became of its rows
    RULES = auto()  # the rules of a pool
    CALENDAR = auto()  # the days of a year
    CHECKLIST = auto()  # a list of things to tick has the focus
    CONFLICT = auto()  # a dialog on what two people changed
    FORM_DIALOG = auto()  # a dialog with fields
    MERGE = auto()  # two customers side by side that become one
    COLUMNS = auto()  # the dialog that chooses columns
    CELL = auto()  # a cell of a list that is edited in its place
    SCHEDULE = auto()  # the calendar behind its tab
    GREETINGS = auto()  # whom to greet
    OVERVIEW = auto()  # the manager's view
    HANDOVER = auto()  # passing on all that somebody holds
    TASKS = auto()  # lists of tasks
    TASK = auto()  # a task is under the cursor or open
    LEVELS = auto()  # the levels that were proposed
    QUOTES = auto()  # the list of quotes
    CUSTOMER_QUOTES = auto()  # the quotes of a customer, every version of each
    PAYMENTS = auto()  # lists of money
    RECEIPTS = auto()  # the list of receipts and refunds
    COSTS = auto()  # lists of what was spent, and of what is used
    PRODUCTS = auto()  # the list of what is sold
    BANK_RECEIPTS = auto()  # what came into the bank
    QUOTE = auto()  # the lines of a quote
    DUPLICATES = auto()  # customers that may be one
    DAY_SUMMARY = auto()  # what was done today
    HELP = auto()  # the keys of a screen are shown
    VIEWS = auto()  # the dialog in which a view is chosen
    QUERY = auto()  # the line to search and filter in
    LEAD = auto()  # a lead is under the cursor or open
    LEADS = auto()  # the list of leads
    LEAD_PAGE = auto()  # one lead whole
    OPPORTUNITY = auto()  # an opportunity is under the cursor or open
    OPPORTUNITIES = auto()  # the list of opportunities
    OPPORTUNITY_PAGE = auto()  # one opportunity whole
    BOARD = auto()  # the stages of a pipeline side by side
    FORECAST = auto()  # what is expected by month and person
    ORDER = auto()  # an order is under the cursor or open
    ORDERS = auto()  # the list of orders
    ORDER_PAGE = auto()  # one order whole
    ORDER_LINES = auto()  # the lines of an order
    CONTRACT = auto()  # a contract is under the cursor or open
    CONTRACTS = auto()  # the list of contracts
    CONTRACT_PAGE = auto()  # one contract whole
    PHONE = auto()  # a number as a code to scan
    AUDIT = auto()  # the history event by event
    TARGETS = auto()  # a month of people and what is there of their targets
    CREDITS = auto()  # the rows of which a sum is made
    REPORT = auto()  # what was done in a day, week or month
    APPROVALS = auto()  # lists of what was asked for
    FILTER = auto()  # the dialog that puts a filter together


# Which scopes are in force together on each kind of screen.
SCREENS: Mapping[Scope, frozenset[Scope]] = {
    Scope.TODAY: frozenset({Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.RECORD, Scope.TODAY}),
    Scope.CUSTOMERS: frozenset(
        {Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.RECORD, Scope.CUSTOMERS}
    ),
    Scope.POOL: frozenset({Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.RECORD, Scope.POOL}),
    Scope.DETAIL: frozenset({Scope.EVERYWHERE, Scope.RECORD, Scope.DETAIL, Scope.TIMELINE}),
    Scope.LEADS: frozenset({Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.LEAD, Scope.LEADS}),
    Scope.LEAD_PAGE: frozenset({Scope.EVERYWHERE, Scope.LEAD, Scope.LEAD_PAGE}),
    Scope.OPPORTUNITIES: frozenset(
        {Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.OPPORTUNITY, Scope.OPPORTUNITIES}
    ),
    Scope.BOARD: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.OPPORTUNITY, Scope.BOARD}),
    Scope.FORECAST: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.FORECAST}),
    Scope.OPPORTUNITY_PAGE: frozenset(
        {Scope.EVERYWHERE, Scope.OPPORTUNITY, Scope.OPPORTUNITY_PAGE}
    ),
    Scope.ORDERS: frozenset({Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.ORDER, Scope.ORDERS}),
    Scope.ORDER_PAGE: frozenset({Scope.EVERYWHERE, Scope.ORDER, Scope.ORDER_PAGE}),
    Scope.ORDER_LINES: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.ORDER_LINES}),
    Scope.CONTRACTS: frozenset(
        {Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.CONTRACT, Scope.CONTRACTS}
    ),
    Scope.CONTRACT_PAGE: frozenset({Scope.EVERYWHERE, Scope.CONTRACT, Scope.CONTRACT_PAGE}),
    Scope.FORM: frozenset({Scope.FORM}),
    Scope.CUSTOMER_FORM: frozenset({Scope.FORM, Scope.CUSTOMER_FORM}),
    Scope.ENTRY: frozenset({Scope.FORM, Scope.ENTRY}),
    Scope.LEAD_ENTRY: frozenset({Scope.FORM, Scope.LEAD_ENTRY}),
    Scope.START: frozenset({Scope.FORM, Scope.START}),
    Scope.CHOICE: frozenset({Scope.CHOICE}),
    Scope.DIALOG: frozenset({Scope.DIALOG}),
    Scope.CONFIRM: frozenset({Scope.DIALOG, Scope.CONFIRM}),
    Scope.SETTINGS: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.SETTINGS}),
    Scope.SETTINGS_PART: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.SETTINGS_PART}),
    Scope.ROUTES: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.SETTINGS_PART, Scope.ROUTES}),
    Scope.IMPORTING: frozenset(
        {Scope.EVERYWHERE, Scope.LIST, Scope.SETTINGS_PART, Scope.IMPORTING}
    ),
    Scope.COSTS: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.SETTINGS_PART, Scope.COSTS}),
    Scope.PRODUCTS: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.PRODUCTS}),
    Scope.RULES: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.SETTINGS_PART, Scope.RULES}),
    Scope.CALENDAR: frozenset({Scope.EVERYWHERE, Scope.CALENDAR}),
    Scope.CHECKLIST: frozenset({Scope.FORM, Scope.CHECKLIST}),
    Scope.CONFLICT: frozenset({Scope.FORM, Scope.CONFLICT}),
    Scope.FORM_DIALOG: frozenset({Scope.DIALOG, Scope.FORM_DIALOG}),
    Scope.MERGE: frozenset({Scope.DIALOG, Scope.MERGE}),
    Scope.COLUMNS: frozenset({Scope.DIALOG, Scope.COLUMNS}),
    Scope.CELL: frozenset({Scope.DIALOG, Scope.CELL}),
    Scope.OVERVIEW: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.RECORD, Scope.OVERVIEW}),
    Scope.HANDOVER: frozenset({Scope.EVERYWHERE, Scope.HANDOVER}),
    Scope.TASKS: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.TASK, Scope.TASKS}),
    Scope.TASK: frozenset({Scope.EVERYWHERE, Scope.TASK}),
    Scope.LEVELS: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.LEVELS}),
    Scope.QUOTES: frozenset({Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.QUOTES}),
    Scope.CUSTOMER_QUOTES: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.CUSTOMER_QUOTES}),
    Scope.PAYMENTS: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.PAYMENTS}),
    Scope.RECEIPTS: frozenset({Scope.EVERYWHERE, Scope.TABS, Scope.LIST, Scope.RECEIPTS}),
    Scope.BANK_RECEIPTS: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.BANK_RECEIPTS}),
    Scope.QUOTE: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.QUOTE}),
    Scope.DUPLICATES: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.DUPLICATES}),
    Scope.DAY_SUMMARY: frozenset({Scope.DIALOG, Scope.DAY_SUMMARY}),
    Scope.SCHEDULE: frozenset({Scope.EVERYWHERE, Scope.SCHEDULE}),
    Scope.GREETINGS: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.GREETINGS}),
    Scope.HELP: frozenset({Scope.DIALOG, Scope.HELP}),
    Scope.VIEWS: frozenset({Scope.CHOICE, Scope.VIEWS}),
    Scope.QUERY: frozenset({Scope.QUERY}),
    Scope.FILTER: frozenset({Scope.DIALOG, Scope.FILTER}),
    Scope.AUDIT: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.AUDIT}),
    Scope.PHONE: frozenset({Scope.DIALOG, Scope.PHONE}),
    Scope.TARGETS: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.TARGETS}),
    Scope.CREDITS: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.CREDITS}),
    Scope.REPORT: frozenset({Scope.DIALOG, Scope.REPORT}),
    Scope.APPROVALS: frozenset({Scope.EVERYWHERE, Scope.LIST, Scope.APPROVALS}),
}

# Where a digit leads to its tab: nothing that was chosen or typed there would be lost.
BESIDE_TABS = (
    *(Scope.TABS, Scope.DETAIL, Scope.SETTINGS, Scope.SCHEDULE, Scope.CALENDAR),
    *(Scope.LEAD_PAGE, Scope.OPPORTUNITY_PAGE, Scope.ORDER_PAGE, Scope.CONTRACT_PAGE),
    *(Scope.BOARD, Scope.FORECAST, Scope.ORDER_LINES, Scope.CUSTOMER_QUOTES, Scope.QUOTE),
    *(Scope.PAYMENTS, Scope.BANK_RECEIPTS, Scope.APPROVALS, Scope.TARGETS, Scope.CREDITS),
    *(Scope.OVERVIEW, Scope.TASK, Scope.LEVELS, Scope.DUPLICATES, Scope.GREETINGS, Scope.AUDIT),
)

# Where letters are typed, so that no letter can be a key.
TYPED_INTO = frozenset(
    {
        *(Scope.FORM, Scope.CUSTOMER_FORM, Scope.ENTRY, Scope.LEAD_ENTRY, Scope.START),
        *(Scope.CONFLICT, Scope.CHOICE, Scope.DIALOG, Scope.FORM_DIALOG, Scope.QUERY),
    }
)

# What a part is called where keys are told; what works behind all tabs has its name first.
SCOPE_NAMES: Mapping[Scope, str] = {
    Scope.EVERYWHERE: N_("Everywhere"),
    Scope.TABS: N_("Every tab"),
    Scope.LIST: N_("Lists"),
    Scope.RECORD: N_("A customer"),
    Scope.TODAY: N_("Today"),
    Scope.CUSTOMERS: N_("Customers"),
    Scope.POOL: N_("Pool"),
    Scope.LEAD: N_("A lead"),
    Scope.LEADS: N_("Leads"),
    Scope.LEAD_PAGE: N_("A lead's page"),
    Scope.OPPORTUNITY: N_("An opportunity"),
    Scope.OPPORTUNITIES: N_("Opportunities"),
    Scope.BOARD: N_("Board"),
    Scope.FORECAST: N_("Forecast"),
    Scope.OPPORTUNITY_PAGE: N_("An opportunity's page"),
    Scope.ORDER: N_("An order"),
    Scope.ORDERS: N_("Orders"),
    Scope.ORDER_PAGE: N_("An order's page"),
    Scope.ORDER_LINES: N_("Lines of an order"),
    Scope.CONTRACT: N_("A contract"),
    Scope.CONTRACTS: N_("Contracts"),
    Scope.CONTRACT_PAGE: N_("A contract's page"),
    Scope.DETAIL: N_("Customer's page"),
    Scope.TIMELINE: N_("Timeline"),
    Scope.FORM: N_("Forms"),
    Scope.CUSTOMER_FORM: N_("Customer's form"),
    Scope.ENTRY: N_("A follow-up on one line"),
    Scope.LEAD_ENTRY: N_("A lead's follow-up on one line"),
    Scope.CHOICE: N_("Choices"),
    Scope.DIALOG: N_("Dialogs"),
    Scope.CONFIRM: N_("Questions"),
    Scope.START: N_("First start"),
    Scope.SETTINGS: N_("Setup"),
    Scope.SETTINGS_PART: N_("Lists of the setup"),
    Scope.ROUTES: N_("Home pools"),
    Scope.IMPORTING: N_("in an import"),
    Scope.RULES: N_("Reclaim rules"),
    Scope.CALENDAR: N_("Calendar"),
    Scope.CHECKLIST: N_("Things to tick"),
    Scope.CONFLICT: N_("Two changes of one field"),
    Scope.FORM_DIALOG: N_("Dialogs with fields"),
    Scope.OVERVIEW: N_("Team at a glance"),
    Scope.HANDOVER: N_("Hand over"),
    Scope.TASKS: N_("Lists of tasks"),
    Scope.TASK: N_("A task"),
    Scope.LEVELS: N_("Level review"),
    Scope.QUOTES: N_("Quotes"),
    Scope.CUSTOMER_QUOTES: N_("Quotes of a customer"),
    Scope.PAYMENTS: N_("Payments"),
    Scope.RECEIPTS: N_("Receipts and refunds"),
    Scope.COSTS: N_("Expenses and usage"),
    Scope.PRODUCTS: N_("Product list"),
    Scope.BANK_RECEIPTS: N_("Unclaimed receipts"),
    Scope.QUOTE: N_("A quote"),
    Scope.DUPLICATES: N_("Possible duplicates"),
    Scope.DAY_SUMMARY: N_("Done today"),
    Scope.SCHEDULE: N_("Schedule"),
    Scope.GREETINGS: N_("Greetings"),
    Scope.HELP: N_("Help"),
    Scope.MERGE: N_("Merging two customers"),
    Scope.COLUMNS: N_("Choosing columns"),
    Scope.CELL: N_("A cell that is edited"),
    Scope.VIEWS: N_("Choosing a view"),
    Scope.QUERY: N_("Search line"),
    Scope.FILTER: N_("Filter"),
    Scope.AUDIT: N_("History of everything"),
    Scope.PHONE: N_("A number to scan"),
    Scope.TARGETS: N_("Targets and results"),
    Scope.CREDITS: N_("Rows behind a sum"),
    Scope.REPORT: N_("Reports"),
    Scope.APPROVALS: N_("Approvals"),
}


def scope_words(scope: Scope) -> str:
    """Return what a part of the program is called."""
    return _(SCOPE_NAMES[scope])
