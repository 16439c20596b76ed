"""When a sweep must wait for a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.domain.pools import HoldCause, SweepOutlook, why_hold_sweep

# --- holding a sweep -----------------------------------------------------------------------------


def outlook(due: int = 51, owned: int = 100, **values: object) -> SweepOutlook:
    plain = SweepOutlook(due, owned, 100, 60)
    return replace(plain, **values)  # type: ignore[arg-type]  # fields by name


def test_a_large_sweep_after_a_long_pause_waits() -> None:
    assert why_hold_sweep(outlook()) is HoldCause.LONG_PAUSE


@pytest.mark.parametrize(
    "harmless",
    [
        outlook(due=50),
        outlook(due=60, owned=300),
        outlook(last_sweep_day=70),
        outlook(last_sweep_day=99, clock_drift_seconds=3600),
    ],
)
def test_a_small_or_an_expected_sweep_runs(harmless: SweepOutlook) -> None:
    assert why_hold_sweep(harmless) is None


def test_a_moved_clock_or_changed_rules_hold_it_too() -> None:
    recent = outlook(last_sweep_day=99)
    assert why_hold_sweep(replace(recent, clock_drift_seconds=-3601)) is HoldCause.CLOCK_MOVED
    for cause in HoldCause:
        assert why_hold_sweep(replace(recent, causes=frozenset({cause}))) is cause
    assert why_hold_sweep(outlook(due=61, owned=300)) is HoldCause.LONG_PAUSE
