"""Exports of a hundred thousand customers, and one change of ten thousand."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.domain.bulk_edits import BulkChange
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.exports import CUSTOMER_COLUMNS, ExportOrder, FileKind, Subject
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.formats.sheets import read_sheet
from crm_tui.formats.workbooks import write_workbook
from crm_tui.presentation.export_words import export_words
from crm_tui.services.outcomes import in_chunks
from tests.bench.measuring import Bound, Figure
from tests.bench.million_office import Office, settings

ROWS, EDITED = 100_000, 10_000
COLUMNS = tuple(column.key for column in CUSTOMER_COLUMNS if column.is_usual)[:20]
_LEAST_A_SECOND = 10_000
_CHUNK_MS = 250


def figures(office: Office) -> Iterator[Figure]:
    """Yield how long exports take as the administrator, and one change of many as the rep."""
    crm = open_crm(settings(office.file))
    everybody = ListRequest(CustomerView.ALL, sort="id")
    ids = [CustomerId(each) for each in crm.customers.ids(office.admin, everybody)[:ROWS]]
    with tempfile.TemporaryDirectory() as folder:
        yield from _exports(crm, office.admin, ids, Path(folder))
    mine = crm.customers.ids(office.rep, ListRequest(CustomerView.MINE))
    yield from _edits(crm, office.rep, [CustomerId(each) for each in mine[:EDITED]])
    crm.close()


def _exports(crm: Crm, actor: Actor, ids: Sequence[CustomerId], folder: Path) -> Iterator[Figure]:
    count = f"{len(ids):,}"
    limit = Bound(len(ids) / _LEAST_A_SECOND)
    workbook, times = folder / "out.xlsx", 3
    spent = [_export(crm, actor, ids, workbook, COLUMNS) for _each in range(times)]
    peer = _by_xlsxwriter(workbook, folder / "peer.xlsx")
    yield Figure.of(
        f"export {count} customers × {len(COLUMNS)} columns to .xlsx",
        spent,
        unit="s",
        peer="the same cells by xlsxwriter, without reading them",
        peer_median=peer,
        limit=limit,
    )
    for ending in (".xlsx", ".csv", ".json"):
        spent = [_export(crm, actor, ids, folder / f"all{ending}", ()) for _each in range(times)]
        what = f"export {count} customers with all usual columns to {ending}"
        yield Figure.of(what, spent, unit="s")


def _export(
    crm: Crm, actor: Actor, ids: Sequence[CustomerId], path: Path, columns: tuple[str, ...]
) -> float:
    order = ExportOrder(
        subject=Subject.CUSTOMERS,
        path=path,
        kind=FileKind(path.suffix),
        request=ListRequest(CustomerView.ALL, sort="id"),
        chosen_ids=ids,
        columns=columns,
        overwrites=True,
    )
    began = time.perf_counter()
    crm.exports.run(actor, order, export_words(Subject.CUSTOMERS))
    return time.perf_counter() - began


def _by_xlsxwriter(workbook: Path, path: Path) -> float:
    with read_sheet(workbook) as sheet:
        header, *rows = [row.cells for row in sheet.rows]
    began = time.perf_counter()
    write_workbook(path, [str(label) for label in header], rows)
    return time.perf_counter() - began


def _edits(crm: Crm, actor: Actor, ids: Sequence[CustomerId]) -> Iterator[Figure]:
    change = BulkChange(added_tags=("批量",))
    spent: list[float] = []

    def edit(part: Sequence[CustomerId]) -> object:
        began = time.perf_counter()
        outcome = crm.bulk_edits.edit(actor, part, change)
        spent.append((time.perf_counter() - began) * 1000)
        return outcome

    in_chunks(edit, ids, lambda _done, _total: True)  # type: ignore[arg-type]  # times the answer
    what = f"change {len(ids):,} customers alike: the lock is held at a time"
    yield Figure.of(what, spent, limit=Bound(_CHUNK_MS, "worst"))
    began = time.perf_counter()
    crm.history.undo(actor)
    yield Figure.of("undo it", [time.perf_counter() - began], unit="s")
