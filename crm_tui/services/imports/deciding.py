"""Decide for every row of a file where it goes: to somebody, into a pool, or nowhere and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from crm_tui.db.queries import imports, pools, users
from crm_tui.db.unit_of_work import View
from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.identifiers import PoolId, UserId
from crm_tui.domain.imports import Column, HeaderMatch
from crm_tui.domain.imports.outcomes import (
    ExistingCustomer,
    ImportPlan,
    OwnerNotAllowed,
    RefusedLine,
    RowRefusal,
)
from crm_tui.domain.pools import Policy, room_left
from crm_tui.domain.users import Permission
from crm_tui.errors import NotFoundError, NotPermittedError
from crm_tui.services.imports.preparing import PreparedRow

Lock = Callable[[UserId], None]


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its owner; a reserved one is beyond their limit and lies in the pool for them."""

    row: PreparedRow
    owner_id: UserId | None
    is_reserved: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Where the rows go, with the home pool's policy, and which were refused."""

    policy: Policy
    placed: list[Placed] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)


def decide(
    view: View, plan: ImportPlan, header: HeaderMatch, rows: Sequence[PreparedRow], lock: Lock
) -> Decision:
    """Return where each row goes as the database stands now.

    `lock` is called for every person about to be given customers, in the order of their ids.
    Raises NotFoundError for a pool that is not the actor's, NotPermittedError for an owner to
    whom they may not give.
    """
    policy = pools.policy(view, _home_pool(view, plan))
    owners = _Owners(view, plan)
    taken = _Taken(view, header, rows)
    decision = Decision(policy)
    accepted: list[tuple[PreparedRow, UserId | None]] = []
    for row in rows:
        refusals: list[RowRefusal] = taken.refusals_of(row)
        owner_id = owners.of(row)
        if not owners.may_give_to(owner_id):
            refusals.append(_not_allowed(row, header))
        if refusals:
            decision.refused.append(RefusedLine(row.line, tuple(refusals)))
        else:
            accepted.append((row, owner_id))
    rooms = _rooms(view, {owner for _, owner in accepted if owner is not None}, policy, lock)
    for row, owner_id in accepted:
        decision.placed.append(_place(row, owner_id, rooms))
    return decision


def _home_pool(view: View, plan: ImportPlan) -> PoolId:
    if plan.pool_id is None:
        return pools.default_pool(view.connection)
    if plan.pool_id not in view.person.pool_ids and not view.person.is_admin:
        raise NotFoundError("pool", str(plan.pool_id))
    return plan.pool_id


class _Owners:
    """Says whose a row is, and whether this person may give customers to them."""

    def __init__(self, view: View, plan: ImportPlan) -> None:
        self._view = view
        self._plan = plan
        self._ids = {login: user_id for user_id, login, _ in users.logins(view.connection)}
        self._allowed: dict[UserId, bool] = {}
        if plan.owner_id is not None:
            users.person(view.connection, plan.owner_id, view.office)
            if not self.may_give_to(plan.owner_id):
                raise NotPermittedError(Permission.ASSIGN.value)

    def of(self, row: PreparedRow) -> UserId | None:
        """Return the owner of a row: the plan's, else the one it names itself."""
        if self._plan.owner_id is not None:
            return self._plan.owner_id
        if self._plan.pool_id is not None or row.owner is None:
            return None
        return self._ids.get(row.owner)

    def may_give_to(self, owner_id: UserId | None) -> bool:
        """Return whether the person may give customers: to themselves, or to their own staff."""
        me = self._view.person
        if owner_id is None or owner_id == me.user_id or me.is_admin:
            return True
        if owner_id not in self._allowed:
            self._allowed[owner_id] = me.may(Permission.ASSIGN) and users.manages(
                self._view.connection, me.user_id, owner_id
            )
        return self._allowed[owner_id]


class _Taken:
    """Knows which names and phones of a file customers here already have."""

    def __init__(self, view: View, header: HeaderMatch, rows: Sequence[PreparedRow]) -> None:
        self._header = header
        self._names = imports.taken_keys(view, "name", (row.name_key for row in rows))
        self._phones = imports.taken_keys(
            view, "phone", (phone.digits for row in rows for phone in row.phones)
        )

    def refusals_of(self, row: PreparedRow) -> list[RowRefusal]:
        """Return who has this row's name, and who the first of its phones that is taken."""
        refusals: list[RowRefusal] = []
        if match := self._names.get(row.name_key):
            refusals.append(self._existing(row, Column.NAME, row.name, match))
        for phone in row.phones:
            if match := self._phones.get(phone.digits):
                refusals.append(self._existing(row, Column.CONTACT_PHONE, phone.number, match))
                break
        return refusals

    def _existing(
        self, row: PreparedRow, column: Column, value: str, match: DuplicateMatch
    ) -> ExistingCustomer:
        return ExistingCustomer(row.line, *_place_of(self._header, column), value, match)


def _not_allowed(row: PreparedRow, header: HeaderMatch) -> OwnerNotAllowed:
    return OwnerNotAllowed(row.line, *_place_of(header, Column.OWNER), row.owner or "")


def _place_of(header: HeaderMatch, column: Column) -> tuple[str, str]:
    found = header.first(column)
    return (found.label, found.letter) if found else ("", "")


def _rooms(
    view: View, owner_ids: set[UserId], policy: Policy, lock: Lock
) -> dict[UserId, int | None]:
    """Return how many more customers each may hold; None for no limit."""
    rooms: dict[UserId, int | None] = {}
    for owner_id in sorted(owner_ids):
        lock(owner_id)
        rooms[owner_id] = room_left(pools.claimant(view, owner_id, None, policy.pool_id), policy)
    return rooms


def _place(row: PreparedRow, owner_id: UserId | None, rooms: dict[UserId, int | None]) -> Placed:
    if owner_id is None:
        return Placed(row, None)
    room = rooms[owner_id]
    if room is None:
        return Placed(row, owner_id)
    rooms[owner_id] = max(room - 1, 0)
    return Placed(row, owner_id, is_reserved=room == 0)
