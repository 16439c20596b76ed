"""What the people of the sample office did of late: deals, quotes, teams, locks, leave, a dispute.

It is done through the services, as those people, so that every rule holds of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from crm_tui.db.queries import sample_data as queries
from crm_tui.db.queries import users
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.days import DayRange, day_of
from crm_tui.domain.deals import DealFields
from crm_tui.domain.follow_ups import CommentTask
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.samples import people
from crm_tui.domain.teams import Seat, TeamRole
from crm_tui.domain.users import Actor, Road
from crm_tui.services import customer_types
from crm_tui.services.deals import Deals
from crm_tui.services.disputes import Disputes, Filing
from crm_tui.services.follow_ups import FollowUps
from crm_tui.services.leaves import Leaves
from crm_tui.services.movements import Movements
from crm_tui.services.opportunities import Opportunities
from crm_tui.services.opportunities.ending import Ending
from crm_tui.services.pipelines import Pipelines
from crm_tui.services.sample_approvals import SampleApprovals
from crm_tui.services.sample_costs import SampleCosts
from crm_tui.services.sample_days import SampleDays, days_gone_by
from crm_tui.services.sample_leads import SampleLeads
from crm_tui.services.sample_money import SampleMoney
from crm_tui.services.sample_papers import SamplePapers
from crm_tui.services.sample_plans import SamplePlans
from crm_tui.services.sample_quotes import SampleQuotes
from crm_tui.services.teams import Teams
from crm_tui.values import dataclass

_ASKER = "liuyang"
_DEALS = 24
_LONG_AGO, _LONG_AGO_DAYS = 4, 95
"""So many of those who bought did it so long ago that they are at risk of being lost."""
_MINOR_PER_TEN_THOUSAND = 1_000_000
_AMOUNTS = (3, 8, 12, 5, 20, 32, 15, 48)
_SEATS = (TeamRole.PRESALES, TeamRole.COLLABORATION, TeamRole.SERVICE)
_LOCK_DAYS = 14
_EXTENSION_DAYS = 20
_COMMENTED = 2
_TASK_IN = timedelta(days=1)
_LATE_DAYS, _EXPECTED_DAYS, _PURSUED_AGO = 5, 25, 9
_EVERY = 3
"""Every third colleague asks for more days and has somebody in a team."""
_WORDS = {
    "zh": {
        "deal": "年度框架，分两期付款",
        "lock": "正在走合同流程",
        "extension": "对方换了采购负责人，需要重新介绍方案",
        "leave": "年假",
        "dispute": "我上月在展会上已经谈过，请裁定归属",
        "comment": "先问清谁拍板、预算哪天批，再报价",
        "task": "约对方负责人通一次电话",
        "opportunities": "二期扩容 年度维保 软件升级 备件采购",
        "next": "约时间演示方案",
        "lost": "预算推迟到明年",
    },
    "en": {
        "deal": "Yearly frame contract, paid in two parts",
        "lock": "The contract is being drawn up",
        "extension": "Their buyer changed; the proposal has to be presented anew",
        "leave": "Annual leave",
        "dispute": "I had talked to them at last month's fair; please decide",
        "comment": "Find out who decides and when the budget is through, then quote",
        "task": "Call whoever decides",
        "opportunities": "Extension Maintenance Upgrade Spares",
        "next": "Fix a date to present the proposal",
        "lost": "The budget was put off to next year",
    },
}


@dataclass(frozen=True, slots=True)
class SampleWorks:
    """The recent works of a sample office that holds its customers already."""

    database: Database
    language: str

    def add(self, administrator: Actor) -> None:
        """Let the people of the office do what makes every screen worth a look; once only."""
        with self.database.reading(administrator) as view:
            if queries.has_deals(view):
                return
            ids = {login: user_id for user_id, login, _ in users.logins(view.connection)}
            held = {each: queries.held_by(view, each) for each in ids.values()}
            won = queries.held_of_type(view, CustomerType.DEAL, _DEALS)
            today = day_of(view.now, view.zone)
        every = [each for customers in held.values() for each in customers]
        with days_gone_by(self.database, administrator, every) as days:
            payers = self._sell_before(administrator, days, ids, held)
            SampleMoney(days, self.language).bank(administrator, payers)
        plans = SamplePlans(self.database, self.language)
        plans.add_texts(administrator)
        costs = SampleCosts(self.database, self.language)
        costs.exhibit(administrator, today)
        self._record_deals(won, today)
        customer_types.apply_due(self.database, administrator)
        for person in people(self.language):
            user_id = ids.get(person.login)
            if user_id is not None and len(held[user_id]) > len(_SEATS):
                actor = Actor(user_id, Road.SETUP)
                self._work(user_id, ids.get(person.manager), held[user_id], today)
                plans.plan(actor, held[user_id], today)
                costs.use(actor, held[user_id][:2])
                costs.spend(actor, held[user_id][:3], today)
            if user_id is not None and person.manager in ids:
                self._comment(user_id, ids[person.manager], held[user_id])
        self._go_on_leave(ids, today)
        self._dispute(ids, held)
        SampleLeads(self.database, self.language).add(administrator, held)

    def _sell_before(
        self,
        administrator: Actor,
        days: SampleDays,
        ids: Mapping[str, UserId],
        held: Mapping[UserId, Sequence[CustomerId]],
    ) -> list[str]:
        """Let people have pursued, quoted, sold and received before today; return who paid."""
        quotes, papers = SampleQuotes(days, self.language), SamplePapers(days, self.language)
        money, payers = SampleMoney(days, self.language), list[str]()
        approvals = SampleApprovals(days, self.language)
        quotes.add_products(administrator)
        approvals.want(administrator)
        for person in people(self.language):
            user_id = ids.get(person.login)
            if user_id is None or len(held[user_id]) <= len(_SEATS):
                continue
            actor, customers = Actor(user_id, Road.SETUP), held[user_id]
            self._pursue(actor, days, customers)
            quotes.quote(actor, customers[3:6], user_id)
            # Those held longest were sold to first.
            sold = sorted(customers[6:10], key=lambda each: days.ago(each, _LONG_AGO_DAYS))
            papers.sell(actor, sold)
            payers += money.receive(actor, sold)
            if person.login == _ASKER:
                manager = Actor(ids[person.manager], Road.SETUP)
                approvals.ask(actor, manager, customers[:3])
        return payers

    def _said(self, what: str) -> str:
        return _WORDS[self.language][what]

    def _record_deals(self, won: list[tuple[CustomerId, UserId]], today: int) -> None:
        for number, (customer_id, owner_id) in enumerate(won):
            amount = _AMOUNTS[number % len(_AMOUNTS)] * _MINOR_PER_TEN_THOUSAND
            days_ago = _LONG_AGO_DAYS if number < _LONG_AGO else number % 5
            deal = DealFields(amount, today - days_ago, self._said("deal"))
            Deals(self.database).record(Actor(owner_id, Road.SETUP), customer_id, deal)

    def _work(
        self, user_id: UserId, manager_id: UserId | None, held: list[CustomerId], today: int
    ) -> None:
        actor = Actor(user_id, Road.SETUP)
        movements, teams = Movements(self.database), Teams(self.database)
        movements.lock(actor, held[:1], today + _LOCK_DAYS, reason=self._said("lock"))
        if manager_id is not None and user_id % _EVERY == 0:
            movements.ask_extension(
                actor, held[1:2], today + _EXTENSION_DAYS, self._said("extension")
            )
            seat = Seat(_SEATS[user_id % len(_SEATS)], can_write=True)
            teams.add(actor, held[2:3], manager_id, seat)

    def _pursue(self, actor: Actor, days: SampleDays, held: Sequence[CustomerId]) -> None:
        """Let a rep have opportunities at several stages, one of them late, the last one lost."""
        service, today = Opportunities(days.database), days.today
        stages = Pipelines(days.database).list(actor)[0].stages
        names = self._said("opportunities").split(" ")
        for number, (name, customer_id) in enumerate(zip(names, held, strict=False)):
            is_late = number == 1
            fields = OpportunityFields(
                name=name,
                amount_minor=_AMOUNTS[(number + actor.user_id) % len(_AMOUNTS)]
                * _MINOR_PER_TEN_THOUSAND,
                expected_day=today - _LATE_DAYS if is_late else today + _EXPECTED_DAYS * number,
                next_step="" if is_late else self._said("next"),
                next_day=None if is_late else today + number,
            )
            stage = stages[(number + actor.user_id) % len(stages)]
            days.go_to(days.ago(customer_id, _PURSUED_AGO))
            written = service.add(actor, customer_id, fields, stage_id=stage.id)
            if number == 0:
                costs = SampleCosts(days.database, self.language)
                costs.plan(actor, written.opportunity_id, today)
            if number == len(names) - 1:
                days.go_to(days.ago(customer_id, actor.user_id % _PURSUED_AGO))
                service.lose(actor, written.opportunity_id, Ending(self._said("lost")))

    def _comment(self, user_id: UserId, manager_id: UserId, held: list[CustomerId]) -> None:
        """Let the manager comment on what this person wrote last of their first customers."""
        follow_ups, now = FollowUps(self.database), self.database.clock.now()
        author, manager = Actor(user_id, Road.SETUP), Actor(manager_id, Road.SETUP)
        written = (
            row
            for customer_id in held[:_COMMENTED]
            for row in follow_ups.list(author, customer_id, author_id=user_id, limit=1)
        )
        for number, row in enumerate(written):
            task = CommentTask(self._said("task"), now + _TASK_IN) if number else None
            follow_ups.comment(manager, row.id, self._said("comment"), task=task)

    def _go_on_leave(self, ids: dict[str, UserId], today: int) -> None:
        away, cover, boss = ids["zhouting"], ids["sunqiang"], ids["zhaojun"]
        days = DayRange(today + 1, today + 3)
        plan = LeavePlan(away, days, self._said("leave"), cover)
        Leaves(self.database).record(Actor(boss, Road.SETUP), plan)

    def _dispute(self, ids: dict[str, UserId], held: dict[UserId, list[CustomerId]]) -> None:
        mine, theirs = ids["liuyang"], ids["zhanglei"]
        if not held[theirs]:
            return
        customer_id = held[theirs][-1]
        seat = Seat(TeamRole.COLLABORATION)
        Teams(self.database).add(Actor(theirs, Road.SETUP), [customer_id], mine, seat)
        filing = Filing(customer_id, self._said("dispute"))
        Disputes(self.database).file(Actor(mine, Road.SETUP), filing)
