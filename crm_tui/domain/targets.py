"""目标与业绩: what a person is to bring in a month, and how much of it is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from crm_tui.domain.credits import Credit, CreditSum
from crm_tui.domain.identifiers import DepartmentId, UserId
from crm_tui.domain.money import LARGEST_MINOR
from crm_tui.values import dataclass

LARGEST_COUNT = 1_000_000
_WHOLE = 100


class TargetKind(Enum):
    """What a target is set for."""

    SIGNED = "signed"
    RECEIVED = "received"
    CUSTOMERS = "customers"
    FOLLOW_UPS = "follow_ups"

    @property
    def is_money(self) -> bool:
        """Return whether it is an amount in the office's currency, in minor units."""
        return self in {TargetKind.SIGNED, TargetKind.RECEIVED}

    @property
    def largest(self) -> int:
        """Return what no target exceeds."""
        return LARGEST_MINOR if self.is_money else LARGEST_COUNT


class SignedBy(Enum):
    """What an office calls signed: exactly one of them, so that nothing counts twice."""

    CONTRACT = "contract"
    ORDER = "order"
    DEAL = "deal"


_SIGNED: Mapping[SignedBy, Credit] = {
    SignedBy.CONTRACT: Credit.CONTRACTS,
    SignedBy.ORDER: Credit.ORDERS,
    SignedBy.DEAL: Credit.DEALS,
}
_CREDITS: Mapping[TargetKind, Credit] = {
    TargetKind.RECEIVED: Credit.RECEIVED,
    TargetKind.CUSTOMERS: Credit.CUSTOMERS,
    TargetKind.FOLLOW_UPS: Credit.FOLLOW_UPS,
}


def credit_of(kind: TargetKind, signed_by: SignedBy) -> Credit:
    """Return what counts towards a target."""
    return _SIGNED[signed_by] if kind is TargetKind.SIGNED else _CREDITS[kind]


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """A target as somebody sets it; without a value there is to be none."""

    user_id: UserId
    kind: TargetKind
    value: int | None


@dataclass(frozen=True, slots=True)
class Attainment:
    """How much is there of what is to be; minor units of the office's currency, or a count."""

    done: int = 0
    target: int | None = None
    left_out: int = 0
    """Amounts in a currency that had no rate on their day: they are in no sum."""
    towards: int = 0
    """What of it is of people who have a target: of others nothing counts towards one."""

    @property
    def percent(self) -> int | None:
        """Return how much of the target is there in whole percent, rounded down: 100 is all.

        None without a target; one of nothing is met from the start.
        """
        if self.target is None:
            return None
        return self.towards * _WHOLE // self.target if self.target else _WHOLE

    @property
    def missing(self) -> int:
        """Return what is still missing, nothing for who has it all."""
        return max(0, (self.target or 0) - self.towards)


NOTHING = Attainment()


def attained(kind: TargetKind, found: CreditSum, target: int | None) -> Attainment:
    """Return how a target stands by what counts towards it."""
    done = found.minor if kind.is_money else found.count
    return Attainment(done, target, found.left_out, 0 if target is None else done)


def together(parts: Iterable[Attainment]) -> Attainment:
    """Return what several people have done and are to do; who has no target adds none."""
    found = list(parts)
    targets = [each.target for each in found if each.target is not None]
    return Attainment(
        sum(each.done for each in found),
        sum(targets) if targets else None,
        sum(each.left_out for each in found),
        sum(each.towards for each in found),
    )


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """A month of one person."""

    user_id: UserId
    login: str
    name: str
    department_id: DepartmentId | None
    department: str
    path: str
    parts: Mapping[TargetKind, Attainment]
    is_active: bool = True

    def of(self, kind: TargetKind) -> Attainment:
        """Return how it stands with one kind."""
        return self.parts.get(kind, NOTHING)


@dataclass(frozen=True, slots=True)
class DepartmentMonth:
    """A month of a department: the sum of the people in it and in all below it."""

    department_id: DepartmentId
    name: str
    depth: int
    people: tuple[UserId, ...]
    parts: Mapping[TargetKind, Attainment]

    def of(self, kind: TargetKind) -> Attainment:
        """Return how it stands with one kind."""
        return self.parts.get(kind, NOTHING)


@dataclass(frozen=True, slots=True)
class TargetMonth:
    """A month as somebody may see it: people, their departments, and all together."""

    month: int
    signed_by: SignedBy
    people: tuple[PersonMonth, ...]
    departments: tuple[DepartmentMonth, ...]

    def whole(self, kind: TargetKind) -> Attainment:
        """Return what all people here come to together."""
        return together(each.of(kind) for each in self.people)


@dataclass(frozen=True, slots=True)
class DepartmentPlace:
    """A department where it stands in the tree."""

    department_id: DepartmentId
    name: str
    path: str
    depth: int


def by_department(
    people: Sequence[PersonMonth], places: Sequence[DepartmentPlace]
) -> tuple[DepartmentMonth, ...]:
    """Return the month of each department in which any of these people work, as the tree reads."""
    found = []
    for place in places:
        inside = [each for each in people if each.path.startswith(place.path)]
        if inside:
            parts = {kind: together(each.of(kind) for each in inside) for kind in TargetKind}
            ids = tuple(each.user_id for each in inside)
            found.append(DepartmentMonth(place.department_id, place.name, place.depth, ids, parts))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class TargetNotYours:
    """A target is set by who stands above the person, or an administrator."""

    person: str


def why_not_set(person: str, *, is_admin: bool, stands_above: bool) -> TargetNotYours | None:
    """Return why somebody may not set the targets of a person, or None; nobody sets their own."""
    return None if is_admin or stands_above else TargetNotYours(person)
