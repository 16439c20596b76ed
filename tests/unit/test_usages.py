"""Uses as they are typed."""

from __future__ import annotations

import pytest

from crm_tui.domain.usages import UsagePer, read_ours, read_use, share_of
from crm_tui.presentation.usages import use_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("500盒/月", (500_000, "盒", UsagePer.MONTH)),
        ("1,200 kg/year", (1_200_000, "kg", UsagePer.YEAR)),
        ("２.５吨／年", (2_500, "吨", UsagePer.YEAR)),
        ("30 件", (30_000, "件", None)),
        ("30/月", (30_000, "", UsagePer.MONTH)),
        ("30", (30_000, "", None)),
        ("很多", None),
        ("", None),
    ],
)
def test_a_use_is_read_as_people_type_it(
    text: str, found: tuple[int, str, UsagePer | None] | None
) -> None:
    assert read_use(text) == found


@pytest.mark.parametrize(
    ("text", "milli"), [("30%", 150), ("33.33％", 167), ("120", 120_000), ("x", None)]
)
def test_our_part_is_a_percentage_or_a_quantity(text: str, milli: int | None) -> None:
    assert read_ours(text, 500) == milli


@pytest.mark.parametrize(
    ("unit", "said"), [("盒", "500盒/month"), ("boxes", "500 boxes/month"), ("", "500/month")]
)
def test_a_blank_stands_before_a_unit_in_latin_letters_alone(unit: str, said: str) -> None:
    assert use_words(500_000, unit, UsagePer.MONTH) == said


def test_a_part_of_nothing_is_nothing() -> None:
    assert (share_of(1, 3), share_of(0, 0)) == (3333, 0)
