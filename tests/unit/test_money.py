"""Amounts: read exactly, shown in full and short."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.money import LARGEST_MINOR, AmountFault, AmountTrouble, parse_amount
from crm_tui.i18n import use_language
from crm_tui.presentation import money
from crm_tui.presentation.money import amount, amount_fault, plain_amount, short_amount


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("20万", 20_000_000),
        ("２０万元", 20_000_000),
        ("二十万", 20_000_000),
        ("十万", 10_000_000),
        ("百万", 100_000_000),
        ("两千", 200_000),
        ("人民币20万元整", 20_000_000),
        ("¥200,000.50", 20_000_050),
        ("￥200，000.50", 20_000_050),
        ("3.5亿", 35_000_000_000),
        ("3亿5000万", 35_000_000_000),
        ("1.5千万", 1_500_000_000),
        ("10w", 10_000_000),
        ("1.5k", 150_000),
        ("12,3456,7890", 123_456_789_000),
        ("CNY 300", 30_000),
        ("300 rmb", 30_000),
        ("-200", -20_000),
        ("¥-0.005", -1),
        ("0", 0),
        ("0.004", 0),
        ("0.005", 1),
        ("1.005", 101),
        ("0.00005万", 50),
    ],
)
def test_amounts_as_people_type_them(text: str, minor: int) -> None:
    assert parse_amount(text) == minor


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", AmountTrouble.EMPTY),
        ("  ", AmountTrouble.EMPTY),
        ("abc", AmountTrouble.NOT_UNDERSTOOD),
        ("万", AmountTrouble.NOT_UNDERSTOOD),
        ("1e5", AmountTrouble.NOT_UNDERSTOOD),
        ("1E+999999", AmountTrouble.NOT_UNDERSTOOD),
        ("nan", AmountTrouble.NOT_UNDERSTOOD),
        ("1_000", AmountTrouble.NOT_UNDERSTOOD),
        ("1,23", AmountTrouble.NOT_UNDERSTOOD),
        ("1.2.3", AmountTrouble.NOT_UNDERSTOOD),
        ("--5", AmountTrouble.NOT_UNDERSTOOD),
        ("1万5", AmountTrouble.NOT_UNDERSTOOD),
        ("一万五", AmountTrouble.NOT_UNDERSTOOD),
        ("两千五", AmountTrouble.NOT_UNDERSTOOD),
        ("5万3亿", AmountTrouble.NOT_UNDERSTOOD),
        ("9" * 5000, AmountTrouble.NOT_UNDERSTOOD),
        ("$5", AmountTrouble.OTHER_CURRENCY),
        ("5 USD", AmountTrouble.OTHER_CURRENCY),
        ("999999999999999999亿", AmountTrouble.TOO_LARGE),
    ],
)
def test_what_is_no_amount_says_why(text: str, trouble: AmountTrouble) -> None:
    fault = parse_amount(text)
    assert isinstance(fault, AmountFault)
    assert fault.trouble is trouble
    use_language("en")
    assert amount_fault(fault)


def test_a_currency_has_its_own_decimals() -> None:
    assert parse_amount("1.5", "JPY") == 2
    assert parse_amount("$1.5", "USD") == 150
    assert parse_amount("1.2345", "KWD") == 1235


@given(st.decimals(0, 10**12, places=4))
def test_rounding_is_half_up_to_the_last_digit(value: Decimal) -> None:
    expected = int((value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert parse_amount(f"{value:f}") == expected


@given(st.integers(-LARGEST_MINOR, LARGEST_MINOR), st.sampled_from(["CNY", "JPY", "KWD", "USD"]))
def test_a_shown_amount_reads_back_as_itself(minor: int, currency: str) -> None:
    assert parse_amount(plain_amount(minor, currency), currency) == minor
    shown = amount(minor, currency).replace("JP¥", "¥")
    assert parse_amount(shown, currency) == minor


@given(st.text(max_size=40) | st.text("0123456789.,-¥$元万亿千百十二两kw ", max_size=12))
def test_any_text_is_an_amount_or_a_fault(text: str) -> None:
    assert isinstance(parse_amount(text), int | AmountFault)


@pytest.mark.parametrize(
    ("minor", "currency", "expected"),
    [
        (0, "CNY", "¥0"),
        (32_000_000, "CNY", "¥320,000"),
        (20_000_050, "CNY", "¥200,000.50"),
        (-5, "CNY", "-¥0.05"),
        (1_500, "JPY", "JP¥1,500"),
        (1_500, "CHF", "CHF 15"),
    ],
)
def test_amounts_in_full(minor: int, currency: str, expected: str) -> None:
    assert amount(minor, currency) == expected


@pytest.mark.parametrize(
    ("minor", "chinese", "english"),
    [
        (0, "¥0", "¥0"),
        (99_950, "¥999.50", "¥999.50"),
        (999_950, "¥9,999.50", "¥10K"),
        (1_000_000, "¥1万", "¥10K"),
        (32_000_000, "¥32万", "¥320K"),
        (32_350_000, "¥32.35万", "¥323.5K"),
        (-32_350_000, "-¥32.35万", "-¥323.5K"),
        (99_999_949, "¥100万", "¥1M"),
        (9_999_999_999, "¥1亿", "¥100M"),
        (1_234_567_890_000, "¥123.46亿", "¥12.35B"),
    ],
)
def test_short_amounts(
    minor: int, chinese: str, english: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(money, "current_language", lambda: "zh")
    assert short_amount(minor, "CNY") == chinese
    monkeypatch.setattr(money, "current_language", lambda: "en")
    assert short_amount(minor, "CNY") == english
