"""Measure, and write docs/performance.md: `make bench`, or `python -m tests.bench --only lists`.

With `--only` the other tables of the page stay as they were; `--dry` prints and writes nothing.
The office of a million customers is made once, in a quarter of an hour, and kept in the
temporary folder.
"""

from __future__ import annotations

import argparse
import compileall
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import crm_tui
from tests.bench import (
    backup_figures,
    day_figures,
    duplicate_figures,
    export_figures,
    hint_figures,
    import_figures,
    list_figures,
    load_figures,
    million_office,
    pages,
    peers,
    rule_figures,
    sales_figures,
    sales_office,
    saving_figures,
    screen_figures,
    search_figures,
    server_figures,
)
from tests.bench.measuring import HEADING, Figure, calibration
from tests.bench.million_server import NoServerError

TARGET = Path(__file__).parents[2] / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run was asked for."""

    customers: int
    owned_pools: int
    runs: int
    queries: int
    folder: Path
    file: Path | None

    def office(self) -> million_office.Office:
        """Return the big office; it is made when it is not there."""
        return million_office.opened(self.file or million_office.million(self.customers))


GROUPS: dict[str, Callable[[Plan], Iterator[Figure]]] = {
    "lists": lambda plan: list_figures.figures(plan.office()),
    "search": lambda plan: search_figures.figures(plan.office()),
    "saving": lambda plan: saving_figures.figures(plan.office()),
    "day": lambda plan: day_figures.figures(plan.office()),
    "export": lambda plan: export_figures.figures(plan.office()),
    "duplicates": lambda plan: duplicate_figures.figures(plan.office()),
    "import": lambda plan: import_figures.figures(plan.office(), plan.folder),
    "large-import": lambda plan: import_figures.many_figures(plan.folder),
    "commands": lambda plan: screen_figures.commands(plan.office(), plan.folder, plan.runs),
    "screens": lambda plan: screen_figures.screens(
        plan.office(), plan.folder, plan.runs, plan.queries
    ),
    "backup": lambda plan: backup_figures.figures(plan.office(), plan.folder),
    "load": lambda _plan: load_figures.figures(),
    "hints": lambda _plan: hint_figures.figures(),
    "postgres": lambda plan: server_figures.figures(plan.office()),
    "sales": lambda plan: sales_figures.figures(sales_office.sales(plan.file)),
    "rules": lambda plan: rule_figures.figures(plan.folder, plan.owned_pools),
}
PEERS = "peers"
OFFICES = {"load": load_figures.CUSTOMERS, "hints": 0, "sales": sales_office.CUSTOMERS}
"""How many customers there are where it is not the big office."""


def main() -> None:
    """Measure what was asked for, print it, and write it into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=million_office.CUSTOMERS)
    parser.add_argument("--file", type=Path, help="an office of this kind that is there already")
    parser.add_argument(
        "--owned-pools",
        type=int,
        default=1_000_000,
        help="customers in the five pools that rules and sweeps are measured on",
    )
    parser.add_argument("--runs", type=int, default=3, help="starts of each program")
    parser.add_argument("--queries", type=int, default=70, help="searches typed by each person")
    parser.add_argument("--only", choices=(*GROUPS, PEERS), nargs="+", default=(*GROUPS, PEERS))
    parser.add_argument("--dry", action="store_true", help="print, write nothing")
    options = parser.parse_args()
    _compile()
    for name in options.only:
        with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
            plan = Plan(
                options.customers,
                options.owned_pools,
                options.runs,
                options.queries,
                Path(folder),
                options.file,
            )
            try:
                lines = _peers(plan) if name == PEERS else _table(name, plan)
            except NoServerError as error:
                print(f"No PostgreSQL server here: {error}. Its section stays as it was.")
                continue
        if not options.dry:
            TARGET.write_text(pages.with_section(_page(), name, lines), encoding="utf-8")


def _compile() -> None:
    """Compile the program, as it is after its first start."""
    compileall.compile_dir(Path(crm_tui.__file__).parent, quiet=1)


def _page() -> str:
    return TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""


def _table(name: str, plan: Plan) -> list[str]:
    before = calibration()
    lines = HEADING.splitlines()
    print(HEADING)
    for figure in GROUPS[name](plan):
        lines.append(figure.as_row())
        print(figure.as_row(), flush=True)
    customers = OFFICES.get(name, plan.customers)
    return [pages.made_by(name, customers, (before, calibration())), "", *lines]


def _peers(plan: Plan) -> list[str]:
    before = calibration()
    lines = peers.as_table(peers.peers(plan.office(), plan.folder))
    print("\n".join(lines))
    return [pages.made_by(PEERS, plan.customers, (before, calibration())), "", *lines]


if __name__ == "__main__":
    main()
