"""Whether a customer is won follows from its deals, unless a manager said otherwise."""

from __future__ import annotations

import pytest

from crm_tui.domain.customers import CustomerType
from crm_tui.domain.deals import DealFields, DealState, deal_fault, with_deals

POTENTIAL = DealState(is_deal=False, type=CustomerType.POTENTIAL)
WON = DealState(is_deal=True, type=CustomerType.DEAL)


def test_the_first_deal_makes_a_potential_customer_won() -> None:
    assert with_deals(POTENTIAL, valid_deals=1, by_hand=None, typed_from=None) == WON


def test_the_last_void_makes_it_potential_again_only_if_a_deal_had_made_it_won() -> None:
    left = {"valid_deals": 0, "by_hand": None}
    assert with_deals(WON, **left, typed_from=CustomerType.POTENTIAL) == POTENTIAL  # type: ignore[arg-type]  # literal values
    kept = with_deals(WON, **left, typed_from=None)  # type: ignore[arg-type]  # literal values
    assert kept == DealState(is_deal=False, type=CustomerType.DEAL)


@pytest.mark.parametrize("by_hand", [True, False])
def test_what_was_said_by_hand_stands(*, by_hand: bool) -> None:
    for deals in (0, 1):
        found = with_deals(POTENTIAL, valid_deals=deals, by_hand=by_hand, typed_from=None)
        assert found.is_deal is by_hand


@pytest.mark.parametrize("type_", [CustomerType.AT_RISK, CustomerType.LOST])
def test_other_types_stay_as_somebody_set_them(type_: CustomerType) -> None:
    before = DealState(is_deal=False, type=type_)
    after = with_deals(before, valid_deals=1, by_hand=None, typed_from=None)
    assert after == DealState(is_deal=True, type=type_)


@pytest.mark.parametrize("type_", [CustomerType.AT_RISK, CustomerType.LOST])
def test_a_deal_that_is_news_wins_every_customer_back(type_: CustomerType) -> None:
    before = DealState(is_deal=True, type=type_)
    after = with_deals(before, valid_deals=2, by_hand=None, typed_from=None, is_news=True)
    assert after == WON
    denied = with_deals(before, valid_deals=2, by_hand=False, typed_from=None, is_news=True)
    assert denied == DealState(is_deal=False, type=type_)


@pytest.mark.parametrize("type_", CustomerType)
def test_without_deals_a_customer_is_again_what_it_was_before_them(type_: CustomerType) -> None:
    after = with_deals(WON, valid_deals=0, by_hand=None, typed_from=type_)
    assert after == DealState(is_deal=False, type=type_)


@pytest.mark.parametrize(
    ("deal", "fault"),
    [
        (DealFields(0, 10), None),
        (DealFields(1, 10), None),
        (DealFields(-1, 10), ("amount", "out_of_range")),
        (DealFields(1, 11), ("deal_day", "future_deal")),
        (DealFields(1, 0), ("deal_day", "out_of_range")),
    ],
)
def test_amount_and_day_are_checked(deal: DealFields, fault: tuple[str, str] | None) -> None:
    assert deal_fault(deal, today=10) == fault
