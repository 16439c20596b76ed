"""What a tree of customers adds up to is the plain sum of those that are seen in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from crm_tui.bootstrap import Crm
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.domain.groups import MOST_LEVELS
from crm_tui.domain.identifiers import CustomerId
from tests import make

SIZE = 9
Forest = Sequence[tuple[int | None, bool, int]]
"""Of each customer its parent among those before, whether the rep sees it, what was sold."""


@st.composite
def forests(draw: st.DrawFn) -> Forest:
    """Customers in trees of which the rep sees a part."""
    found: list[tuple[int | None, bool, int]] = []
    depths: list[int] = []
    for number in range(SIZE):
        wishes = [each for each in range(number) if depths[each] + 1 < MOST_LEVELS]
        parent = draw(st.sampled_from([None, *wishes, *wishes]))
        depths.append(0 if parent is None else depths[parent] + 1)
        found.append((parent, draw(st.integers(0, 4)) > 0, draw(st.integers(0, 3))))
    return found


class Drawn:
    """An office whose customers are put into other trees again and again."""

    def __init__(self, folder: Path) -> None:
        self.crm: Crm = make.office(folder)
        self.rep = make.rep(self.crm, "lina")
        self.other = make.rep(self.crm, "zhao")
        names = [f"公司{number}" for number in range(SIZE)]
        self.ids = [make.customer(self.crm, self.rep, name) for name in names]

    def put(self, forest: Forest) -> None:
        with self.crm.database.setting_up() as connection:
            connection.execute(DEAL.delete())
            for each, (parent, is_seen, sold) in zip(self.ids, forest, strict=True):
                owner = self.rep if is_seen else self.other
                values = {
                    "parent_id": None if parent is None else self.ids[parent],
                    "owner_id": owner.user_id,
                }
                connection.execute(update(CUSTOMER).where(CUSTOMER.c.id == each).values(values))
                for number in range(sold):
                    connection.execute(insert(DEAL).values(_deal(each, number)))


def _deal(customer_id: int, number: int) -> dict[str, object]:
    return {
        "customer_id": customer_id,
        "owner_id": 1,
        "amount_minor": customer_id * 7 + number,
        "currency": ("CNY", "USD")[number % 2],
        "deal_day": make.NOW.toordinal(),
        "created_at": make.NOW,
        "updated_at": make.NOW,
    }


def plain_sum(drawn: Drawn, ids: set[CustomerId], forest: Forest) -> Counter[str]:
    sold: Counter[str] = Counter()
    for each, (_parent, _seen, number) in zip(drawn.ids, forest, strict=True):
        if each in ids:
            for deal in range(number):
                sold[("CNY", "USD")[deal % 2]] += each * 7 + deal
    return sold


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn(tmp_path_factory.mktemp("groups"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forest=forests(), asked=st.integers(0, SIZE - 1), sees_all=st.booleans())
def test_each_branch_adds_up_to_the_plain_sum_of_what_is_seen_below_it(
    drawn: Drawn, forest: Forest, asked: int, sees_all: bool
) -> None:
    forest = [
        (parent, is_seen or sees_all or at == asked, sold)
        for at, (parent, is_seen, sold) in enumerate(forest)
    ]
    drawn.put(forest)
    seen = {at for at, (_parent, is_seen, _sold) in enumerate(forest) if is_seen}
    top = asked
    while (parent := forest[top][0]) is not None and parent in seen:
        top = parent

    def branch(at: int) -> set[CustomerId]:
        below = [other for other in seen if forest[other][0] == at]
        return {drawn.ids[at]}.union(*map(branch, below))

    group = drawn.crm.groups.tree(drawn.rep, drawn.ids[asked])
    assert {each.id for each in group.members} == branch(top)
    assert len(group.members) == len(branch(top))
    for each in group.members:
        ids = branch(drawn.ids.index(each.id))
        assert Counter(dict(each.whole.sold)) == plain_sum(drawn, ids, forest)
        assert each.whole.customers == len(ids)
    assert group.totals == group.members[0].whole
