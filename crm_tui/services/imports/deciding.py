"""Decide for every row of a file where it goes: to somebody, into a pool, or nowhere and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from crm_tui.db.queries import imports, pools, users
from crm_tui.db.queries.imports import FormerHolder
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
    StillCoolingOff,
)
from crm_tui.domain.pools import CoolingOff, Policy, cool_off_until
from crm_tui.domain.users import Permission
from crm_tui.errors import NotPermittedError
from crm_tui.services.imports.placing import Homes, Lock, Placed, Receivers
from crm_tui.services.imports.preparing import PreparedRow
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """Where the rows go, and which were refused."""

    names: Mapping[UserId, str]
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
    homes, owners = Homes(view, plan), _Owners(view, plan)
    taken = _Taken(view, header, rows)
    waits = _Waiting(view, header, rows)
    decision = Decision(owners.names)
    accepted: list[tuple[PreparedRow, UserId | None]] = []
    for row in rows:
        refusals: list[RowRefusal] = taken.refusals_of(row)
        owner_id = owners.of(row)
        if not owners.may_give_to(owner_id):
            refusals.append(_not_allowed(row, header))
        refusals += waits.refusals_of(row, owner_id or view.person.user_id)
        if refusals:
            decision.refused.append(RefusedLine(row.line, tuple(refusals)))
        else:
            accepted.append((row, owner_id))
    receivers = Receivers(view, plan, owners.names)
    receivers.lock((owner for _, owner in accepted if owner is not None), lock)
    for row, owner_id in accepted:
        decision.placed.append(receivers.place(row, homes.of(row.rule_facts), owner_id))
    return decision


class _Owners:
    """Says whose a row is, and whether this person may give customers to them."""

    def __init__(self, view: View, plan: ImportPlan) -> None:
        self._view = view
        self._plan = plan
        known = users.logins(view.connection)
        self.names = {user_id: name for user_id, _, name in known}
        self._ids = {login: user_id for user_id, login, _ in known}
        self._allowed: dict[UserId, bool] = {}
        if plan.owner_id is not None:
            users.person(view.connection, plan.owner_id, view.today)
            if not self.may_give_to(plan.owner_id):
                raise NotPermittedError(Permission.ASSIGN.value)

    def of(self, row: PreparedRow) -> UserId | None:
        """Return the owner of a row: the plan's, else the one it names itself."""
        if self._plan.owner_id is not None:
            return self._plan.owner_id
        is_for_pool = self._plan.pool_id is not None and not self._plan.is_opening
        if is_for_pool or row.owner is None:
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


class _Waiting:
    """Knows who may not have which customer back yet, by keys that no customer has any more."""

    def __init__(self, view: View, header: HeaderMatch, rows: Sequence[PreparedRow]) -> None:
        self._view = view
        self._header = header
        self._policies: dict[PoolId, Policy] = {}
        self._names = imports.former_holders(view, "name", (row.name_key for row in rows))
        self._phones = imports.former_holders(
            view, "phone", (phone.digits for row in rows for phone in row.phones)
        )

    def refusals_of(self, row: PreparedRow, receiver_id: UserId) -> list[RowRefusal]:
        """Return what its receiver waits for, by the row's name or one of its phones."""
        keys = [(Column.NAME, row.name, self._names.get(row.name_key, ()))]
        keys += [
            (Column.CONTACT_PHONE, phone.number, self._phones.get(phone.digits, ()))
            for phone in row.phones
        ]
        for column, value, holders in keys:
            for holder in holders:
                refusal = self._cooling(holder) if holder.user_id == receiver_id else None
                if refusal is not None:
                    place = _place_of(self._header, column)
                    return [StillCoolingOff(row.line, *place, value, refusal)]
        return []

    def _cooling(self, holder: FormerHolder) -> CoolingOff | None:
        last = pools.last_period(self._view, holder.user_id, holder.customer_id)
        again = cool_off_until(last, self._policy(holder.pool_id))
        if last is None or again is None or self._view.today >= again:
            return None
        return CoolingOff(holder.customer, holder.person, last.how_ended, again)

    def _policy(self, pool_id: PoolId) -> Policy:
        if pool_id not in self._policies:
            self._policies[pool_id] = pools.policy(self._view, pool_id)
        return self._policies[pool_id]


def _not_allowed(row: PreparedRow, header: HeaderMatch) -> OwnerNotAllowed:
    return OwnerNotAllowed(row.line, *_place_of(header, Column.OWNER), row.owner or "")


def _place_of(header: HeaderMatch, column: Column) -> tuple[str, str]:
    found = header.first(column)
    return (found.label, found.letter) if found else ("", "")
