"""Files that are imported by somebody of an office, and what became of their rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import Cell, ImportKind, RowFault
from crm_tui.domain.imports.outcomes import (
    FieldTrouble,
    ImportResult,
    RowNotStored,
    RowRefusal,
    RowRefused,
)
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.domain.users import Actor
from crm_tui.formats.workbooks import write_csv

HENGXIN = "北京恒信科技有限公司"
FILL = MatchPolicy(MatchAction.FILL, MatchAction.FILL)
OVERWRITE = MatchPolicy(MatchAction.OVERWRITE, MatchAction.OVERWRITE)
NEW = MatchPolicy(MatchAction.NEW, MatchAction.NEW)
SKIP = MatchPolicy(MatchAction.SKIP, MatchAction.SKIP)


def sheet(folder: Path, header: str, *rows: Sequence[Cell]) -> Path:
    """A file with these rows below a header."""
    file = folder / "rows.csv"
    write_csv(file, header.split(), rows, overwrite=True)
    return file


def run(crm: Crm, actor: Actor, file: Path, **plan: object) -> ImportResult:
    """An import with the plan named."""
    return crm.imports.run(actor, ImportPlan(file, **plan))  # type: ignore[arg-type]  # names of the plan


def refusals(result: ImportResult) -> list[RowRefusal]:
    """Every reason of every refused row."""
    return [each for line in result.refused for each in line.refusals]


def reasons(crm: Crm, actor: Actor, file: Path, kind: ImportKind, **plan: object) -> list[object]:
    """Why rows are refused, in the order of the file."""
    said: list[object] = []
    for each in refusals(run(crm, actor, file, kind=kind, dry_run=True, **plan)):
        match each:
            case RowFault():
                said.append(each.code)
            case RowNotStored():
                said.append(each.reason)
            case RowRefused(why=FieldTrouble() as why):
                said.append(why.reason)
            case RowRefused():
                said.append(type(each.why).__name__)
    return said


def people(crm: Crm, actor: Actor, customer_id: CustomerId) -> list[str]:
    """The names of a customer's contacts."""
    return [each.fields.name for each in crm.customers.detail(actor, customer_id).contacts]


def counts(result: ImportResult) -> dict[str, int]:
    """How many rows had which outcome."""
    return {outcome.value: number for outcome, number in result.counts.items()}
