"""Quantities, percentages, price tiers and periods: read exactly, written to be read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.decimals import (
    decimal_text,
    parse_decimal,
    parse_discount_share,
    parse_quantity,
    parse_share,
)
from crm_tui.domain.product_texts import parse_period, parse_tiers, tiers_text
from crm_tui.domain.products import (
    PeriodUnit,
    PriceTier,
    ProductFields,
    UsagePeriod,
    is_inside,
    moved_category,
    price_at,
)


@pytest.mark.parametrize(
    ("text", "milli"),
    [
        ("1", 1000),
        ("2.5", 2500),
        ("０.125", 125),
        ("1,200", 1_200_000),
        ("0.1250", 125),
        ("0.0001", None),
        ("-1", None),
        ("1e3", None),
        ("", None),
        ("一", None),
    ],
)
def test_quantities_have_three_decimals_at_most(text: str, milli: int | None) -> None:
    assert parse_quantity(text) == milli


@pytest.mark.parametrize(
    ("text", "share"), [("13%", 1300), ("13", 1300), ("６.５％", 650), ("0", 0), ("x", None)]
)
def test_percentages_are_kept_in_hundredths(text: str, share: int | None) -> None:
    assert parse_share(text) == share


@pytest.mark.parametrize(
    ("text", "share"),
    [("10%", 1000), ("9折", 1000), ("8.5折", 1500), ("95折", 500), ("88折", 1200), ("0折", None)],
)
def test_a_discount_is_said_as_what_is_kept_or_what_is_taken_off(
    text: str, share: int | None
) -> None:
    assert parse_discount_share(text) == share


@given(st.integers(0, 10**11), st.integers(0, 3))
def test_what_is_written_is_read_again(number: int, places: int) -> None:
    assert parse_decimal(decimal_text(number, places), places) == number


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("12个月", UsagePeriod(12, PeriodUnit.MONTHS)),
        ("90天", UsagePeriod(90, PeriodUnit.DAYS)),
        ("1年", UsagePeriod(12, PeriodUnit.MONTHS)),
        ("6 months", UsagePeriod(6, PeriodUnit.MONTHS)),
        ("１天", UsagePeriod(1, PeriodUnit.DAYS)),
        ("soon", None),
        ("3 weeks", None),
    ],
)
def test_periods_as_people_write_them(text: str, period: UsagePeriod | None) -> None:
    assert parse_period(text) == period


def test_tiers_are_read_in_any_order_and_written_again() -> None:
    tiers = parse_tiers("500：90；100:95.5", "CNY")
    assert tiers == (PriceTier(100_000, 95_50), PriceTier(500_000, 90_00))
    assert parse_tiers(tiers_text(tiers, "CNY"), "CNY") == tiers
    assert parse_tiers("", "CNY") == ()
    assert parse_tiers("100", "CNY") is None
    assert parse_tiers("100:x", "CNY") is None


def test_the_highest_tier_that_is_reached_gives_the_price() -> None:
    tiers = (PriceTier(100_000, 95_00), PriceTier(500_000, 90_00))
    fields = ProductFields(code="x", name="x", price_minor=100_00, tiers=tiers)
    prices = [price_at(fields, each) for each in (1, 99_999, 100_000, 499_999, 500_000)]
    assert prices == [100_00, 100_00, 95_00, 95_00, 90_00]


def test_categories_are_a_tree_by_their_paths() -> None:
    assert is_inside("硬件/服务器", "硬件")
    assert not is_inside("硬件类", "硬件")
    assert moved_category("硬件/服务器", "硬件", "设备/整机") == "设备/整机/服务器"
