"""Write the rows of an export into the kind of file that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crm_tui.db.engine import Location
from crm_tui.domain.exports import ExportColumn, ExportOrder, ExportWords, FileKind
from crm_tui.domain.imports.cells import Cell
from crm_tui.formats.cards import Card, write_cards
from crm_tui.formats.quick_workbooks import SheetColumn, write_quick_workbook
from crm_tui.formats.record_files import write_json, write_markdown
from crm_tui.formats.workbooks import WorkbookError, WriteReason, write_csv
from crm_tui.services.exports.cells import JOINER
from crm_tui.values import dataclass

CARD_KEYS = (
    *("name", "contact_name", "contact_title", "contact_department", "contact_phone"),
    *("contact_email", "contact_wechat", "contact_birthday", "contact_birthday_is_lunar"),
)
"""What a card is made of."""
CALENDAR_KEYS = ("id", "title", "due_at", "name", "notes", "done_at", "has_time")
"""What an entry of a calendar is made of."""
_OF_DATABASE = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when the office is, and what tells it from others in the ids of a calendar."""

    zone: ZoneInfo
    now: datetime
    office: str


def refuse_own_files(path: Path, location: Location, kept: Path | None) -> None:
    """Raise WorkbookError for a path that is the database, or lies among the files beside it."""
    if location.path is None:
        return
    target, database = path.resolve(), location.path.resolve()
    own = {database.with_name(f"{database.name}{suffix}") for suffix in _OF_DATABASE}
    if target in own or (kept is not None and kept.resolve() in target.parents):
        raise WorkbookError(path, WriteReason.OF_DATABASE)


def write_file(
    order: ExportOrder,
    columns: Sequence[ExportColumn],
    rows: Iterable[Sequence[Cell]],
    words: ExportWords,
    place: Place,
) -> int:
    """Write a file whole or not at all and return how many records it has."""
    path, overwrite = order.path, order.overwrites
    labels = [words.label(column) for column in columns]
    match order.kind:
        case FileKind.WORKBOOK:
            heads = [
                SheetColumn(label, column.kind, column.width)
                for label, column in zip(labels, columns, strict=True)
            ]
            count = write_quick_workbook(path, heads, rows, sheet=words.sheet, overwrite=overwrite)
        case FileKind.CSV | FileKind.TSV:
            sign, encoding = "," if order.kind is FileKind.CSV else "\t", order.encoding
            count = write_csv(
                path, labels, rows, encoding=encoding, delimiter=sign, overwrite=overwrite
            )
        case FileKind.JSON:
            keys = [column.key for column in columns]
            count = write_json(path, keys, rows, zone=place.zone, overwrite=overwrite)
        case FileKind.MARKDOWN:
            count = write_markdown(path, labels, rows, overwrite=overwrite)
        case FileKind.VCARD:
            cards = (_card(row, yes=words.yes) for row in rows)
            count = write_cards(path, cards, overwrite=overwrite)
        case FileKind.CALENDAR:
            count = _write_calendar(order, rows, words, place)
    return count


def _card(row: Sequence[Cell], *, yes: str) -> Card:
    customer, name, title, department, phones, email, wechat, birthday, is_lunar = map(_text, row)
    return Card(
        name=name,
        organisation=customer if customer != name else "",
        department=department,
        title=title,
        phones=tuple(phones.split(JOINER)) if phones else (),
        email=email,
        wechat=wechat,
        # Cards know no lunar days; one told as any other would come on the wrong day.
        birthday="" if is_lunar == yes else birthday,
    )


def _write_calendar(
    order: ExportOrder, rows: Iterable[Sequence[Cell]], words: ExportWords, place: Place
) -> int:
    from crm_tui.formats.calendar_files import CalendarEntry, write_calendar  # noqa: PLC0415

    def entries() -> Iterator[CalendarEntry]:
        for id_, title, due_at, customer, notes, done_at, has_time in rows:
            if done_at is None and isinstance(due_at, datetime):
                yield CalendarEntry(
                    uid=f"task-{id_}@{place.office}.crm-tui",
                    title=" · ".join(filter(None, (_text(customer), _text(title)))),
                    day=due_at.date(),
                    at=due_at.replace(tzinfo=place.zone) if has_time else None,
                    note=_text(notes),
                    is_task=True,
                )

    found = list(entries())
    write_calendar(
        order.path,
        found,
        name=words.sheet,
        zone=place.zone,
        now=place.now,
        overwrite=order.overwrites,
    )
    return len(found)


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else ""
