"""Run every benchmark and write docs/performance.md: `make bench`, or `--customers N --dry`.

Rules and sweeps are measured on a million customers, alone with `--only-rules`; that office is made
once, by raw SQL, and kept in the temporary folder.
"""

from __future__ import annotations

import argparse
import platform
import sqlite3
import tempfile
import time
from pathlib import Path

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.db.engine import journal_mode_for
from crm_tui.settings import Settings
from tests.bench import database, program_figures, rule_figures
from tests.bench.measuring import HEADING, Figure, calibration

TARGET = Path(__file__).parents[2] / "docs" / "performance.md"


def main() -> None:
    """Build the sample office, measure, and write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument(
        "--owned-pools",
        type=int,
        default=1_000_000,
        help="customers in the five pools that rules and sweeps are measured on",
    )
    parser.add_argument("--dry", action="store_true", help="print the table, write nothing")
    parser.add_argument(
        "--only-rules", action="store_true", help="measure rules and sweeps alone, write nothing"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        if options.only_rules:
            print(HEADING)
            for figure in rule_figures.figures(Path(folder), options.owned_pools):
                print(figure.as_row(), flush=True)
            return
        text = report(Path(folder), options.customers, options.owned_pools)
    print(text)
    if not options.dry:
        TARGET.write_text(text, encoding="utf-8")


def report(folder: Path, customers: int, owned_pools: int) -> str:
    """Return the whole page of figures."""
    file = folder / "crm.db"
    settings = Settings(str(file), None, "zh", folder / "settings.toml", folder)
    crm = open_crm(settings, create=True)
    started = time.perf_counter()
    crm.samples.fill(customers)
    seconds = time.perf_counter() - started
    built = Figure(f"sample office of {customers:,} customers", seconds, seconds, unit="s")
    figures = [
        built,
        *database.figures(crm, file),
        *rule_figures.figures(folder, owned_pools),
        *program_figures.figures(file),
    ]
    crm.close()
    return page(figures, crm, file)


def page(figures: list[Figure], crm: Crm, file: Path) -> str:
    """Return the figures as a Markdown page that says how they were made."""
    size = file.stat().st_size / 1e6 if file.exists() else 0
    lines = [
        "# Performance",
        "",
        "Made by `make bench` (`python -m tests.bench`). Trust the ratios: each stands beside the",
        "same work in raw SQLite, or a named peer, measured in the same run. The bound is the",
        "issue's, where it names one.",
        "",
        (
            f"- Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
            f"journal {journal_mode_for(file)} (what the program itself chose), synchronous FULL"
        ),
        f"- database of {size:,.0f} MB; a fixed loop of pure Python: {calibration():.1f} ms",
        "",
        HEADING,
        *(figure.as_row() for figure in figures),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
