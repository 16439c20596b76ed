"""docs/performance.md: a section for each group, replaced when the group is measured again."""

from __future__ import annotations

import os
import platform
import sqlite3
import time

_HEAD = """\
# Performance

Written by `make bench`; each section says the command that makes it alone. Trust the ratios: what
stands beside a figure is the same work in raw SQLite, or a named peer, measured in the same run.
“its SQL, raw” is every statement that the call runs, by the bare driver on the same file, rows
read as rows; “what is asked” is the same by SQLAlchemy, until the rows are there. A bound
is the issue's, where one names it; a busy machine misses bounds that a quiet one holds, and the
calibration loop beside each table tells the two apart. Figures of a screen are taken on a
real pseudo terminal of 160 × 45: “painted” is the last byte that belongs to the list. The file was
read once before, so that the system holds what it can of it.

The office has a million customers, five million follow-ups, 200 people in a tree of departments
and five pools. Everything is asked as three of them: a rep who holds about five thousand
customers, a manager of twenty, and an administrator.

Each section is of its own day: older ones are of an older program. The fixed loop beside each tells
how fast the machine was then, which changes by half.
"""
_TITLES = {
    "lists": "Lists",
    "search": "Search",
    "saving": "Saving",
    "day": "The day's work",
    "export": "Files out, and many changed at once",
    "duplicates": "Possible duplicates",
    "import": "Files in",
    "large-import": "A file of a million rows",
    "commands": "Commands in the shell",
    "screens": "Screens",
    "peers": "Side by side",
    "backup": "Backups while people write",
    "load": "Sixteen programs at once",
    "hints": "What others save, on a server",
    "postgres": "PostgreSQL",
    "sales": "Opportunities, orders and money",
    "rules": "Rules and sweeps",
}


def made_by(name: str, customers: int, calibrations: tuple[float, float]) -> str:
    """Return the words that say how a table was made, and on what."""
    before, after = calibrations
    cores = os.cpu_count() or 1
    return (
        f"`python -m tests.bench --only {name}`, {time.strftime('%Y-%m-%d')}, "
        f"{customers:,} customers; Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {cores} cores; a fixed loop of pure Python: "
        f"{before:.1f} ms before, {after:.1f} ms after."
    )


def with_section(page: str, name: str, lines: list[str]) -> str:
    """Return the page with this section new, and the others as they were."""
    sections = _sections(page)
    sections[name] = "\n".join(lines).strip()
    parts = [
        f"## {title}\n\n{sections[each]}\n" for each, title in _TITLES.items() if each in sections
    ]
    return "\n".join([_HEAD, *parts])


def _sections(page: str) -> dict[str, str]:
    names = {title: name for name, title in _TITLES.items()}
    found: dict[str, str] = {}
    for part in page.split("\n## ")[1:]:
        title, _, body = part.partition("\n")
        if title in names:
            found[names[title]] = body.strip()
    return found
