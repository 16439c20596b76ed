"""The program as people meet it: commands, and screens on a real terminal, as three people."""

from __future__ import annotations

import sqlite3
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measuring import Bound, Figure
from tests.bench.million_office import LOGINS, Office
from tests.bench.terminals import (
    COLUMNS,
    CRM,
    LINES,
    Terminal,
    command_ms,
    environment_for,
)
from tests.bench.typed_words import typed_words

KEYS = {"down": b"\x1b[B", "page down": b"\x1b[6~", "end": b"\x1b[F", "home": b"\x1b[H"}
_BOUNDS = {"down": 16, "page down": 33, "end": 33}
_CUSTOMERS, _VIEWS, _ALL_CUSTOMERS = b"2", b"v", b"2"
_PREVIEW, _SEARCH, _NOTHING = b"p", b"/", b"\x15"
_SORT, _ENTER, _ESCAPE = b"s", b"\r", b"\x1b"
_SORTED_COLUMNS = 5
_BAR_COLUMN, _BAR_TOP = COLUMNS - 1, 3
_ALL_TITLE = "全部 ("
ROW_WORDS = ("有限公司", "集团")
"""What the name of nearly every customer ends in: once it is written, rows are on the screen."""
_IDLE_SECONDS = 10.0
_COUNTED_SECONDS = 3.0
"""So long a list of a million is left alone at first: its exact count comes after its rows."""
_BARE_APP = "from textual.app import App; App().run()"


def commands(office: Office, folder: Path, runs: int) -> Iterator[Figure]:
    """Yield the figures of whole commands in the shell."""
    environment = environment_for(office.file, folder, LOGINS["rep"])
    bare = [command_ms((sys.executable, "-c", "pass"), environment) for _ in range(runs)]
    for words, limit in (
        (("--version",), Bound(120)),
        (("--help",), Bound(120)),
        (("today", "--json"), None),
        (("customer", "list", "--json"), None),
        (("customer", "list", "恒信", "--json"), None),
    ):
        spent = [command_ms((*CRM, *words), environment) for _ in range(runs)]
        yield Figure.of(
            "crm " + " ".join(words),
            spent,
            limit=limit,
            peer="python -c pass",
            peer_median=statistics.median(bare),
        )


def screens(office: Office, folder: Path, runs: int, queries: int) -> Iterator[Figure]:
    """Yield the figures of start, keys, search, idling and memory for each of three people."""
    for who, login in LOGINS.items():
        environment = environment_for(office.file, folder, login)
        yield from _start(environment, who, runs)
        with Terminal(CRM, environment) as terminal:
            terminal.wait_for(*ROW_WORDS)
            terminal.settle()
            yield from _keys(terminal, who)
            yield from _sorts(terminal, who)
            yield from _searches(terminal, who, office.file, queries)
            yield from _at_rest(terminal, who)


def _start(environment: dict[str, str], who: str, runs: int) -> Iterator[Figure]:
    bare, frames, rows, lists = [], [], [], []
    for _ in range(runs):
        with Terminal((sys.executable, "-c", _BARE_APP), environment) as terminal:
            bare.append(terminal.wait_for("\x1b[1;1H"))
        with Terminal(CRM, environment) as terminal:
            frames.append(terminal.wait_for("客户通"))
            rows.append(terminal.wait_for(*ROW_WORDS))
            terminal.settle()
            lists.append(terminal.press_until(_CUSTOMERS, *ROW_WORDS))
    peer = {"peer": "a Textual app of nothing", "peer_median": statistics.median(bare)}
    yield Figure.of(f"exec → frame ({who})", frames, limit=Bound(300), **peer)  # type: ignore[arg-type]  # one text, one number
    yield Figure.of(f"exec → first rows ({who})", rows, limit=Bound(600), **peer)  # type: ignore[arg-type]  # as above
    yield Figure.of(f"key → first rows of 客户, once ({who})", lists)


def show_all_customers(terminal: Terminal) -> None:
    """Go to the customers, to the view of all, and wait until it stands."""
    terminal.press_until(_CUSTOMERS, *ROW_WORDS)
    terminal.settle()
    terminal.press(_VIEWS)
    terminal.press_until(_ALL_CUSTOMERS, _ALL_TITLE)
    terminal.settle(_COUNTED_SECONDS)


def _keys(terminal: Terminal, who: str) -> Iterator[Figure]:
    show_all_customers(terminal)
    down = KEYS["down"]
    with_preview = [terminal.press(down).last for _ in range(10)]
    yield Figure.of(f"key → last byte: down, with preview and footer ({who})", with_preview)
    terminal.send(_PREVIEW)
    for name, limit in _BOUNDS.items():
        spent = []
        for _ in range(20):
            spent.append(terminal.press(KEYS[name]).painted)
            if name == "end":
                terminal.send(KEYS["home"])
        yield Figure.of(f"key → list painted: {name} ({who})", spent, limit=Bound(limit))
        terminal.send(KEYS["home"])
    middle = [_jump(terminal) for _ in range(10)]
    yield Figure.of(f"mouse → list painted: jump to the middle ({who})", middle, limit=Bound(66))


def _jump(terminal: Terminal) -> float:
    """Drag the list's scroll bar from its top to its middle."""
    top, middle = _BAR_TOP, LINES // 2
    terminal.send(f"\x1b[<0;{_BAR_COLUMN};{top}M".encode())
    spent = terminal.press(f"\x1b[<32;{_BAR_COLUMN};{middle}M".encode()).painted
    terminal.send(f"\x1b[<0;{_BAR_COLUMN};{middle}m".encode())
    terminal.send(KEYS["home"])
    return spent


def _sorts(terminal: Terminal, who: str) -> Iterator[Figure]:
    """Yield how long the list takes to stand in another order, from the choice of a column on."""
    spent = []
    for place in (*range(_SORTED_COLUMNS), *range(_SORTED_COLUMNS)):
        terminal.send(_SORT + KEYS["down"] * place)
        spent.append(terminal.press(_ENTER, within=30, quiet=1).painted)
    yield Figure.of(f"key → list painted: change of sort ({who})", spent, limit=Bound(66))


def _searches(terminal: Terminal, who: str, file: Path, queries: int) -> Iterator[Figure]:
    """Yield how long after its last letter a search shows its best fifty."""
    raw = sqlite3.connect(file)
    words = typed_words(raw, queries)
    raw.close()
    terminal.send(_SEARCH)
    spent = []
    for typed in words:
        terminal.send(_NOTHING + typed.text[:-1].encode())
        spent.append(terminal.press(typed.text[-1].encode()).painted)
    terminal.send(_ESCAPE)
    what = f"keystroke → top 50 painted, {queries} searches ({who})"
    yield Figure.of(what, spent, limit=Bound(60, "p95"))


def _at_rest(terminal: Terminal, who: str) -> Iterator[Figure]:
    terminal.settle(_COUNTED_SECONDS)
    memory = terminal.memory()
    idle = terminal.idle(_IDLE_SECONDS)
    yield Figure.of(f"memory, resident ({who})", [memory.rss], unit="MB", limit=Bound(150))
    yield Figure.of(f"memory, its share of shared pages ({who})", [memory.pss], unit="MB")
    what = f"idle for {_IDLE_SECONDS:.0f} s"
    yield Figure.of(f"{what}: CPU ({who})", [idle.cpu_percent], unit="%", limit=Bound(1))
    written = [float(idle.bytes_written)]
    yield Figure.of(f"{what}: written ({who})", written, unit="bytes", limit=Bound(0))
