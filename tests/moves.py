"""Everything people do with the pool, as moves that chance can choose from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import Level
from crm_tui.domain.days import DayRange
from crm_tui.domain.deals import DealFields
from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.teams import Seat, TeamRole
from crm_tui.domain.users import Actor
from crm_tui.errors import CrmError, DatabaseUnavailableError
from tests import make

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stage:
    """Who plays, with what; `today` is the office's day."""

    admin: Actor
    manager: Actor
    reps: tuple[Actor, ...]
    pools: tuple[PoolId, ...]
    customers: tuple[CustomerId, ...]
    return_reason: int
    invalid_reason: int
    today: int

    @property
    def everybody(self) -> tuple[Actor, ...]:
        """The reps, their manager and the administrator."""
        return (*self.reps, self.manager, self.admin)


@dataclass(frozen=True, slots=True)
class Turn:
    """One move of somebody with one customer; `choice` picks among what the move leaves open."""

    actor: Actor
    customer: CustomerId
    choice: int

    def of(self, things: tuple[T, ...]) -> T:
        """One of these, as the choice has it."""
        return things[self.choice % len(things)]


Move = Callable[[Crm, Stage, Turn], object]


def _claim(crm: Crm, _stage: Stage, turn: Turn) -> object:
    return crm.pools.claim(turn.actor, [turn.customer])


def _return(crm: Crm, stage: Stage, turn: Turn) -> object:
    return crm.pools.return_to_pool(turn.actor, [turn.customer], stage.return_reason)


def _assign(crm: Crm, stage: Stage, turn: Turn) -> object:
    return crm.pools.assign(turn.actor, [turn.customer], turn.of(stage.reps).user_id)


def _assign_in_turn(crm: Crm, _stage: Stage, turn: Turn) -> object:
    return crm.pools.assign_in_turn(turn.actor, [turn.customer])


def _transfer(crm: Crm, stage: Stage, turn: Turn) -> object:
    receiver = turn.of(stage.reps).user_id
    return crm.movements.transfer(turn.actor, [turn.customer], receiver)


def _move(crm: Crm, stage: Stage, turn: Turn) -> object:
    return crm.movements.move(turn.actor, [turn.customer], turn.of(stage.pools))


def _lock(crm: Crm, stage: Stage, turn: Turn) -> object:
    return crm.movements.lock(turn.actor, [turn.customer], stage.today + turn.choice % 40)


def _unlock(crm: Crm, _stage: Stage, turn: Turn) -> object:
    return crm.movements.unlock(turn.actor, [turn.customer])


def _ask_extension(crm: Crm, stage: Stage, turn: Turn) -> object:
    until = stage.today + 4 + turn.choice % 20
    return crm.movements.ask_extension(turn.actor, [turn.customer], until, "客户在走流程")


def _decide_extension(crm: Crm, _stage: Stage, turn: Turn) -> object:
    asked = [row.id for row in crm.movements.extensions(turn.actor)]
    return crm.movements.decide_extension(turn.actor, asked, is_granted=turn.choice % 2 == 0)


def _restart(crm: Crm, _stage: Stage, turn: Turn) -> object:
    return crm.movements.restart_clock(turn.actor, [turn.customer], "项目重新启动")


def _follow_up(crm: Crm, _stage: Stage, turn: Turn) -> object:
    at = crm.database.clock.now() - (turn.choice % 6) * make.DAY
    return make.follow_up(crm, turn.actor, turn.customer, at=at)


def _delete_follow_up(crm: Crm, _stage: Stage, turn: Turn) -> object:
    found = crm.follow_ups.list(turn.actor, turn.customer)
    return found and crm.follow_ups.delete(turn.actor, turn.of(tuple(found)).id)


def _redate_follow_up(crm: Crm, _stage: Stage, turn: Turn) -> object:
    found = crm.follow_ups.list(turn.actor, turn.customer)
    at = crm.database.clock.now() - (turn.choice % 5) * make.DAY
    return found and crm.follow_ups.edit(turn.actor, found[0].id, {"happened_at": at})


def _record_deal(crm: Crm, stage: Stage, turn: Turn) -> object:
    deal = DealFields(100_000, stage.today - turn.choice % 3)
    return crm.deals.record(turn.actor, turn.customer, deal)


def _go_on_leave(crm: Crm, stage: Stage, turn: Turn) -> object:
    first = stage.today + turn.choice % 4 - 1
    plan = LeavePlan(turn.of(stage.reps).user_id, DayRange(first, first + 1))
    return crm.leaves.record(stage.manager, plan)


def _join_team(crm: Crm, stage: Stage, turn: Turn) -> object:
    seat = Seat(turn.of(tuple(TeamRole)), can_write=turn.choice % 2 == 0)
    colleague = turn.of(stage.reps).user_id
    return crm.teams.add(turn.actor, [turn.customer], colleague, seat)


def _relabel(crm: Crm, _stage: Stage, turn: Turn) -> object:
    level = turn.of((*Level, None))
    return crm.customers.edit(turn.actor, turn.customer, {"level": level})


def _delete(crm: Crm, _stage: Stage, turn: Turn) -> object:
    return crm.standings.delete(turn.actor, [turn.customer])


def _restore(crm: Crm, stage: Stage, turn: Turn) -> object:
    return crm.standings.restore(turn.of((stage.admin, turn.actor)), [turn.customer])


def _set_aside(crm: Crm, stage: Stage, turn: Turn) -> object:
    return crm.standings.mark_invalid(turn.actor, [turn.customer], stage.invalid_reason)


def _hand_over(crm: Crm, stage: Stage, turn: Turn) -> object:
    giver, receiver = turn.of(stage.reps), turn.of((*stage.reps[1:], stage.reps[0]))
    return make.hand_over(crm, stage.manager, giver, receiver)


def _sweep(crm: Crm, _stage: Stage, turn: Turn) -> object:
    return crm.sweeps.sweep(turn.actor)


def _undo(crm: Crm, _stage: Stage, turn: Turn) -> object:
    return crm.history.undo(turn.actor, rest=turn.choice % 2 == 0)


MOVES: dict[str, Move] = {
    "claim": _claim,
    "return": _return,
    "assign": _assign,
    "assign in turn": _assign_in_turn,
    "transfer": _transfer,
    "move": _move,
    "lock": _lock,
    "unlock": _unlock,
    "ask extension": _ask_extension,
    "decide extension": _decide_extension,
    "restart": _restart,
    "follow up": _follow_up,
    "delete follow-up": _delete_follow_up,
    "redate follow-up": _redate_follow_up,
    "record deal": _record_deal,
    "go on leave": _go_on_leave,
    "join team": _join_team,
    "relabel": _relabel,
    "delete": _delete,
    "restore": _restore,
    "set aside": _set_aside,
    "hand over": _hand_over,
    "sweep": _sweep,
    "undo": _undo,
}
OFTEN = (
    *sorted(MOVES),
    *("claim", "claim", "claim", "follow up", "follow up", "follow up", "assign", "transfer"),
    *("lock", "ask extension", "restore", "restore", "restore"),
)
"""The names of the moves, those that let others happen several times."""

WINS_NO_TIME = frozenset(
    {
        *("transfer", "relabel", "unlock", "ask extension", "undo", "sweep"),
        *("delete follow-up", "redate follow-up", "record deal", "join team"),
    }
)
"""What a rep may do as often as they like: it never keeps a customer longer."""


def somebody(crm: Crm, stage: Stage, who: int, customer: CustomerId) -> Actor:
    """One of everybody by number; beyond them whoever holds the customer."""
    if who < len(stage.everybody):
        return stage.everybody[who]
    ((owner_id,),) = make.query(crm, "SELECT owner_id FROM customer WHERE id = ?", customer)
    return next((each for each in stage.reps if each.user_id == owner_id), stage.reps[who % 3])


def make_move(crm: Crm, stage: Stage, name: str, turn: Turn) -> str:
    """Make one move; tell "done" or the name of the refusal. Nothing but a refusal may go wrong."""
    try:
        MOVES[name](crm, stage, turn)
    except DatabaseUnavailableError:
        raise
    except CrmError as error:
        return type(error).__name__
    return "done"


def stage(crm: Crm, *, customers: int = 6) -> Stage:
    """Two pools with a rule each, three reps under a manager, and customers in the pools."""
    reps = tuple(make.rep(crm, login, holding_limit=4) for login in ("lina", "zhao", "chen"))
    manager = make.manager(crm, staff=reps)
    other = make.pool(crm, "华北公海", idle_days=3)
    home = make.pool_id(crm)
    for name in ("公海", "华北公海"):
        make.set_pool(crm, name, daily_limit=6, cool_off_return_days=2, cool_off_reclaim_days=1)
    names = (f"客户{number}" for number in range(customers))
    found = tuple(make.customer(crm, name=name, in_pool=True) for name in names)
    return Stage(
        make.admin(crm),
        manager,
        reps,
        (home, other),
        found,
        make.return_reason(crm),
        make.invalid_reason(crm),
        crm.database.clock.now().astimezone(make.SHANGHAI).toordinal(),
    )
