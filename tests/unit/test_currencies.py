"""Amounts in other currencies: whole numbers in, whole numbers out, and nothing is lost."""

from __future__ import annotations

import ast
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.currencies import (
    RATE_SCALE,
    RateTrouble,
    converted,
    parse_rate,
    rate_text,
    rounded,
    split,
)

AMOUNTS = st.integers(-(10**15), 10**15)
ABOUT_MONEY = ("domain/money.py", "domain/currencies.py", "presentation/money.py")


@pytest.mark.parametrize(
    ("text", "rate"),
    [("7.1234", 712_340_000), ("1", RATE_SCALE), ("０．０５", 5_000_000), ("0.00000001", 1)],
)
def test_a_rate_is_read_exactly(text: str, rate: int) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["", "七", "1e3", "7,12", "1.123456789", "-7"])
def test_what_is_no_decimal_number_is_no_rate(text: str) -> None:
    assert parse_rate(text) is RateTrouble.NOT_UNDERSTOOD


@pytest.mark.parametrize("text", ["0", "0.0"])
def test_nothing_is_worth_nothing(text: str) -> None:
    assert parse_rate(text) is RateTrouble.NOT_POSITIVE


@given(st.integers(1, 10**13))
def test_a_rate_is_written_as_it_is_read(rate: int) -> None:
    assert parse_rate(rate_text(rate)) == rate


@pytest.mark.parametrize(
    ("minor", "whole"), [(5, 1), (-5, -1), (4, 0), (-4, 0), (15, 2), (-15, -2), (14, 1)]
)
def test_half_is_rounded_away_from_zero(minor: int, whole: int) -> None:
    assert rounded(minor, 10) == whole


@pytest.mark.parametrize(
    ("minor", "currency", "rate", "to", "found"),
    [
        (100, "USD", "7.1234", "CNY", 712),
        (100_00, "USD", "7.12345", "CNY", 712_35),
        (1_000, "JPY", "0.0485", "CNY", 48_50),
        (-100_00, "USD", "7.12345", "CNY", -712_35),
        (1_000, "KWD", "23.1", "CNY", 23_10),
        (100_00, "CNY", "20.6", "JPY", 2_060),
    ],
)
def test_an_amount_is_converted_by_its_minor_units(
    minor: int, currency: str, rate: str, to: str, found: int
) -> None:
    read = parse_rate(rate)
    assert isinstance(read, int)
    assert converted(minor, currency, read, to) == found


@given(AMOUNTS, st.integers(1, 10**10))
def test_converting_errs_by_half_a_unit_at_most(minor: int, rate: int) -> None:
    found = converted(minor, "USD", rate, "CNY")
    if found is not None:
        assert abs(Fraction(minor * rate, RATE_SCALE) - found) <= Fraction(1, 2)


@given(AMOUNTS, st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any))
def test_parts_sum_to_the_whole(minor: int, weights: list[int]) -> None:
    parts = split(minor, weights)
    assert sum(parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(minor * weight, sum(weights)) - part) < 1


def test_what_is_left_goes_to_the_largest_remainder() -> None:
    assert split(100, (1, 1, 1)) == (34, 33, 33)
    assert split(10, (333, 667)) == (3, 7)
    assert split(-100, (1, 1, 1)) == (-34, -33, -33)


def floats_in(source: str) -> list[int]:
    """The lines on which a float is written, made or comes out of a division."""
    return sorted(
        each.lineno
        for each in ast.walk(ast.parse(source))
        if (isinstance(each, ast.Constant) and isinstance(each.value, float))
        or (isinstance(each, ast.Name) and each.id in {"float", "round"})
        or (isinstance(each, ast.BinOp) and isinstance(each.op, ast.Div))
    )


@pytest.mark.parametrize("name", ABOUT_MONEY)
def test_no_float_stands_near_money(name: str) -> None:
    file = Path(__file__).parents[2] / "crm_tui" / name
    assert floats_in(file.read_text(encoding="utf-8")) == []


def test_a_float_would_be_found() -> None:
    assert floats_in("a = minor / 100\nb = float(a)\nc = 1.5") == [1, 2, 3]
