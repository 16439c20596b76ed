"""What SQL finds of customers that may be one is what comparing each with each finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from crm_tui.bootstrap import Crm
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_DISMISSAL, DUPLICATE_KEY
from crm_tui.domain.customers import CustomerKind
from crm_tui.domain.duplicates import Key, KeyKind, asked_keys
from crm_tui.domain.duplicates.suspects import MOST_IN_PAIRS, SuspectRequest
from crm_tui.domain.users import Actor
from tests import make

SIZE = 9
VALUES = {
    KeyKind.PHONE: ("13800000001", "02158881234"),
    KeyKind.WECHAT: ("13800000001", "wxid"),
    KeyKind.EMAIL: ("a@b.cn",),
    KeyKind.DOMAIN: ("b.cn",),
    KeyKind.CREDIT: ("91310115MA1K4LRT3L",),
}
NAMES = ("恒信", "恒信科技", "云图")
NAME_KINDS = (KeyKind.NAME, KeyKind.FORMER, KeyKind.SHORT, KeyKind.CORE)
KEYS = st.one_of(
    st.tuples(st.sampled_from(NAME_KINDS), st.sampled_from(NAMES)),
    *(st.tuples(st.just(kind), st.sampled_from(values)) for kind, values in VALUES.items()),
)


class Drawn:
    """An office whose customers get other keys again and again."""

    def __init__(self, folder: Path) -> None:
        self.crm: Crm = make.office(folder)
        self.admin = make.admin(self.crm)
        self.rep = make.rep(self.crm, "lina")
        self.ids = [make.customer(self.crm, self.rep, f"公司{number}") for number in range(SIZE)]

    def put(
        self,
        keys: Sequence[Iterable[Key]],
        seen: Sequence[bool],
        dismissed: Iterable[tuple[int, int]],
    ) -> None:
        with self.crm.database.setting_up() as connection:
            connection.execute(DUPLICATE_KEY.delete())
            connection.execute(DUPLICATE_DISMISSAL.delete())
            rows = [
                {"kind": kind, "key": key, "customer_id": each}
                for each, held in zip(self.ids, keys, strict=True)
                for kind, key in held
            ]
            if rows:
                connection.execute(insert(DUPLICATE_KEY), rows)
            for one, other in dismissed:
                said = {"first_id": self.ids[one], "second_id": self.ids[other]}
                connection.execute(
                    insert(DUPLICATE_DISMISSAL).values(user_id=1, at=make.NOW, **said)
                )
            for each, is_seen in zip(self.ids, seen, strict=True):
                owner = self.rep if is_seen else self.admin
                values = {"owner_id": owner.user_id, "kind": CustomerKind.ENTERPRISE}
                connection.execute(update(CUSTOMER).where(CUSTOMER.c.id == each).values(values))

    def found(self, actor: Actor) -> tuple[set[tuple[int, int]], list[set[int]]]:
        """The pairs that are told, and what many share."""
        suspects = self.crm.suspects.find(actor, SuspectRequest(limit=10_000))
        pairs = [each.ids for each in suspects if each.is_pair]
        assert len(pairs) == len(set(pairs))
        crowds: list[set[int]] = [set(each.ids) for each in suspects if not each.is_pair]
        return {(one, other) for one, other in pairs}, crowds


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn(tmp_path_factory.mktemp("suspects"))


def alike(one: Iterable[Key], other: Iterable[Key]) -> bool:
    return not asked_keys(one).keys().isdisjoint(other)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    keys=st.lists(st.frozensets(KEYS, max_size=3), min_size=SIZE, max_size=SIZE),
    seen=st.lists(st.booleans(), min_size=SIZE, max_size=SIZE),
    dismissed=st.sets(
        st.sampled_from(list(combinations(range(SIZE), 2))),
        max_size=3,
    ),
)
def test_every_pair_that_a_plain_loop_finds_is_told(
    drawn: Drawn,
    keys: Sequence[frozenset[Key]],
    seen: Sequence[bool],
    dismissed: set[tuple[int, int]],
) -> None:
    drawn.put(keys, seen, dismissed)
    for actor, in_sight in ((drawn.admin, [True] * SIZE), (drawn.rep, seen)):
        pairs, crowds = drawn.found(actor)
        visible = {each for each, is_seen in zip(drawn.ids, in_sight, strict=True) if is_seen}
        assert all(set(pair) <= visible for pair in pairs)
        assert all(crowd <= visible and len(crowd) > MOST_IN_PAIRS for crowd in crowds)
        for one, other in combinations(range(SIZE), 2):
            pair = (drawn.ids[one], drawn.ids[other])
            is_wanted = (
                alike(keys[one], keys[other])
                and (one, other) not in dismissed
                and in_sight[one]
                and in_sight[other]
            )
            is_in_crowd = any(set(pair) <= crowd for crowd in crowds)
            assert is_wanted or pair not in pairs
            assert pair in pairs or is_in_crowd or not is_wanted
