"""Views: what a list shows under one name, and how each person lays it out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from enum import Enum

from crm_tui.domain.customers import CUSTOM_PREFIX, CustomerView, ListRequest
from crm_tui.domain.identifiers import PoolId, UserId, ViewId
from crm_tui.domain.queries.faults import QueryFault
from crm_tui.domain.users import Permission, Person
from crm_tui.values import dataclass

MOST_COLUMNS = 60
LEAST_WIDTH, MOST_WIDTH = 2, 200
DIGITS = 9
"""How many views can be reached by a digit."""
MOST_VIEWS = 100
"""How many views one person may save for a list."""

_KEY = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_SAVED = re.compile(r"view-([1-9][0-9]{0,17})")


class ListTab(Enum):
    """Which list a view belongs to."""

    CUSTOMERS = "customers"
    POOL = "pool"
    LEADS = "leads"
    OPPORTUNITIES = "opportunities"
    ORDERS = "orders"
    CONTRACTS = "contracts"
    QUOTES = "quotes"
    PAYMENTS = "payments"


class Audience(Enum):
    """Whom a saved view is for: its owner, their department and below with their staff, or all."""

    MINE = "mine"
    TEAM = "team"
    EVERYBODY = "everybody"


class Density(Enum):
    """How many lines a record takes in a list."""

    ONE_LINE = "one_line"
    TWO_LINES = "two_lines"


# --- layouts -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListLayout:
    """How a list is laid out; what is empty is as the list itself would have it."""

    columns: tuple[str, ...] = ()
    """The keys of the columns that are shown, in their order."""
    widths: Mapping[str, int] = field(default_factory=dict)
    """The width in cells of each column that was given one."""
    sort: str = ""
    descending: bool = False
    grouping: str = ""
    """The key of the column whose values head the groups."""
    density: Density | None = None

    def known(self, columns: Collection[str], sorts: Collection[str]) -> ListLayout:
        """Return the layout without columns and orders that the program does not know.

        What is about the office's own fields stays: which those are is not known everywhere.
        """

        def is_known(key: str) -> bool:
            return key in columns or key.startswith(CUSTOM_PREFIX)

        is_sorted = self.sort in sorts or self.sort.startswith(CUSTOM_PREFIX)
        return replace(
            self,
            columns=tuple(filter(is_known, self.columns)),
            widths={key: width for key, width in self.widths.items() if is_known(key)},
            sort=self.sort if is_sorted else "",
            descending=self.descending and is_sorted,
            grouping=self.grouping if self.grouping in columns else "",
        )

    def is_but_ordered_otherwise(self, other: ListLayout) -> bool:
        """Return whether another layout differs from this one in its order, and in no more."""
        return other != self and other == replace(
            self, sort=other.sort, descending=other.descending
        )


def layout_values(layout: ListLayout) -> dict[str, object]:
    """Return a layout as JSON keeps it, without what is as the list itself would have it."""
    values: dict[str, object] = {
        "columns": list(layout.columns),
        "widths": dict(sorted(layout.widths.items())),
        "sort": layout.sort,
        "descending": layout.descending,
        "grouping": layout.grouping,
    }
    if layout.density is not None:
        values["density"] = layout.density.value
    return {name: value for name, value in values.items() if value}


def layout_from(stored: object) -> ListLayout:
    """Return the layout that JSON keeps; whatever makes no sense there is left out."""
    if not isinstance(stored, Mapping):
        return ListLayout()
    densities = {each.value: each for each in Density}
    sort = _key(stored.get("sort"))
    return ListLayout(
        columns=_keys(stored.get("columns")),
        widths=_widths(stored.get("widths")),
        sort=sort,
        descending=bool(sort) and stored.get("descending") is True,
        grouping=_key(stored.get("grouping")),
        density=densities.get(str(stored.get("density"))),
    )


def _key(value: object) -> str:
    return value if isinstance(value, str) and _KEY.fullmatch(value) else ""


def _keys(values: object) -> tuple[str, ...]:
    if not isinstance(values, Sequence) or isinstance(values, str):
        return ()
    return tuple(dict.fromkeys(filter(None, map(_key, values))))[:MOST_COLUMNS]


def _widths(values: object) -> dict[str, int]:
    if not isinstance(values, Mapping):
        return {}
    kept = [
        (_key(key), min(max(width, LEAST_WIDTH), MOST_WIDTH))
        for key, width in values.items()
        if isinstance(width, int) and not isinstance(width, bool)
    ]
    return dict([pair for pair in kept if pair[0]][:MOST_COLUMNS])


# --- views ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PoolGone:
    """The pool that a view is about is there no more, or not for this person."""

    pool: str


ViewFault = PoolGone | QueryFault
"""What is wrong with a view: with its pool, or at a place of its query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A list by name: one that somebody saved, or one the program brings, which has no id.

    `number` is its place among this person's views, counted from one.
    """

    key: str
    tab: ListTab
    base: CustomerView
    id: ViewId | None = None
    name: str = ""
    """Empty for a view that the program brings: its name is said in the language in use."""
    owner_id: UserId | None = None
    owner: str = ""
    audience: Audience = Audience.EVERYBODY
    pool_id: PoolId | None = None
    pool: str = ""
    query: str = ""
    layout: ListLayout = ListLayout()
    number: int = 0
    version: int = 1
    is_own: bool = False
    """Whether this person saved it."""
    owner_works_here: bool = True
    faults: tuple[ViewFault, ...] = ()

    @property
    def digit(self) -> int | None:
        """Return the digit that shows it, if it stands among the first nine."""
        return self.number if 1 <= self.number <= DIGITS else None

    @property
    def is_seeded(self) -> bool:
        """Return whether the program brings it."""
        return self.id is None

    def request(self, layout: ListLayout | None = None) -> ListRequest:
        """Return what the list asks, in the order of a layout, else of the view's own."""
        order = self.layout if layout is None or not layout.sort else layout
        asked = ListRequest(self.base, pool_id=self.pool_id, query=self.query)
        if not order.sort:
            return asked
        return replace(asked, sort=order.sort, descending=order.descending)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewView:
    """What is saved of a list: under which name, for whom, what it asks, how it is laid out."""

    name: str
    tab: ListTab = ListTab.CUSTOMERS
    base: CustomerView = CustomerView.ALL
    audience: Audience = Audience.MINE
    pool_id: PoolId | None = None
    query: str = ""
    layout: ListLayout = ListLayout()


def key_of(view_id: ViewId) -> str:
    """Return the key of a saved view."""
    return f"view-{view_id}"


def id_of(key: str) -> ViewId | None:
    """Return the saved view that a key means, or None for any other key."""
    found = _SAVED.fullmatch(key)
    return None if found is None else ViewId(int(found[1]))


_OF_RECORDS = frozenset(
    {CustomerView.ALL, CustomerView.MINE, CustomerView.SUBORDINATES, CustomerView.SET_ASIDE}
)
BASES: Mapping[ListTab, frozenset[CustomerView]] = {
    ListTab.CUSTOMERS: frozenset(
        {
            CustomerView.ALL,
            CustomerView.MINE,
            CustomerView.PARTICIPATED,
            CustomerView.SUBORDINATES,
            CustomerView.INCOMPLETE,
            CustomerView.SET_ASIDE,
        }
    ),
    ListTab.POOL: frozenset(
        {
            CustomerView.CLAIMABLE,
            CustomerView.SUITABLE,
            CustomerView.OPENING,
            CustomerView.POOL,
        }
    ),
    ListTab.LEADS: _OF_RECORDS,
    ListTab.OPPORTUNITIES: _OF_RECORDS,
    ListTab.ORDERS: _OF_RECORDS,
    ListTab.CONTRACTS: _OF_RECORDS,
    ListTab.QUOTES: _OF_RECORDS,
    ListTab.PAYMENTS: _OF_RECORDS,
}
"""Over what a view of each list may look; of leads and papers too what was deleted is set aside."""


def in_order(views: Sequence[SavedView], places: Sequence[str]) -> list[SavedView]:
    """Return views numbered in somebody's order.

    Those without a place there stand behind the others, so that no digit comes to mean another
    view than the one somebody is used to; a new view has a digit where one is free.
    """
    rank = {key: place for place, key in enumerate(places)}
    ordered = sorted(views, key=lambda view: rank.get(view.key, len(rank)))
    return [replace(view, number=number) for number, view in enumerate(ordered, start=1)]


def moved(keys: Sequence[str], key: str, number: int) -> list[str]:
    """Return keys with one of them at another place, counted from one."""
    others = [each for each in keys if each != key]
    at = min(max(number, 1), len(keys)) - 1
    return [*others[:at], key, *others[at:]]


# --- who may what --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SharingNotAllowed:
    """Only managers share with their team, only an administrator with everybody."""

    audience: Audience


@dataclass(frozen=True, slots=True)
class NotYourView:
    """Only whoever saved a view changes it; others use or copy it."""

    view: str
    owner: str


@dataclass(frozen=True, slots=True)
class SeededViewStays:
    """A view that the program brings cannot be changed; it can be copied."""

    key: str


@dataclass(frozen=True, slots=True)
class TooManyViews:
    """Somebody has as many saved views as one may have."""

    limit: int


ViewRefusal = SharingNotAllowed | NotYourView | SeededViewStays | TooManyViews


def why_not_share(audience: Audience, *, by: Person) -> SharingNotAllowed | None:
    """Return why this person may not save a view for others, or None."""
    match audience:
        case Audience.MINE:
            return None
        case Audience.TEAM if by.may(Permission.SHARE_VIEW):
            return None
        case Audience.EVERYBODY if by.is_admin:
            return None
        case Audience.TEAM | Audience.EVERYBODY:
            return SharingNotAllowed(audience)


def why_not_change(view: SavedView, *, by: Person) -> NotYourView | SeededViewStays | None:
    """Return why this person may not change, share or delete a view, or None.

    What somebody left behind who works here no more is an administrator's to look after.
    """
    if view.is_seeded:
        return SeededViewStays(view.key)
    if view.is_own or (by.is_admin and not view.owner_works_here):
        return None
    return NotYourView(view.name, view.owner)


def is_for(view: SavedView, person: Person, *, owner_path: str, stands_below: bool) -> bool:
    """Return whether a saved view is listed for this person.

    `owner_path` is the path of its owner's department, `stands_below` says that the person
    reports to the owner, directly or not.
    """
    if view.owner_id == person.user_id or view.audience is Audience.EVERYBODY:
        return True
    if view.audience is Audience.MINE:
        return False
    in_department = bool(owner_path) and person.department_path.startswith(owner_path)
    return in_department or stands_below
