"""Time things against each other and write the table down."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


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

    @property
    def ratio(self) -> str:
        """The peer's share: how many times as long ours takes."""
        if not self.peer_median:
            return ""
        return f"{self.median / self.peer_median:.1f} ×"

    def as_row(self) -> str:
        """Return the figure as a row of a Markdown table."""
        peer = f"{self.peer}: {_number(self.peer_median)}" if self.peer_median is not None else ""
        cells = (
            self.what,
            f"{_number(self.median)} {self.unit}",
            f"{_number(self.worst)} {self.unit}",
            peer,
            self.ratio,
            self.bound,
        )
        return "| " + " | ".join(cells) + " |"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def timed(act: Callable[[], Any], *, times: int = 15) -> tuple[float, float]:
    """Return the median and the worst of several runs, in milliseconds, after one to warm up."""
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
    return statistics.median(spent), max(spent)


def compare(
    what: str,
    act: Callable[[], Any],
    *,
    peer: str = "",
    against: Callable[[], Any] | None = None,
    times: int = 15,
    bound: str = "",
) -> Figure:
    """Measure ours and the peer, one after the other in the same process."""
    peer_median = timed(against, times=times)[0] if against is not None else None
    median, worst = timed(act, times=times)
    return Figure(what, median, worst, peer=peer, peer_median=peer_median, bound=bound)


def calibration() -> float:
    """Return how long a fixed piece of pure Python takes here, in milliseconds."""
    return timed(lambda: sum(i * i for i in range(200_000)), times=9)[0]


HEADING = """\
| what | median | worst | beside it, same run (ms) | ratio | bound |
|---|---|---|---|---|---|"""
