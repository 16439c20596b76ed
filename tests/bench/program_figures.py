"""The program as people meet it: commands and screens on a real terminal."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measuring import Figure
from tests.bench.program import Terminal, command_ms, environment_for

RUNS = 5
KEYS = {"down": b"\x1b[B", "page down": b"\x1b[6~", "end": b"\x1b[F", "home": b"\x1b[H"}


def figures(file: Path) -> Iterator[Figure]:
    """Yield the figures of whole commands, of the start and of single keys."""
    environment = environment_for(file) | {"CRM_USER": "wangwei"}
    for words, bound in (
        (("--version",), "120 ms"),
        (("--help",), "120 ms"),
        (("today", "--json"), ""),
        (("customer", "list", "--json"), ""),
    ):
        spent = [command_ms(environment, *words) for _ in range(RUNS)]
        yield Figure("crm " + " ".join(words), statistics.median(spent), max(spent), bound=bound)
    yield from _screens(environment)


def _screens(environment: dict[str, str]) -> Iterator[Figure]:
    starts, memory = [], []
    keys: dict[str, list[float]] = {name: [] for name in KEYS}
    for _ in range(RUNS):
        with Terminal(environment) as terminal:
            starts.append(terminal.wait_for("客户通"))
            terminal.wait_for("今日")
            terminal.press(b"2")
            terminal.press(b"G")
            for name, sequence in KEYS.items():
                keys[name] += [terminal.press(sequence) for _ in range(5)]
            memory.append(terminal.memory_mb())
    yield Figure("start of the screens to the first frame", statistics.median(starts), max(starts))
    for name, spent in keys.items():
        yield Figure(f"key to last byte: {name}", statistics.median(spent), max(spent))
    yield Figure(
        "memory of the whole program",
        statistics.median(memory),
        max(memory),
        unit="MB",
        bound="150 MB",
    )
