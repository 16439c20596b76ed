"""Imports as JSON: how a file would be read, and what became of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.imports.outcomes import (
    ChangedLine,
    EnteredLine,
    ImportedLine,
    ImportResult,
    JoinedLine,
    KnownLine,
    Outcome,
    PaidOutLine,
    PresentLine,
    RefusedLine,
    RowRefusal,
)
from crm_tui.domain.imports.proposals import MappingProposal
from crm_tui.presentation.import_results import refusal_code, refusal_reason
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.shapes import openings

Logins = Mapping[UserId, str]
Stored = (
    ImportedLine | EnteredLine | ChangedLine | JoinedLine | PresentLine | KnownLine | PaidOutLine
)


def result_shape(found: ImportResult, logins: Logins) -> Shape:
    """Return what an import did."""
    rows: dict[str, list[Shape]] = {
        name: [] for name in ("done", "changed", "joined", "left", "refused")
    }
    for line in found.lines:
        if isinstance(line, RefusedLine):
            rows["refused"] += [_refused(line, each) for each in line.refusals]
        else:
            list_name, shape = _line(line, logins)
            rows[list_name].append(shape)
    return {
        "batch": batch_of(found),
        "done": rows["done"],
        "refused": rows["refused"],
        "changed": rows["changed"],
        "joined": rows["joined"],
        "left": rows["left"],
        "counts": {each.value: found.count(each) for each in Outcome},
        "dry_run": found.plan.dry_run,
        "imported_before": found.imported_before,
        "ignored": [column.label for column in found.ignored],
        "passed_over": [
            {"line": each.line, "reason": each.reason.value} for each in found.passed_over
        ],
        "new_words": list(found.new_words),
        "openings": [openings.opening(line, logins) for line in found.openings],
    }


def _line(line: Stored, logins: Logins) -> tuple[str, Shape]:
    """Return a row that was not refused, and in which list it stands."""
    match line:
        case ImportedLine():
            return "done", _imported(line, logins)
        case EnteredLine():
            return "done", _entered(line, logins)
        case ChangedLine():
            return "changed", _changed(line)
        case JoinedLine():
            differing = list(line.differing)
            return "joined", {
                "line": line.line,
                "with_line": line.with_line,
                "differing": differing,
            }
        case PresentLine() | KnownLine() | PaidOutLine():
            return "left", _left(line)
        case _:
            assert_never(line)


def _left(line: PresentLine | KnownLine | PaidOutLine) -> Shape:
    match line:
        case PresentLine():
            customer_id = line.match.customer_id if line.match.visible else None
            return {"line": line.line, "name": line.name, "id": customer_id}
        case KnownLine():
            return {"line": line.line, "name": line.name, "id": line.record_id}
        case PaidOutLine():
            return {"line": line.line, "name": None, "id": None}


def batch_of(found: ImportResult) -> int | None:
    """Return the batch that an import made, None when it changed nothing."""
    return None if found.changed is None else found.changed.batch_id


def _imported(line: ImportedLine, logins: Logins) -> Shape:
    is_in_pool = line.owner_id is None or line.is_reserved
    return {
        "line": line.line,
        "id": line.customer_id,
        "name": line.name,
        "owner": None if is_in_pool or line.owner_id is None else logins.get(line.owner_id),
        "over_limit": line.is_reserved,
        "incomplete": line.is_incomplete,
        "contacts": line.contacts,
        "follow_ups": line.follow_ups,
    }


def _entered(line: EnteredLine, logins: Logins) -> Shape:
    owner = None if line.owner_id is None else logins.get(line.owner_id)
    return {"line": line.line, "id": line.record_id, "name": line.name, "owner": owner}


def _changed(line: ChangedLine) -> Shape:
    return {
        "line": line.line,
        "id": line.customer_id,
        "name": line.name,
        "outcome": line.outcome.value,
        "fields": list(line.fields),
        "contacts": line.contacts,
        "follow_ups": line.follow_ups,
        "holder": line.holder,
    }


def _refused(line: RefusedLine, refused: RowRefusal) -> Shape:
    return {
        "line": refused.line,
        "name": line.name or None,
        "reason": refusal_code(refused),
        "message": refusal_reason(refused),
        "column": refused.column_letter or None,
        "label": refused.column_label or None,
        "value": refused.value,
    }


def proposal_shape(
    mapping: MappingProposal, sheet: str, sheets: tuple[str, ...], encoding: str | None
) -> Shape:
    """Return how a file would be read."""
    return {
        "sheet": sheet,
        "sheets": list(sheets),
        "encoding": encoding,
        "header": mapping.header.line,
        "columns": [
            {
                "column": each.column.letter,
                "label": each.column.label,
                "field": each.field,
                "sureness": each.sureness.value,
                "reason": each.reason.value,
                "samples": list(each.samples),
            }
            for each in mapping.columns
        ],
    }
