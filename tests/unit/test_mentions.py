"""@colleagues: who is meant by what is written."""

from __future__ import annotations

import pytest

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.mentions import Colleague, WhyNotTold, mentions_of

LINA = Colleague(UserId(1), "lina", "李娜")
LI = Colleague(UserId(2), "li", "李强")
ANN = Colleague(UserId(3), "ann.lee", "Ann Lee")
TWIN = Colleague(UserId(4), "lina2", "李娜")
OFFICE = (LINA, LI, ANN)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("请@李娜看一下", [LINA]),
        ("@lina 看", [LINA]),
        ("@lina看", [LINA]),
        ("@LINA", [LINA]),
        ("＠李娜，＠李强", [LINA, LI]),
        ("@李娜@李娜 再说一次", [LINA]),
        ("@Ann Lee please", [ANN]),
        ("@ann.lee", [ANN]),
        ("发到 zhang@lina.com", []),
        ("@linage 不是她", []),
        ("一个 @ 什么也不是", []),
        ("", []),
    ],
)
def test_the_longest_name_behind_an_at_is_meant(text: str, meant: list[Colleague]) -> None:
    assert list(mentions_of(text, OFFICE).colleagues) == meant


def test_a_name_that_two_bear_means_neither_and_says_so() -> None:
    found = mentions_of("@李娜 @lina2", (*OFFICE, TWIN))
    assert found.colleagues == (TWIN,)
    assert [(each.name, each.reason) for each in found.untold] == [("李娜", WhyNotTold.SEVERAL)]


def test_a_name_nobody_bears_is_told_as_it_stands() -> None:
    (untold,) = mentions_of("@王老板，[/] 你好", OFFICE).untold
    assert (untold.name, untold.reason) == ("王老板", WhyNotTold.UNKNOWN)
