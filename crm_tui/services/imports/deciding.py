"""Decide for every row of a file where it goes: to somebody, into a pool, or nowhere and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from crm_tui.db.queries import customers, imports, pools, users
from crm_tui.db.queries.imports import FormerHolder, Holders
from crm_tui.db.unit_of_work import View
from crm_tui.domain.customers import DuplicateMatch, Standing
from crm_tui.domain.duplicates import KeyKind, heaviest, levels_from_json
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.imports import Column, FaultCode, HeaderMatch, ImportKind, RowFault
from crm_tui.domain.imports.outcomes import (
    ExistingCustomer,
    NotStored,
    OwnerNotAllowed,
    RowNotStored,
    RowRefusal,
    StillCoolingOff,
)
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.policies import Fate, Met, fate_of
from crm_tui.domain.pools import CoolingOff, Policy, cool_off_until
from crm_tui.domain.users import Permission
from crm_tui.errors import NotPermittedError, RefusedError
from crm_tui.services import access
from crm_tui.services.discreet import discretion_of
from crm_tui.services.imports.asking import Asked, Asking
from crm_tui.services.imports.candidates import Candidate
from crm_tui.services.imports.spools import CHUNK
from crm_tui.values import dataclass

Former = Mapping[imports.Key, Sequence[FormerHolder]]
"""Who held customers once, by their keys."""
_TOGETHER = 5 * CHUNK
"""Rows whose keys are looked up together."""
_COLUMNS = {
    KeyKind.NAME.value: Column.NAME,
    KeyKind.FORMER.value: Column.FORMER_NAMES,
    KeyKind.SHORT.value: Column.SHORT_NAME,
    KeyKind.CORE.value: Column.NAME,
    KeyKind.CREDIT.value: Column.CREDIT_CODE,
    KeyKind.PHONE.value: Column.CONTACT_PHONE,
    KeyKind.WECHAT.value: Column.CONTACT_WECHAT,
    KeyKind.EMAIL.value: Column.CONTACT_EMAIL,
    KeyKind.DOMAIN.value: Column.WEBSITE,
}


class Verdict(NamedTuple):
    """What becomes of a row as the database stands now."""

    place: int
    row: Candidate
    fate: Fate
    owner_id: UserId | None = None
    """To whom the row itself or the plan gives it; of several owners one is found later."""
    match: DuplicateMatch | None = None
    holder_id: UserId | None = None
    """Who has the customer that the row is about."""
    refusals: tuple[RowRefusal, ...] = ()
    waiting: tuple[tuple[UserId, StillCoolingOff], ...] = ()
    """Who may not have the customer back yet, with the reason."""

    @property
    def customer_id(self) -> CustomerId | None:
        """Return the customer that the row is about."""
        return None if self.match is None else self.match.customer_id


@dataclass(frozen=True, slots=True)
class _Found:
    """Who has the keys of some rows, and which of those customers this person may change.

    `asked` holds by its place by which keys a row is looked for, where somebody has or had one.
    """

    asked: Mapping[int, Sequence[Asked]]
    held: Holders
    editable: frozenset[int]


class Decider:
    """Decides rows, some thousand at a time.

    Raises NotPermittedError for owners to whom the actor may not give.
    """

    def __init__(self, view: View, plan: ImportPlan, header: HeaderMatch) -> None:
        self._view = view
        self._plan = plan
        self._header = header
        self.owners = Owners(view, plan)
        self._waits = _Waiting(view, header)
        levels = levels_from_json(view.office.duplicates)
        self._asking = Asking(plan.kind, levels, plan.matching)
        self._may_insist = view.person.may(Permission.ASSIGN)
        self._my_pools = view.person.pool_ids
        self._discretion = discretion_of(view)

    def decided(self, rows: Iterable[tuple[int, Candidate]]) -> Iterator[list[Verdict]]:
        """Yield what becomes of the rows, in their order."""
        stream = iter(rows)
        while chunk := list(islice(stream, _TOGETHER)):
            yield self.decide(chunk)

    def decide(self, rows: Sequence[tuple[int, Candidate]]) -> list[Verdict]:
        """Return what becomes of some rows."""
        met = self._met_rows(rows)
        asked = {place: self._asking.of(row.keys) for place, row in met}
        keys = dict.fromkeys((kind, key) for each in asked.values() for kind, key, _asking in each)
        keys |= dict.fromkeys(key for _, row in met for key in row.own_keys)
        held = imports.holders(self._view, keys)
        editable = self._editable(held) if self._changes_any else frozenset()
        found = _Found(asked, held, editable)
        return self._with_waiting([self._verdict(place, row, found) for place, row in rows], found)

    def _met_rows(self, rows: Sequence[tuple[int, Candidate]]) -> list[tuple[int, Candidate]]:
        """Return the rows of which somebody here has or had a key: of a first import few."""
        keys = dict.fromkeys(chain.from_iterable([row.keys for _, row in rows]))
        known = imports.known_keys(self._view, keys, self._asking.stored_kinds)
        return [each for each in rows if not known.isdisjoint(each[1].keys)] if known else []

    def _with_waiting(self, verdicts: list[Verdict], found: _Found) -> list[Verdict]:
        """Return the verdicts with who may not have what they create yet."""
        held = found.held
        keys = dict.fromkeys(
            key
            for verdict in (verdicts if found.asked else ())
            if verdict.fate is Fate.CREATE and verdict.place in found.asked
            for key in verdict.row.own_keys
            if key in held.now or key in held.once
        )
        former = imports.former_holders(self._view, keys) if keys else {}
        if not former:
            return verdicts
        return [
            each._replace(waiting=self._waits.of(each.row, former))
            if each.fate is Fate.CREATE
            else each
            for each in verdicts
        ]

    @property
    def newly_told(self) -> Mapping[CustomerId, str]:
        """Return of which customers of others this person is told, for the first time lately."""
        return self._discretion.newly_told

    @property
    def _changes_any(self) -> bool:
        policy = self._plan.matching
        return any(action.changes for action in (policy.block, policy.warn, policy.hint))

    def _verdict(self, place: int, row: Candidate, found: _Found) -> Verdict:
        asked = found.asked.get(place, ())
        match = self._match(row, asked, found.held) if asked else None
        met = None if match is None else self._met(match, found)
        fate = fate_of(
            met,
            self._plan.matching,
            brings_contacts=row.contacts > 0,
        )
        owner_id = self.owners.of(row)
        refusals = self._refusals(row, fate, match, owner_id, asked)
        if refusals:
            fate = Fate.REFUSE
        holder_id = None if met is None else met.holder_id
        return Verdict(place, row, fate, owner_id, match, holder_id, refusals)

    def _refusals(
        self,
        row: Candidate,
        fate: Fate,
        match: DuplicateMatch | None,
        owner_id: UserId | None,
        asked: Sequence[Asked],
    ) -> tuple[RowRefusal, ...]:
        if fate is Fate.SKIP:
            return ()
        found: list[RowRefusal] = []
        if fate is Fate.REFUSE and match is not None:
            found.append(self._existing(row, match, asked))
        if fate is not Fate.CREATE:
            return tuple(found)
        if self._plan.kind is ImportKind.CONTACTS and not self._plan.adds_customers:
            found.append(self._not_stored(row, Column.NAME, row.name, NotStored.NO_CUSTOMER))
        if not self.owners.may_give_to(owner_id):
            place = place_of(self._header, Column.OWNER)
            found.append(OwnerNotAllowed(row.line, *place, row.owner or ""))
        found += [self._missing(row, name) for name in row.missing]
        if self._is_foreign_pool(row.pool_id):
            found.append(self._not_stored(row, Column.POOL, "", NotStored.POOL_NOT_YOURS))
        return tuple(found)

    def _is_foreign_pool(self, pool_id: int | None) -> bool:
        is_mine = pool_id is None or pool_id in self._my_pools or self._view.person.is_admin
        return not is_mine

    def _not_stored(
        self, row: Candidate, column: Column, value: str, reason: NotStored
    ) -> RowNotStored:
        return RowNotStored(row.line, *place_of(self._header, column), value, reason)

    def _missing(self, row: Candidate, name: str) -> RowFault:
        columns = self._header.columns
        place = next((each for each in columns if each.custom and each.custom.name == name), None)
        label, letter = (place.label, place.letter) if place else ("", "")
        return RowFault(row.line, label, letter, FaultCode.MISSING_VALUE, name)

    def _match(
        self, row: Candidate, asked: Sequence[Asked], held: Holders
    ) -> DuplicateMatch | None:
        """Return the match that weighs most, None where nobody here has a key of the row."""
        found = [
            imports.match_of(self._view, stored, asked=asking, name=row.name)
            for kind, key, asking in asked
            for stored in held.now.get((kind, key), ())
        ]
        match = next(iter(heaviest(found)), None) if found else None
        return None if match is None else self._discretion.told_of(match)

    def _met(self, match: DuplicateMatch, found: _Found) -> Met:
        return Met(
            match.level,
            match.standing is not Standing.NORMAL,
            match.visible and match.customer_id in found.editable,
            self._may_insist,
            found.held.owners.get(match.customer_id),
        )

    def _editable(self, held: Holders) -> frozenset[int]:
        """Return which of the customers found this person may change."""
        ids = sorted({row.id for rows in held.now.values() for row in rows if row.visible})
        found: set[int] = set()
        for start in range(0, len(ids), CHUNK):
            for row in customers.stored_rows(self._view, ids[start : start + CHUNK]):
                try:
                    access.refuse_edit(self._view, row)
                except RefusedError:
                    continue
                found.add(row.id)
        return frozenset(found)

    def _existing(
        self, row: Candidate, match: DuplicateMatch, asked: Sequence[Asked]
    ) -> ExistingCustomer:
        asking = next((kind for _, key, kind in asked if key == match.key), KeyKind.NAME.value)
        column = _COLUMNS[asking]
        value = row.name if column is Column.NAME else match.key
        return ExistingCustomer(row.line, *place_of(self._header, column), value, match)


class Owners:
    """Says whose a row is, and whether this person may give customers to them."""

    def __init__(self, view: View, plan: ImportPlan) -> None:
        self._view = view
        self._plan = plan
        known = users.logins(view.connection)
        self.names = {user_id: name for user_id, _, name in known}
        self._ids = {login: user_id for user_id, login, _ in known}
        self._allowed: dict[UserId, bool] = {}
        for owner_id in plan.owner_ids:
            users.person(view.connection, owner_id, view.today)
            if not self.may_give_to(owner_id):
                raise NotPermittedError(Permission.ASSIGN.value)

    def of(self, row: Candidate) -> UserId | None:
        """Return the owner of a row: the plan's one, else the one it names itself."""
        if self._plan.owner_ids:
            return self._plan.owner_ids[0] if len(self._plan.owner_ids) == 1 else None
        is_for_pool = self._plan.pool_id is not None and not self._plan.is_opening
        if is_for_pool or row.owner is None:
            return None
        return self._ids.get(row.owner)

    def ids_of(self, logins: Iterable[str]) -> list[UserId]:
        """Return the people of these logins and the plan's owners, each once, in order."""
        named = {self._ids[login] for login in logins if login in self._ids}
        return sorted(named | set(self._plan.owner_ids))

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


class _Waiting:
    """Knows who may not have which customer back yet, whether it is still here or not."""

    def __init__(self, view: View, header: HeaderMatch) -> None:
        self._view = view
        self._header = header
        self._policies: dict[PoolId, Policy] = {}

    def of(self, row: Candidate, former: Former) -> tuple[tuple[UserId, StillCoolingOff], ...]:
        """Return who waits for a customer with one of the row's keys, with the reason."""
        found: dict[UserId, StillCoolingOff] = {}
        for kind, key in row.own_keys:
            for holder in former.get((kind, key), ()):
                refusal = self._cooling(holder)
                if refusal is not None:
                    column = _COLUMNS[kind]
                    value = row.name if column is Column.NAME else key
                    place = place_of(self._header, column)
                    found.setdefault(
                        holder.user_id, StillCoolingOff(row.line, *place, value, refusal)
                    )
        return tuple(found.items())

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


def place_of(header: HeaderMatch, column: Column) -> tuple[str, str]:
    """Return label and letter of the column that holds something, empty where there is none."""
    found = header.first(column)
    return (found.label, found.letter) if found else ("", "")
