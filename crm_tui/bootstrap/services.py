"""Every service of the program, over one open database."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from crm_tui.db.engine import TURNS, Location, network_of
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.days import WorkCalendar

if TYPE_CHECKING:  # each is loaded by who first asks for it
    from crm_tui.domain.offices import Office
    from crm_tui.services.affiliations import Affiliations
    from crm_tui.services.approvals import Approvals
    from crm_tui.services.attachments import Attachments
    from crm_tui.services.audits import Audits
    from crm_tui.services.backups import Backups
    from crm_tui.services.bulk_edits import BulkEdits
    from crm_tui.services.calendars import Calendars
    from crm_tui.services.channels import Channels
    from crm_tui.services.contract_files import ContractFiles
    from crm_tui.services.contracts import Contracts
    from crm_tui.services.currencies import Currencies
    from crm_tui.services.custom_fields import CustomFields
    from crm_tui.services.customer_types import CustomerTypes
    from crm_tui.services.customers import Customers
    from crm_tui.services.deals import Deals
    from crm_tui.services.deliveries import Deliveries
    from crm_tui.services.disputes import Disputes
    from crm_tui.services.expenses import Expenses
    from crm_tui.services.exports import Exports
    from crm_tui.services.finding import Finder
    from crm_tui.services.follow_ups import FollowUps
    from crm_tui.services.greetings import Greetings
    from crm_tui.services.groups import Groups
    from crm_tui.services.guarding import Guarding
    from crm_tui.services.handovers import Handovers
    from crm_tui.services.health import Doctor
    from crm_tui.services.history import History
    from crm_tui.services.imports import Imports
    from crm_tui.services.key_dates import KeyDates
    from crm_tui.services.leads import LeadRules, Leads
    from crm_tui.services.leaves import Leaves
    from crm_tui.services.level_reviews import LevelReviews
    from crm_tui.services.list_figures import ListFigures
    from crm_tui.services.merging import Merging
    from crm_tui.services.movements import Movements
    from crm_tui.services.moves import Moves
    from crm_tui.services.notices import Notices
    from crm_tui.services.office_files import OfficeFiles
    from crm_tui.services.offices import Offices
    from crm_tui.services.opportunities import Opportunities
    from crm_tui.services.orders import OrderGoods, Orders
    from crm_tui.services.overviews import Overviews
    from crm_tui.services.ownerships import Ownerships
    from crm_tui.services.papers import Papers
    from crm_tui.services.payments import (
        BankReceipts,
        Invoices,
        PaymentPlans,
        Payments,
        Receivables,
    )
    from crm_tui.services.people import People
    from crm_tui.services.pipelines import Pipelines
    from crm_tui.services.pool_settings import PoolSettings
    from crm_tui.services.pools import Pools
    from crm_tui.services.presence import Presence
    from crm_tui.services.product_files import ProductFiles
    from crm_tui.services.products import Products
    from crm_tui.services.projects import Projects
    from crm_tui.services.purges import Purges
    from crm_tui.services.queries import Queries
    from crm_tui.services.quote_files import QuoteFiles
    from crm_tui.services.quotes import Quotes
    from crm_tui.services.receivers import Receivers
    from crm_tui.services.reports import Reports
    from crm_tui.services.resets import Resets
    from crm_tui.services.reveals import Reveals
    from crm_tui.services.rules import Rules
    from crm_tui.services.sample_data import Samples
    from crm_tui.services.schedules import Schedules
    from crm_tui.services.seals import Seals
    from crm_tui.services.sign_ins import SignIns
    from crm_tui.services.standings import Standings
    from crm_tui.services.suspects import SuspectSearch
    from crm_tui.services.sweeps import Sweeps
    from crm_tui.services.targets import TargetFiles, Targets
    from crm_tui.services.tasks import Escalations, Tasks
    from crm_tui.services.teams import Teams
    from crm_tui.services.templates import Templates
    from crm_tui.services.timelines import Timelines
    from crm_tui.services.today import Days
    from crm_tui.services.upkeep import Upkeep
    from crm_tui.services.usages import Usages
    from crm_tui.services.views import Views


ServiceT = TypeVar("ServiceT")


class Service(Generic[ServiceT]):
    """A service of the program, loaded and made when it is first asked for.

    A start uses three or four of thirty, and waits for no others.
    """

    def __init__(self, module: str, name: str) -> None:
        self.module = f"crm_tui.services.{module}"
        """Where it is, for who loads it beforehand."""
        self._name = name

    def __set_name__(self, owner: type, name: str) -> None:
        self._attribute = name

    def load(self) -> Callable[[Database], ServiceT]:
        """Return the class of the service."""
        found: Callable[[Database], ServiceT]
        found = getattr(import_module(self.module), self._name)
        return found

    def __get__(self, crm: Crm, owner: type) -> ServiceT:
        made: ServiceT = self.load()(crm.database)
        # Found before this descriptor from now on.
        vars(crm)[self._attribute] = made
        return made


class Crm:
    """The whole program without a face: its services over one open database."""

    offices: Service[Offices] = Service("offices", "Offices")
    people: Service[People] = Service("people", "People")
    sign_ins: Service[SignIns] = Service("sign_ins", "SignIns")
    leaves: Service[Leaves] = Service("leaves", "Leaves")
    leads: Service[Leads] = Service("leads", "Leads")
    lead_rules: Service[LeadRules] = Service("leads", "LeadRules")
    custom_fields: Service[CustomFields] = Service("custom_fields", "CustomFields")
    customers: Service[Customers] = Service("customers", "Customers")
    affiliations: Service[Affiliations] = Service("affiliations", "Affiliations")
    queries: Service[Queries] = Service("queries", "Queries")
    figures: Service[ListFigures] = Service("list_figures", "ListFigures")
    pools: Service[Pools] = Service("pools", "Pools")
    pool_settings: Service[PoolSettings] = Service("pool_settings", "PoolSettings")
    rules: Service[Rules] = Service("rules", "Rules")
    merging: Service[Merging] = Service("merging", "Merging")
    movements: Service[Movements] = Service("movements", "Movements")
    moves: Service[Moves] = Service("moves", "Moves")
    guarding: Service[Guarding] = Service("guarding", "Guarding")
    groups: Service[Groups] = Service("groups", "Groups")
    handovers: Service[Handovers] = Service("handovers", "Handovers")
    disputes: Service[Disputes] = Service("disputes", "Disputes")
    approvals: Service[Approvals] = Service("approvals", "Approvals")
    overviews: Service[Overviews] = Service("overviews", "Overviews")
    receivers: Service[Receivers] = Service("receivers", "Receivers")
    ownerships: Service[Ownerships] = Service("ownerships", "Ownerships")
    suspects: Service[SuspectSearch] = Service("suspects", "SuspectSearch")
    sweeps: Service[Sweeps] = Service("sweeps", "Sweeps")
    level_reviews: Service[LevelReviews] = Service("level_reviews", "LevelReviews")
    upkeep: Service[Upkeep] = Service("upkeep", "Upkeep")
    calendars: Service[Calendars] = Service("calendars", "Calendars")
    follow_ups: Service[FollowUps] = Service("follow_ups", "FollowUps")
    attachments: Service[Attachments] = Service("attachments", "Attachments")
    timelines: Service[Timelines] = Service("timelines", "Timelines")
    notices: Service[Notices] = Service("notices", "Notices")
    teams: Service[Teams] = Service("teams", "Teams")
    deals: Service[Deals] = Service("deals", "Deals")
    opportunities: Service[Opportunities] = Service("opportunities", "Opportunities")
    pipelines: Service[Pipelines] = Service("pipelines", "Pipelines")
    currencies: Service[Currencies] = Service("currencies", "Currencies")
    products: Service[Products] = Service("products", "Products")
    product_files: Service[ProductFiles] = Service("product_files", "ProductFiles")
    quotes: Service[Quotes] = Service("quotes", "Quotes")
    contracts: Service[Contracts] = Service("contracts", "Contracts")
    usages: Service[Usages] = Service("usages", "Usages")
    projects: Service[Projects] = Service("projects", "Projects")
    expenses: Service[Expenses] = Service("expenses", "Expenses")
    quote_files: Service[QuoteFiles] = Service("quote_files", "QuoteFiles")
    contract_files: Service[ContractFiles] = Service("contract_files", "ContractFiles")
    payments: Service[Payments] = Service("payments", "Payments")
    payment_plans: Service[PaymentPlans] = Service("payments", "PaymentPlans")
    bank_receipts: Service[BankReceipts] = Service("payments", "BankReceipts")
    invoices: Service[Invoices] = Service("payments", "Invoices")
    receivables: Service[Receivables] = Service("payments", "Receivables")
    orders: Service[Orders] = Service("orders", "Orders")
    order_goods: Service[OrderGoods] = Service("orders", "OrderGoods")
    papers: Service[Papers] = Service("papers", "Papers")
    customer_types: Service[CustomerTypes] = Service("customer_types", "CustomerTypes")
    presence: Service[Presence] = Service("presence", "Presence")
    purges: Service[Purges] = Service("purges", "Purges")
    reports: Service[Reports] = Service("reports", "Reports")
    resets: Service[Resets] = Service("resets", "Resets")
    standings: Service[Standings] = Service("standings", "Standings")
    reveals: Service[Reveals] = Service("reveals", "Reveals")
    targets: Service[Targets] = Service("targets", "Targets")
    target_files: Service[TargetFiles] = Service("targets", "TargetFiles")
    tasks: Service[Tasks] = Service("tasks", "Tasks")
    escalations: Service[Escalations] = Service("tasks", "Escalations")
    days: Service[Days] = Service("today", "Days")
    key_dates: Service[KeyDates] = Service("key_dates", "KeyDates")
    greetings: Service[Greetings] = Service("greetings", "Greetings")
    schedules: Service[Schedules] = Service("schedules", "Schedules")
    history: Service[History] = Service("history", "History")
    views: Service[Views] = Service("views", "Views")
    imports: Service[Imports] = Service("imports", "Imports")
    bulk_edits: Service[BulkEdits] = Service("bulk_edits", "BulkEdits")
    templates: Service[Templates] = Service("templates", "Templates")
    exports: Service[Exports] = Service("exports", "Exports")
    samples: Service[Samples] = Service("sample_data", "Samples")
    finding: Service[Finder] = Service("finding", "Finder")
    channels: Service[Channels] = Service("channels", "Channels")
    deliveries: Service[Deliveries] = Service("deliveries", "Deliveries")
    doctor: Service[Doctor] = Service("health", "Doctor")
    backups: Service[Backups] = Service("backups", "Backups")
    office_files: Service[OfficeFiles] = Service("office_files", "OfficeFiles")
    seals: Service[Seals] = Service("seals", "Seals")
    audits: Service[Audits] = Service("audits", "Audits")

    def __init__(self, database: Database, backup: Path | None = None) -> None:
        self.database = database
        self.backup = backup
        """The copy made before a migration, when this start ran one."""

    @property
    def location(self) -> Location:
        """Return where the database is."""
        return self.database.location

    @property
    def waits_for_others(self) -> bool:
        """Return whether something here waits until others have saved."""
        return TURNS.are_awaited

    @cached_property
    def network(self) -> str | None:
        """Return the kind of network filesystem the file lies on; None for a local disk."""
        path = self.location.path
        return None if path is None else network_of(path)

    @property
    def calendar(self) -> WorkCalendar:
        """Return the office's calendar as it was last read."""
        return self.database.calendar

    @property
    def known_office(self) -> Office | None:
        """Return the office as it was last read; None before that."""
        return self.database.known_office

    def change_counter(self) -> int:
        """Return a number that differs when another program has committed since."""
        return self.database.change_counter()

    def listen(self, heard: Callable[[], None]) -> None:
        """Let `heard` be called, by a thread of its own, when another program has committed.

        A file tells nobody, and a server may be unable to: `hears` says whether it does.
        """
        self.database.watcher.listen(heard)

    @property
    def hears(self) -> bool:
        """Whether what others commit is told for certain, so that one need seldom ask."""
        return self.database.watcher.hears

    def listen_anew(self) -> None:
        """Take it that nothing is told any more until that is proven again."""
        self.database.watcher.listen_anew()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
