"""Who could be given customers, asked before it is done; nothing is locked or changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import field, replace

from crm_tui.db.queries import customers, handovers, pools, users
from crm_tui.db.unit_of_work import Database, View
from crm_tui.domain.handovers import HandedCustomer, HandoverWay
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools import (
    Candidate,
    Claimant,
    CoolingOff,
    Holding,
    MatchFacts,
    NotAMember,
    NotYourStaff,
    Policy,
    PoolRefusal,
    TransferRights,
    by_match,
    why_not_assign,
    why_not_free,
    why_not_transfer,
)
from crm_tui.domain.receivers import Match, Part, ReceiverList, ReceiverRow
from crm_tui.domain.users import Actor, Permission, UserRow, UserStatus
from crm_tui.errors import NotPermittedError
from crm_tui.services.duplicates import Key, why_waiting
from crm_tui.values import dataclass

_PEOPLE = 300
_MATCHED = 200


@dataclass(slots=True)
class _Glance:
    """What is read once while everybody is looked at."""

    view: View
    policies: dict[PoolId, Policy] = field(default_factory=dict)
    claimants: dict[tuple[UserId, PoolId], Claimant] = field(default_factory=dict)
    keys_by_customer: dict[CustomerId, list[Key]] = field(default_factory=dict)

    def policy(self, pool_id: PoolId) -> Policy:
        if pool_id not in self.policies:
            self.policies[pool_id] = pools.policy(self.view, pool_id)
        return self.policies[pool_id]

    def claimant(self, user_id: UserId, customer: Holding) -> Claimant:
        place = (user_id, customer.pool_id)
        if place not in self.claimants:
            self.claimants[place] = pools.claimant(self.view, user_id, None, customer.pool_id)
        return replace(
            self.claimants[place],
            last_period=pools.last_period(self.view, user_id, customer.customer_id),
        )

    def keys(self, customer: Holding) -> list[Key]:
        if customer.customer_id not in self.keys_by_customer:
            found = customers.keys_of(self.view, customer.customer_id)
            self.keys_by_customer[customer.customer_id] = found
        return self.keys_by_customer[customer.customer_id]

    def manages(self, user_id: UserId | None) -> bool:
        return users.manages(self.view.connection, self.view.person.user_id, user_id)


@dataclass(frozen=True, slots=True)
class Receivers:
    """The people among whom the screens let one choose."""

    database: Database

    def of(self, actor: Actor, customer_ids: Sequence[CustomerId]) -> ReceiverList:
        """Return who may be given these customers, in a pool or held, the emptiest first.

        Of several customers the first is judged, and what would refuse only that one is left out.
        Raises NotPermittedError for who may give to nobody.
        """
        with self.database.reading(actor) as view:
            glance = _Glance(view)
            first = customers.holding(view, customer_ids[0])
            _refuse(view, Permission.TRANSFER if first.owner_id else Permission.ASSIGN)
            is_alone = len(customer_ids) == 1
            rows = [_row(glance, user, first, is_alone=is_alone) for user in _people(view)]
            within = [row for row in rows if not _is_out_of_reach(row.refusal)]
            found = ReceiverList(tuple(sorted(within, key=_place)), _nobody(within, rows))
            if first.owner_id is not None or found.nobody is not None:
                return found
            return _with_ways(glance, found, first, customer_ids[:_MATCHED])

    def parts(self, actor: Actor, user_id: UserId, way: HandoverWay) -> list[Part]:
        """Return by which provinces or levels the customers of somebody divide, largest first."""
        with self.database.reading(actor) as view:
            _refuse(view, Permission.HAND_OVER)
            held = handovers.held_by(view, user_id)
        counted = Counter(_part(way, each) for each in held)
        return [Part(name, number) for name, number in counted.most_common()]


def _refuse(view: View, needed: Permission) -> None:
    if not view.person.may(needed):
        raise NotPermittedError(needed.value)


def _people(view: View) -> list[UserRow]:
    limits = pools.general_limits(view)
    return [
        replace(row, holding_limit=limits.get(row.id))
        for row in users.user_rows(view.connection)
        if row.status is UserStatus.ACTIVE
    ][:_PEOPLE]


def _row(glance: _Glance, user: UserRow, customer: Holding, *, is_alone: bool) -> ReceiverRow:
    refusal = _refusal(glance, user.id, customer)
    if not is_alone and isinstance(refusal, CoolingOff):
        refusal = None
    return ReceiverRow(
        user.id, user.name, user.login, user.department, user.held, user.holding_limit, refusal
    )


def _refusal(glance: _Glance, user_id: UserId, customer: Holding) -> PoolRefusal | None:
    return _refused_by_rules(glance, user_id, customer) or why_waiting(
        glance.view, glance.keys(customer), to=user_id, but=customer.customer_id
    )


def _refused_by_rules(glance: _Glance, user_id: UserId, customer: Holding) -> PoolRefusal | None:
    policy, view = glance.policy(customer.pool_id), glance.view
    to = glance.claimant(user_id, customer)
    if customer.owner_id is None:
        return why_not_assign(
            customer,
            to=to,
            by=view.person,
            manages_receiver=glance.manages(user_id),
            policy=policy,
            today=view.today,
        )
    rights = TransferRights(
        manages_owner=glance.manages(customer.owner_id),
        manages_receiver=user_id == view.person.user_id or glance.manages(user_id),
        owners_may_transfer=view.office.owners_may_transfer,
    )
    return why_not_transfer(
        customer, to=to, by=view.person, rights=rights, policy=policy, today=view.today
    )


def _is_out_of_reach(refusal: PoolRefusal | None) -> bool:
    return isinstance(refusal, NotYourStaff | NotAMember)


def _place(row: ReceiverRow) -> tuple[bool, int, int]:
    return row.refusal is not None, row.held, row.user_id


def _nobody(within: Sequence[ReceiverRow], rows: Sequence[ReceiverRow]) -> PoolRefusal | None:
    """Return what refuses everybody, or None when somebody may be given the customers."""
    judged = within or rows
    if not judged or any(row.refusal is None for row in judged):
        return None
    return judged[0].refusal


def _with_ways(
    glance: _Glance, found: ReceiverList, first: Holding, customer_ids: Sequence[CustomerId]
) -> ReceiverList:
    chosen: Counter[str] = Counter()
    unmatched = 0
    candidates: dict[PoolId, list[Candidate]] = {}
    for customer_id in customer_ids:
        customer = customers.holding(glance.view, customer_id)
        pool_id = customer.pool_id
        if pool_id not in candidates:
            candidates[pool_id] = pools.candidates(glance.view, pool_id)
        match = _match(glance, customer, candidates[pool_id])
        if match is None:
            unmatched += 1
            continue
        chosen[match.name] += 1
        candidates[pool_id] = [
            replace(each, held=each.held + 1) if each.user_id == match.user_id else each
            for each in candidates[pool_id]
        ]
    after = pools.turn_user_id(glance.view, first.pool_id)
    following = pools.next_in_turn(glance.view, first.pool_id, after)
    return replace(
        found,
        matches=tuple(Match(name, number) for name, number in chosen.most_common()),
        unmatched=unmatched,
        next_in_turn="" if following is None else following.name,
    )


def _match(glance: _Glance, customer: Holding, candidates: Sequence[Candidate]) -> Candidate | None:
    if why_not_free(customer, glance.view.person.user_id) is not None:
        return None
    row = customers.stored(glance.view, customer.customer_id)
    wanted = MatchFacts(row.province, row.industry_id, frozenset(row.need_tags))
    lost_by = pools.last_owner_id(glance.view, customer.customer_id)
    for each in by_match(candidates, wanted):
        is_free = each.user_id != lost_by and _refusal(glance, each.user_id, customer) is None
        if is_free:
            return each
    return None


def _part(way: HandoverWay, customer: HandedCustomer) -> str:
    match way:
        case HandoverWay.REGION:
            return customer.province
        case HandoverWay.LEVEL:
            return customer.level
        case HandoverWay.PERSON | HandoverWay.IN_TURN | HandoverWay.POOL:
            return ""
