"""What quotes come to: every total is the sum of its lines, and each is rounded as it is said."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.quotes.pricing import (
    THOUSAND,
    WHOLE,
    Discount,
    DiscountKind,
    PricedQuote,
    PricingFault,
    Saleable,
    discount_fault,
    line_amount,
    line_fault,
    priced,
)

RATES = st.sampled_from([0, 50, 100, 300, 600, 900, 1300, 10_000])
LINES = st.lists(
    st.builds(
        Saleable,
        st.integers(1, 10**7),
        st.integers(0, 10**9),
        st.integers(0, WHOLE),
        RATES,
    ),
    max_size=12,
)
PARTS = ("amount_minor", "reduced_minor", "net_minor", "tax_minor", "total_minor")


@st.composite
def quotes(draw: st.DrawFn) -> tuple[list[Saleable], Discount, bool]:
    lines = draw(LINES)
    amount = sum(map(line_amount, lines))
    discount = draw(
        st.one_of(
            st.just(Discount()),
            st.builds(Discount, st.just(DiscountKind.PERCENT), st.integers(0, WHOLE)),
            st.builds(Discount, st.just(DiscountKind.AMOUNT), st.integers(0, amount)),
        )
    )
    return lines, discount, draw(st.booleans())


@given(quotes())
def test_every_total_is_the_sum_of_its_lines(drawn: tuple[list[Saleable], Discount, bool]) -> None:
    lines, discount, includes_tax = drawn
    found = priced(lines, discount, includes_tax=includes_tax)
    for part in PARTS:
        assert getattr(found, part) == sum(getattr(each, part) for each in found.lines)
    for each in found.lines:
        assert each.net_minor + each.tax_minor == each.total_minor
        assert min(each.reduced_minor, each.net_minor, each.tax_minor, each.total_minor) >= 0
        due = each.amount_minor - each.reduced_minor
        assert due == (each.total_minor if includes_tax else each.net_minor)


@given(quotes())
def test_each_part_is_rounded_once_and_half_away_from_zero(
    drawn: tuple[list[Saleable], Discount, bool],
) -> None:
    lines, discount, includes_tax = drawn
    assert discount_fault(lines, discount) is None
    found = priced(lines, discount, includes_tax=includes_tax)
    for line, each in zip(lines, found.lines, strict=True):
        kept = Fraction(WHOLE - line.discount_share, WHOLE)
        exact = Fraction(line.quantity_milli, THOUSAND) * line.unit_price_minor * kept
        assert each.amount_minor == nearest(exact)
    if discount.kind is DiscountKind.PERCENT:
        assert found.reduced_minor == nearest(Fraction(found.amount_minor * discount.value, WHOLE))
    for rate in {each.tax_share for each in lines}:
        assert tax_at(rate, lines, found) == nearest(exact_tax(rate, lines, found, includes_tax))


def test_a_quote_by_hand() -> None:
    lines = [Saleable(3_000, 3_33, 0, 1300), Saleable(1_500, 19_99, 500, 600)]
    found = priced(lines, Discount(DiscountKind.PERCENT, 1000))
    # 9.99 and 28.49; a tenth of 38.48 is 3.85; 13/113 of 8.99 and 6/106 of 25.64.
    assert [each.amount_minor for each in found.lines] == [9_99, 28_49]
    assert [each.reduced_minor for each in found.lines] == [1_00, 2_85]
    assert [each.tax_minor for each in found.lines] == [1_03, 1_45]
    assert (found.net_minor, found.tax_minor, found.total_minor) == (32_15, 2_48, 34_63)
    without = priced(lines, Discount(DiscountKind.AMOUNT, 8_48), includes_tax=False)
    # 30.00 are left, 7.79 and 22.21; 13% is 1.01, 6% is 1.33.
    assert (without.net_minor, without.tax_minor, without.total_minor) == (30_00, 2_34, 32_34)


def test_what_is_out_of_bounds_is_named() -> None:
    assert line_fault(Saleable(0, 1)) is PricingFault.QUANTITY
    assert line_fault(Saleable(1, -1)) is PricingFault.UNIT_PRICE
    assert line_fault(Saleable(1, 1, 10_001)) is PricingFault.LINE_DISCOUNT
    assert line_fault(Saleable(1, 1, 0, -1)) is PricingFault.TAX_RATE
    lines = [Saleable(1000, 5_00)]
    assert discount_fault(lines, Discount(DiscountKind.AMOUNT, 5_01)) is PricingFault.DISCOUNT
    assert discount_fault([Saleable(10**12, 10**17)], Discount()) is PricingFault.TOTAL


def nearest(exact: Fraction) -> int:
    """Half away from zero, of what is not negative."""
    return int(exact + Fraction(1, 2))


def tax_at(rate: int, lines: list[Saleable], found: PricedQuote) -> int:
    pairs = zip(lines, found.lines, strict=True)
    return sum(each.tax_minor for line, each in pairs if line.tax_share == rate)


def exact_tax(rate: int, lines: list[Saleable], found: PricedQuote, includes_tax: bool) -> Fraction:
    due = sum(
        each.amount_minor - each.reduced_minor
        for line, each in zip(lines, found.lines, strict=True)
        if line.tax_share == rate
    )
    return Fraction(due * rate, WHOLE + rate if includes_tax else WHOLE)
