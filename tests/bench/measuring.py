"""Time things against each other and write the table down."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Statistic = Literal["median", "p95", "worst"]


@dataclass(frozen=True, slots=True)
class Bound:
    """What an issue asks: this statistic is at most so much, in the figure's unit."""

    most: float
    of: Statistic = "median"

    def words(self, unit: str) -> str:
        """Return the bound as it stands in the table."""
        return f"{self.of} {_number(self.most)} {unit}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; the peer is what the same run measured beside it."""

    what: str
    median: float
    worst: float
    unit: str = "ms"
    peer: str = ""
    peer_median: float | None = None
    bound: str = ""
    p95: float | None = None
    limit: Bound | None = None
    most_ratio: float | None = None

    @classmethod
    def of(
        cls,
        what: str,
        spent: Sequence[float],
        *,
        limit: Bound | None = None,
        unit: str = "ms",
        peer: str = "",
        peer_median: float | None = None,
    ) -> Figure:
        """Return the figure of measured values."""
        return cls(
            what,
            statistics.median(spent),
            max(spent),
            unit=unit,
            peer=peer,
            peer_median=peer_median,
            p95=percentile(spent, 95),
            limit=limit,
        )

    @property
    def ratio(self) -> str:
        """The peer's share: how many times as long ours takes."""
        if not self.peer_median:
            return ""
        return f"{self.median / self.peer_median:.1f} ×"

    @property
    def verdict(self) -> str:
        """Whether the bound was held in this run."""
        held = []
        if self.limit is not None:
            value = {"median": self.median, "p95": self.p95, "worst": self.worst}[self.limit.of]
            held.append(value is not None and value <= self.limit.most)
        if self.most_ratio is not None and self.peer_median:
            held.append(self.median <= self.most_ratio * self.peer_median)
        if not held:
            return ""
        return "held" if all(held) else "**missed**"

    def as_row(self) -> str:
        """Return the figure as a row of a Markdown table."""
        peer = f"{self.peer}: {_number(self.peer_median)}" if self.peer_median is not None else ""
        p95 = "" if self.p95 is None else f"{_number(self.p95)} {self.unit}"
        bounds = [self.bound] if self.bound else []
        if self.limit is not None:
            bounds.append(self.limit.words(self.unit))
        if self.most_ratio is not None:
            bounds.append(f"{self.most_ratio:g} ×")
        cells = (
            self.what,
            f"{_number(self.median)} {self.unit}",
            p95,
            f"{_number(self.worst)} {self.unit}",
            peer,
            self.ratio,
            ", ".join(bounds),
            self.verdict,
        )
        return "| " + " | ".join(cells) + " |"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def percentile(spent: Sequence[float], share: int) -> float:
    """Return the value that this share of all, in percent, does not exceed."""
    ordered = sorted(spent)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * share // 100) - 1)]


def each_time(act: Callable[[], Any], *, times: int = 15) -> list[float]:
    """Return what several runs took, in milliseconds, after one to warm up."""
    act()
    gc.collect()
    gc.disable()
    spent = []
    try:
        for _ in range(times):
            started = time.perf_counter()
            act()
            spent.append((time.perf_counter() - started) * 1000)
    finally:
        gc.enable()
    return spent


def timed(act: Callable[[], Any], *, times: int = 15) -> tuple[float, float]:
    """Return the median and the worst of several runs, in milliseconds, after one to warm up."""
    spent = each_time(act, times=times)
    return statistics.median(spent), max(spent)


def compare(
    what: str,
    act: Callable[[], Any],
    *,
    peer: str = "",
    against: Callable[[], Any] | None = None,
    times: int = 15,
    bound: str = "",
    limit: Bound | None = None,
    most_ratio: float | None = None,
) -> Figure:
    """Measure ours and the peer, one after the other in the same process."""
    peer_median = timed(against, times=times)[0] if against is not None else None
    spent = each_time(act, times=times)
    return Figure(
        what,
        statistics.median(spent),
        max(spent),
        peer=peer,
        peer_median=peer_median,
        bound=bound,
        p95=percentile(spent, 95),
        limit=limit,
        most_ratio=most_ratio,
    )


def calibration() -> float:
    """Return how long a fixed piece of pure Python takes here, in milliseconds."""
    return timed(lambda: sum(i * i for i in range(200_000)), times=9)[0]


HEADING = """\
| what | median | p95 | worst | beside it, same run (ms) | ratio | bound | |
|---|---|---|---|---|---|---|---|"""
