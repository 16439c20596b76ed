"""What has to be asked for, how a discount is measured, and who answers: at every edge."""

from __future__ import annotations

from datetime import datetime

import pytest

from crm_tui.domain.approvals.contents import mark_of
from crm_tui.domain.approvals.discounts import ListedLine, Reduction, reduction
from crm_tui.domain.approvals.papers import (
    ApprovalSettings,
    from_json,
    to_json,
    with_setting,
    written,
)
from crm_tui.domain.approvals.records import (
    ApprovalAct,
    ApprovalContent,
    ApprovalRow,
    ApprovalStatus,
)
from crm_tui.domain.approvals.rules import (
    ApprovalAlreadyAsked,
    ApprovalAskedByOther,
    ApprovalNotNeeded,
    ApprovalNotOpen,
    ApprovalNotYours,
    ApprovalOutdated,
    needs_approval,
    why_not_answer,
    why_not_ask,
    why_not_grant,
    why_not_refuse,
    why_not_withdraw,
)
from crm_tui.domain.identifiers import ApprovalId, CustomerId, RoleId, UserId
from crm_tui.domain.quotes.pricing import Saleable
from crm_tui.domain.users import REP_PERMISSIONS, Person, Scope
from crm_tui.presentation.approvals import approval_refusal

LIST = 100_00
FIFTEEN = ApprovalSettings(discount=15_00)
LINA, ZHAO = UserId(2), UserId(3)


def line(price: int, *, discount: int = 0, listed: int | None = LIST) -> ListedLine:
    return ListedLine(Saleable(1_000, price, discount), listed)


def person(user_id: UserId) -> Person:
    return Person(user_id, "x", "x", RoleId(3), Scope.SELF, REP_PERMISSIONS)


def row(status: ApprovalStatus = ApprovalStatus.OPEN, asked_by: UserId = LINA) -> ApprovalRow:
    content = ApprovalContent(
        act=ApprovalAct.QUOTE,
        record_id=1,
        customer_id=CustomerId(1),
        number="BJ-1",
        amount_minor=85_00,
        currency="CNY",
        discount_share=15_00,
        mark="a",
    )
    return ApprovalRow(
        id=ApprovalId(7),
        content=content,
        customer="恒信",
        reason="老客户",
        asked_by_id=asked_by,
        asked_by="李娜",
        asked_at=datetime.fromisoformat("2026-11-20T09:00:00+08:00"),
        status=status,
        decided_by_id=None,
        decided_by="",
        decided_at=None,
        note="",
    )


@pytest.mark.parametrize(
    ("lines", "reduced", "share"),
    [
        pytest.param([line(LIST)], 0, 0, id="at the list"),
        pytest.param([line(85_00)], 0, 15_00, id="typed below the product's price"),
        pytest.param([line(LIST, discount=15_00)], 0, 15_00, id="by the line's own discount"),
        pytest.param([line(LIST)], 15_00, 15_00, id="by the discount of the whole"),
        pytest.param([line(95_00, discount=5_00)], 5_00, 14_75, id="by all three together"),
        pytest.param([line(85_00, listed=None)], 0, 0, id="what is in no list"),
        pytest.param([line(200_00), line(50_00)], 0, 16_67, id="dear beside cheap: rounded up"),
        pytest.param([line(0, listed=0)], 0, 0, id="what costs nothing"),
        pytest.param([line(0)], 0, 100_00, id="given away"),
    ],
)
def test_a_discount_is_measured_from_the_list(
    lines: list[ListedLine], reduced: int, share: int
) -> None:
    assert reduction(lines, reduced).share == share


@pytest.mark.parametrize(
    ("asked", "is_needed"), [(85_00, False), (84_99, True), (85_01, False), (100_00, False)]
)
def test_exactly_so_many_percent_are_still_free(asked: int, is_needed: bool) -> None:
    found = Reduction(100_00, asked)
    for act in (ApprovalAct.QUOTE, ApprovalAct.ORDER):
        assert needs_approval(act, FIFTEEN, reduction=found) is is_needed
        assert not needs_approval(act, ApprovalSettings(), reduction=found)


def test_a_share_that_is_shown_is_never_less_than_what_is_taken_off() -> None:
    found = Reduction(100_000_00, 84_999_99)
    assert (found.share, found.is_over(15_00)) == (15_01, True)


@pytest.mark.parametrize(
    ("bound", "minor", "is_needed"),
    [
        (None, 10**9, False),
        (100_00, 100_00, False),
        (100_00, 100_01, True),
        (100_00, None, True),
        (0, 0, True),
        (0, 1, True),
    ],
)
def test_contracts_and_refunds_are_asked_for_above_an_amount(
    bound: int | None, minor: int | None, is_needed: bool
) -> None:
    for act, settings in (
        (ApprovalAct.CONTRACT, ApprovalSettings(contract=bound)),
        (ApprovalAct.REFUND, ApprovalSettings(refund=bound)),
    ):
        assert needs_approval(act, settings, reported_minor=minor) is is_needed


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("discount", "15", "15%"),
        ("discount", "12.5%", "12.5%"),
        ("discount", "关闭", "off"),
        ("contract", "10万", "100000"),
        ("contract", "总是", "always"),
        ("refund", "ALWAYS", "always"),
        ("refund", "off", "off"),
    ],
)
def test_settings_are_written_as_people_say_them(name: str, text: str, said: str) -> None:
    found = with_setting(ApprovalSettings(), name, text, "CNY")
    assert isinstance(found, ApprovalSettings)
    assert written(found, name, "CNY") == said
    assert from_json(to_json(found)) == found


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("discount", "101", "out_of_range"),
        ("discount", "很多", "not_one_of"),
        ("contract", "-1", "out_of_range"),
        ("refund", "$5", "not_one_of"),
    ],
)
def test_what_is_no_bound_is_refused(name: str, text: str, reason: str) -> None:
    assert with_setting(FIFTEEN, name, text, "CNY") == reason


def test_what_is_stored_wrong_asks_for_nothing() -> None:
    stored = {"discount": "15", "contract": True, "refund": -1, "other": 3}
    assert from_json(stored) == ApprovalSettings()


def test_content_has_one_mark_and_any_other_another() -> None:
    said = {"lines": [[1, "安装", 1_000]], "total_minor": 5}
    assert mark_of(said) == mark_of(dict(reversed(said.items())))
    assert mark_of(said) != mark_of({**said, "total_minor": 6})
    assert len(mark_of(said)) == 32


def test_it_is_asked_once_for_the_same_content_and_only_where_it_has_to_be() -> None:
    content = row().content
    assert why_not_ask(content, None, needed=False) == ApprovalNotNeeded("BJ-1")
    assert why_not_ask(content, None, needed=True) is None
    for status in (ApprovalStatus.OPEN, ApprovalStatus.GRANTED):
        asked = why_not_ask(content, row(status), needed=True)
        assert asked == ApprovalAlreadyAsked(ApprovalId(7), status)
    assert why_not_ask(content, row(ApprovalStatus.REFUSED), needed=True) is None


def test_nobody_answers_their_own_unless_nobody_else_can() -> None:
    assert why_not_answer(row(), by=person(ZHAO), deciders=[ZHAO]) is None
    assert why_not_answer(row(), by=person(ZHAO), deciders=[UserId(1)]) == ApprovalNotYours(
        ApprovalId(7), "李娜", is_own=False
    )
    assert why_not_answer(row(), by=person(LINA), deciders=[ZHAO]) == ApprovalNotYours(
        ApprovalId(7), "李娜", is_own=True
    )
    assert why_not_answer(row(), by=person(LINA), deciders=[]) is None


@pytest.mark.parametrize("status", ApprovalStatus)
def test_what_is_closed_stays_closed(status: ApprovalStatus) -> None:
    is_standing = status in {ApprovalStatus.OPEN, ApprovalStatus.GRANTED}
    closed = None if is_standing else ApprovalNotOpen(ApprovalId(7), status)
    assert why_not_refuse(row(status)) == closed
    assert why_not_withdraw(row(status), by=person(LINA)) == closed
    granted = why_not_grant(row(status), is_current=True)
    assert (granted is None) is (status is ApprovalStatus.OPEN)


def test_a_changed_paper_is_not_granted_and_only_who_asked_withdraws() -> None:
    assert why_not_grant(row(), is_current=False) == ApprovalOutdated(ApprovalId(7), "BJ-1")
    assert why_not_withdraw(row(), by=person(ZHAO)) == ApprovalAskedByOther(ApprovalId(7), "李娜")


@pytest.mark.parametrize(
    "refusal",
    [
        ApprovalNotNeeded("BJ-1"),
        ApprovalAlreadyAsked(ApprovalId(7), ApprovalStatus.OPEN),
        ApprovalNotOpen(ApprovalId(7), ApprovalStatus.USED),
        ApprovalOutdated(ApprovalId(7), "BJ-1"),
        ApprovalNotYours(ApprovalId(7), "李娜", is_own=True),
        ApprovalNotYours(ApprovalId(7), "李娜", is_own=False),
        ApprovalAskedByOther(ApprovalId(7), "李娜"),
    ],
)
def test_every_refusal_is_one_sentence_that_names_what_it_is_about(refusal: object) -> None:
    said = approval_refusal(refusal)  # type: ignore[arg-type]  # one of them
    assert said.endswith((".", "。"))
    assert "7" in said or "BJ-1" in said
