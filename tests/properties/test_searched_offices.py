"""Whatever was entered, edited, undone or set aside, a search finds what the pure rule finds."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.db import search
from crm_tui.db.horizons import Horizons
from crm_tui.db.queries import contacts, customers, reveals
from crm_tui.db.raw import rows
from crm_tui.db.unit_of_work import View
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import CustomerId, FollowUpId
from crm_tui.domain.search import (
    SearchPlan,
    compile_search,
    matches,
    open_part,
    openly,
    says,
)
from crm_tui.domain.users import Actor
from crm_tui.errors import CrmError
from crm_tui.services.customers import found_by
from tests import make
from tests.long_runs import only_long

HAN = "北京上海朝阳恒信科技重庆银行乐清"
LATIN = ("TCL", "vip", "zhang.min@hengxin.cn", "wx8812345", "SO20240", "xi an")
QUERIES = (
    *(
        "北京",
        "恒信科技",
        "京",
        "信科 朝阳",
        "zhang",
        "hengxin",
        "zhang.min@hengxin.cn",
        "bj",
        "hx",
    ),
    *("chaoyang", "xian", "138", "2231", "12345", "8812345", "wx88", "vip", "TCL 北京", "so2024"),
    *("预算", "预算 12", "13812342231", "张敏", "清乐", "qq", "8", "b", "教育 88"),
)


def han(dice: random.Random, longest: int = 5) -> str:
    return "".join(dice.choices(HAN, k=dice.randint(1, longest)))


def written(dice: random.Random) -> str:
    """What people type into any field."""
    parts = [han(dice)]
    if dice.random() < 0.4:
        parts.append(dice.choice(LATIN))
    if dice.random() < 0.3:
        parts.append(f"138{dice.randrange(10**4):04}2231")
    return dice.choice(("", " ", "，")).join(parts)


class Office:
    """Two people, and the customers of both and of a pool that hides contact details."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.crm = make.office(folder)
        self.dice = random.Random(seed)
        make.set_pool(self.crm, masks_contacts=True)
        self.admin = make.admin(self.crm)
        self.rep = make.rep(self.crm, "lina", "李娜")
        for actor in (self.admin, self.rep):
            self.crm.customers.prepare_search(actor)
        self.customers: list[CustomerId] = []
        self.follow_ups: list[tuple[Actor, FollowUpId]] = []

    def enter(self) -> None:
        dice = self.dice
        actor = dice.choice((self.admin, self.rep))
        self.customers.append(
            make.customer(
                self.crm,
                actor,
                name=written(dice),
                in_pool=dice.random() < 0.4,
                contact_name=written(dice),
                phone=f"139{dice.randrange(10**8):08}",
                short_name=han(dice, 2),
                former_names=dice.choice(("", written(dice))),
                address=written(dice),
                city=han(dice, 2),
                tags=(dice.choice(("VIP", "分期", han(dice, 3))),),
            )
        )

    def edit(self) -> None:
        field = self.dice.choice(("name", "address", "district", "former_names"))
        change: dict[str, object] = {field: written(self.dice)}
        if self.dice.random() < 0.3:
            change = {"need_tags": (written(self.dice)[:20],)}
        self.crm.customers.edit(self.admin, self._any(), change, allow_duplicate=True)

    def edit_contact(self) -> None:
        customer = self._any()
        people = self.crm.customers.detail(self.admin, customer).contacts
        new = make.contact(
            written(self.dice),
            email=self.dice.choice(("", "zhang.min@hengxin.cn")),
            wechat=self.dice.choice(LATIN),
            qq=str(self.dice.randrange(10**8)),
        )
        if self.dice.random() < 0.5 and people:
            self.crm.customers.edit_contact(self.admin, people[0].id, new)
        else:
            self.crm.customers.add_contact(self.admin, customer, new)

    def follow(self) -> None:
        said = f"{written(self.dice)}，{self.dice.choice(('预算已批', '报价12.5万', '约了下周'))}"
        done = make.follow_up(self.crm, self.admin, self._any(), said)
        self.follow_ups.append((self.admin, done.follow_up_id))

    def change_follow_up(self) -> None:
        if self.follow_ups:
            actor, follow_up_id = self.dice.choice(self.follow_ups)
            if self.dice.random() < 0.5:
                self.crm.follow_ups.edit(actor, follow_up_id, {"content": written(self.dice)})
            else:
                self.crm.follow_ups.delete(actor, follow_up_id)

    def undo(self) -> None:
        self.crm.history.undo(self.admin)

    def set_aside(self) -> None:
        self.crm.standings.delete(self.admin, [self._any()])

    def restore(self) -> None:
        self.crm.standings.restore(self.admin, [self._any()])

    def _any(self) -> CustomerId:
        return self.dice.choice(self.customers)

    def step(self) -> None:
        """Do one thing; what a rule refuses changes nothing."""
        todo = self.dice.choice(
            (
                *(self.edit, self.edit, self.edit_contact, self.edit_contact, self.follow),
                *(self.follow, self.change_follow_up, self.undo, self.set_aside, self.restore),
            )
        )
        try:
            todo()
        except CrmError:
            return


def found_purely(view: View, plan: SearchPlan, shown: Sequence[int]) -> set[int]:
    """The customers that the pure rule finds among those shown, read one by one."""
    found: set[int] = set()
    for each in map(CustomerId, shown):
        fields = customers.fields_of(customers.stored(view, each))
        people = [contact.fields for contact in contacts.contacts_of(view, each)]
        columns, is_hidden = found_by(fields, people), reveals.is_hidden(view, each)
        said = [
            row[0]
            for row in rows(
                view.connection,
                "SELECT content FROM follow_up WHERE customer_id = ? AND deleted_at IS NULL",
                (each,),
            )
        ]
        if matches(plan, openly(columns) if is_hidden else columns) or any(
            says(plan, open_part(content) if is_hidden else content) for content in said
        ):
            found.add(each)
    return found


SEEDS = (0, *only_long(range(1, 6)))


@pytest.fixture(params=SEEDS, scope="module")
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office(tmp_path_factory.mktemp("searched"), request.param)
    for _ in range(18):
        made.enter()
    for _ in range(45):
        made.step()
    return made


def people(office: Office) -> Iterator[tuple[Crm, Actor]]:
    yield office.crm, office.admin
    yield office.crm, office.rep


@pytest.mark.parametrize("is_prepared", [True, *only_long([False])])
@pytest.mark.parametrize("view", [CustomerView.ALL, CustomerView.MINE, CustomerView.POOL])
def test_a_search_finds_what_the_pure_rule_finds(
    office: Office, view: CustomerView, is_prepared: bool
) -> None:
    for crm, actor in people(office):
        request = ListRequest(view)
        shown = crm.customers.ids(actor, request)
        with crm.database.reading(actor) as reading:
            if not is_prepared:
                reading.horizons = Horizons()
            wanted = customers.in_view(reading, request)
            for typed in QUERIES:
                plan = compile_search(typed)
                assert plan is not None
                ids, is_complete = search.ids_of_all(reading, typed, wanted, view)
                assert is_complete
                assert set(ids) == found_purely(reading, plan, shown), (typed, actor)
                assert len(ids) == len(set(ids))
                best = search.top(reading, typed, wanted, view)
                assert set(best.ids) <= set(ids)
                if best.is_complete:
                    assert list(best.ids) == list(ids), typed
