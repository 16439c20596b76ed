"""Other programs that show tables in a terminal, driven by their own keys over the same file."""

from __future__ import annotations

import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.bench import screen_figures
from tests.bench.million_office import LOGINS, Office
from tests.bench.screen_figures import KEYS
from tests.bench.terminals import CRM, NotShownError, Terminal, environment_for

FIRST_ROWS = "first usable rows, from exec"
ALL_ROWS = "every row there, from asking"
NEXT_PAGE, END, SORT, FILTER = "next page", "end", "sort by name", "filter by two characters"
MEMORY = "memory then (MB)"
ACTIONS = (FIRST_ROWS, ALL_ROWS, NEXT_PAGE, END, SORT, FILTER, MEMORY)
_WORD = "恒信"
_PAGES = 10
_LONG_SECONDS = 60
_NEEDED_GB = 12
_PACKAGES = ("visidata", "harlequin")


@dataclass(frozen=True, slots=True)
class Peer:
    """A column of the table: what each action took in milliseconds, or why there is no number."""

    name: str
    keys: str
    """What was typed, and what the program leaves out."""
    took: dict[str, float | str] = field(default_factory=dict)


def peers(office: Office, folder: Path) -> list[Peer]:
    """Measure ours and the others, one after the other."""
    home = _installed()
    found = [_ours(office, folder)]
    for name, keys, measure in (
        ("visidata", _VISIDATA_KEYS, _visidata),
        ("harlequin", _HARLEQUIN_KEYS, _harlequin),
    ):
        peer = Peer(name, keys)
        if home is None:
            peer.took[FIRST_ROWS] = "pip could not install it"
        else:
            _attempt(lambda peer=peer, measure=measure: measure(peer, home, office, folder), peer)  # type: ignore[misc]  # bound now
        found.append(peer)
    table = Peer(f"DataTable, {_TABLE_ROWS:,} rows", _TABLE_KEYS)
    _attempt(lambda: _data_table(table, office, folder), table)
    return [*found, table]


def as_table(found: Sequence[Peer]) -> list[str]:
    """Return the lines of a Markdown table; the fastest of each row stands in bold."""
    lines = [
        "| milliseconds | " + " | ".join(peer.name for peer in found) + " |",
        "|---" * (len(found) + 1) + "|",
    ]
    for action in ACTIONS:
        numbers = [each for peer in found if isinstance(each := peer.took.get(action), float)]
        best = min(numbers, default=None)
        cells = [_cell(peer.took.get(action, "—"), best) for peer in found]
        lines.append(f"| {action} | " + " | ".join(cells) + " |")
    return [*lines, "", *(f"- {peer.name}: {peer.keys}" for peer in found)]


def _cell(value: float | str, best: float | None) -> str:
    if isinstance(value, str):
        return value
    text = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"**{text}**" if value == best else text


def _attempt(measure: Callable[[], None], peer: Peer) -> None:
    """Measure as much as the program shows; what it does not show is said."""
    try:
        measure()
    except NotShownError as error:
        missing = next(action for action in ACTIONS if action not in peer.took)
        peer.took[missing] = str(error)


def _or_why_not(measure: Callable[[], float]) -> float | str:
    try:
        return measure()
    except NotShownError as error:
        return str(error)


def _installed() -> Path | None:
    """Return where the other programs are, after installing them into a place of their own."""
    home = Path(tempfile.gettempdir()) / "crm-bench-peers"
    programs = home / ("Scripts" if sys.platform == "win32" else "bin")
    if (programs / "harlequin").exists() and (programs / "vd").exists():
        return programs
    try:
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", *_PACKAGES]
        subprocess.run(pip, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return programs


def _environment(office: Office, folder: Path) -> dict[str, str]:
    return environment_for(office.file, folder, LOGINS["admin"]) | {"HOME": str(folder)}


def _median(terminal: Terminal, keys: bytes, back: bytes = b"", times: int = _PAGES) -> float:
    spent = []
    for _ in range(times):
        spent.append(terminal.press(keys).painted)
        if back:
            terminal.send(back)
    return statistics.median(spent)


def _first_name(office: Office) -> str:
    """Return how the name of the first customer begins."""
    raw = sqlite3.connect(office.file)
    (name,) = raw.execute("SELECT name FROM customer ORDER BY id LIMIT 1").fetchone()
    raw.close()
    return str(name)[:4]


# --- ours ----------------------------------------------------------------------------------------

_OUR_KEYS = (
    "`crm`, 2 for the customers as soon as the frame stands, v and 2 for all of a million, p to "
    "hide the preview, which no other has; PgDn, End, s and a column, / and two characters. No row "
    "is loaded before it is looked at."
)


def _ours(office: Office, folder: Path) -> Peer:
    peer = Peer("客户通", _OUR_KEYS)
    _attempt(lambda: _drive_ours(peer, office, folder), peer)
    return peer


def _drive_ours(peer: Peer, office: Office, folder: Path) -> None:
    with Terminal(CRM, _environment(office, folder)) as terminal:
        terminal.wait_for("客户通")
        peer.took[FIRST_ROWS] = terminal.wait_for(*screen_figures.ROW_WORDS)
        terminal.settle()
        screen_figures.show_all_customers(terminal)
        terminal.send(b"p")
        peer.took[ALL_ROWS] = "never needed"
        peer.took[NEXT_PAGE] = _median(terminal, KEYS["page down"])
        peer.took[END] = _median(terminal, KEYS["end"], KEYS["home"])
        terminal.send(b"s")
        peer.took[SORT] = terminal.press(b"\r", quiet=1).painted
        terminal.send(b"/")
        peer.took[FILTER] = terminal.press(_WORD.encode(), quiet=1).painted
        peer.took[MEMORY] = terminal.memory().rss


# --- visidata ------------------------------------------------------------------------------------

_VISIDATA_KEYS = (
    '`vd FILE`, / to the table customer and enter; ctrl+f, G, [ on the column name, | and " for '
    "the rows that match. It reads every row into memory first and is stopped (ctrl+c) when that "
    "takes too long: end, sort and filter are then of the rows it has."
)
_RETURN, _STOP = b"\r", b"\x03"
_RETURN_TO_QUIET_MS = 4_000


def _visidata(peer: Peer, programs: Path, office: Office, folder: Path) -> None:
    if psutil.virtual_memory().available < _NEEDED_GB * 1e9:
        peer.took[FIRST_ROWS] = f"needs {_NEEDED_GB} GB of memory to hold every row"
        return
    command = (str(programs / "vd"), str(office.file))
    with Terminal(command, _environment(office, folder)) as terminal:
        terminal.wait_for("customer")
        terminal.type(b"/^customer$" + _RETURN)
        asked = terminal.since_start_ms()
        terminal.press_until(_RETURN, _first_name(office))
        peer.took[FIRST_ROWS] = terminal.since_start_ms()
        # It counts the rows on the screen as they come, and then falls silent.
        took = terminal.settle(3, _LONG_SECONDS) - asked
        is_all = took < _LONG_SECONDS * 1000 - _RETURN_TO_QUIET_MS
        peer.took[ALL_ROWS] = took if is_all else f"not in {_LONG_SECONDS} s, then stopped"
        terminal.type(_STOP)
        terminal.settle(2)
        peer.took[NEXT_PAGE] = _last(terminal, b"\x06")
        peer.took[END] = _last(terminal, b"G", b"gg")
        terminal.send(b"c")
        terminal.send(b"^name$" + _RETURN)
        peer.took[SORT] = _or_why_not(lambda: terminal.press(b"[", quiet=3).last)
        terminal.type(_STOP)
        terminal.settle(2)
        terminal.send(b"|" + _WORD.encode())
        peer.took[FILTER] = _or_why_not(
            lambda: terminal.press(_RETURN, quiet=3).last + terminal.press(b'"', quiet=1).last
        )
        peer.took[MEMORY] = terminal.memory().rss


def _last(terminal: Terminal, keys: bytes, back: bytes = b"") -> float:
    """Return the median time to the last byte, for programs whose screen is laid out otherwise."""
    spent = []
    for _ in range(_PAGES):
        spent.append(terminal.press(keys).last)
        if back:
            terminal.send(back)
    return statistics.median(spent)


# --- harlequin -----------------------------------------------------------------------------------

_HARLEQUIN_KEYS = (
    "`harlequin -a sqlite -r FILE`, a query of seven columns pasted and ctrl+j. First rows, sort "
    "and filter are queries with `limit 500`, as its own limit box proposes; next page and end are "
    "of the whole table, of which its viewer shows the first 100,000 rows."
)
_QUERY = (
    "select name, level, city, province, last_follow_up_at, next_contact_at, last_day from customer"
)
_RUN = b"\n"


def _harlequin(peer: Peer, programs: Path, office: Office, folder: Path) -> None:
    command = (str(programs / "harlequin"), "-a", "sqlite", "-r", str(office.file))
    first = _first_name(office)
    with Terminal(command, _environment(office, folder)) as terminal:
        terminal.wait_for("Connected")
        _paste(terminal, f"{_QUERY} limit 500")
        terminal.press_until(_RUN, first)
        peer.took[FIRST_ROWS] = terminal.since_start_ms()
        terminal.settle(1)
        _paste(terminal, f"{_QUERY} order by name limit 500")
        sort = terminal.press(_RUN, within=60, quiet=1.5).last
        _paste(terminal, f"{_QUERY} where name like '%{_WORD}%' limit 500")
        found = terminal.press(_RUN, within=60, quiet=1.5).last
        _paste(terminal, _QUERY)
        peer.took[ALL_ROWS] = terminal.press_until(_RUN, "Records)", seconds=_LONG_SECONDS)
        terminal.settle(1)
        peer.took[NEXT_PAGE] = _last(terminal, KEYS["page down"])
        peer.took[END] = _last(terminal, _CONTROL_END, _CONTROL_HOME)
        peer.took[SORT], peer.took[FILTER] = sort, found
        peer.took[MEMORY] = terminal.memory().rss


_CONTROL_END, _CONTROL_HOME = b"\x1b[1;5F", b"\x1b[1;5H"
_TO_EDITOR, _ALL_TEXT = b"\x1bOQ", b"\x01"


def _paste(terminal: Terminal, text: str) -> None:
    """Put a query into the editor in place of what stands there."""
    terminal.send(_TO_EDITOR)
    terminal.send(_ALL_TEXT)
    terminal.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")


# --- a DataTable ---------------------------------------------------------------------------------

_TABLE_ROWS = 100_000
_TABLE_KEYS = (
    "`tests/bench/datatable_peer.py`: seven columns of the first 100,000 customers, all added to "
    "one DataTable; PgDn, ctrl+End, s sorts, f clears it and adds what matches."
)


def _data_table(peer: Peer, office: Office, folder: Path) -> None:
    command = (
        sys.executable, "-m", "tests.bench.datatable_peer", str(office.file), str(_TABLE_ROWS),
    )  # fmt: skip
    with Terminal(command, _environment(office, folder)) as terminal:
        terminal.wait_for(_first_name(office), seconds=_LONG_SECONDS)
        peer.took[FIRST_ROWS] = peer.took[ALL_ROWS] = terminal.since_start_ms()
        terminal.settle(1)
        peer.took[NEXT_PAGE] = _last(terminal, KEYS["page down"])
        peer.took[END] = _last(terminal, _CONTROL_END, _CONTROL_HOME)
        peer.took[SORT] = terminal.press(b"s", within=_LONG_SECONDS, quiet=1).last
        peer.took[FILTER] = terminal.press(b"f", within=_LONG_SECONDS, quiet=1).last
        peer.took[MEMORY] = terminal.memory().rss
