"""Open what is to be imported: the rows of a file or of a paste, and what their columns mean."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_tui.db.queries import dictionaries, imports, users
from crm_tui.db.queries.custom_fields import all_fields
from crm_tui.db.unit_of_work import View
from crm_tui.domain.days import date_of
from crm_tui.domain.dictionaries import SEEDS, DictionaryItem, DictionaryKind
from crm_tui.domain.imports import ImportContext, SheetRow, Table, read_table
from crm_tui.domain.imports.mappings import Mapped, mapping_faults, meaning_faults, meanings_of
from crm_tui.domain.imports.plans import ImportPlan, PastedRows
from crm_tui.domain.imports.proposals import header_key
from crm_tui.domain.users import Permission
from crm_tui.errors import FileFormatError, NotPermittedError, UnknownMappingError
from crm_tui.formats.sheets import SheetReason, read_sheet, sheet_error
from crm_tui.values import dataclass

Progress = Callable[[int, int | None], None]
"""Takes how many rows are done, of how many; None while the file is still being read."""

Cancel = Callable[[], bool]
"""Answers whether the person wants it to stop; then nothing is written."""

Saved = Callable[[str, str], Mapped]
"""Returns the mapping that was kept for a kind of rows under a header's key."""


class CancelledError(Exception):
    """The person stopped the import; the transaction around it is rolled back."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Tells how far the work is, and asks whether to go on."""

    progress: Progress | None = None
    cancel: Cancel | None = None

    def step(self, done: int, total: int | None) -> None:
        """Report a step; raise CancelledError when it was the last."""
        if self.cancel is not None and self.cancel():
            raise CancelledError
        if self.progress is not None:
            self.progress(done, total)


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be imported, opened: its rows taken for a table, its bytes' hash."""

    table: Table
    sha256: str
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    encoding: str | None = None


def refuse_import(view: View, plan: ImportPlan) -> None:
    """Raise NotPermittedError for who may not import so."""
    wanted = [Permission.IMPORT]
    if plan.is_opening or plan.adds_words:
        wanted.append(Permission.MANAGE_OFFICE)
    for permission in wanted:
        if not view.person.may(permission):
            raise NotPermittedError(permission.value)


def context_of(view: View, plan: ImportPlan) -> ImportContext:
    """Return what the office knows, for reading rows as the plan says."""
    words = dictionaries.items(view.connection)
    fields = all_fields(view)
    return ImportContext(
        industries=_ids_of(words, DictionaryKind.INDUSTRY),
        sources=_ids_of(words, DictionaryKind.SOURCE),
        stages=_ids_of(words, DictionaryKind.STAGE),
        people=tuple((login, name) for _, login, name in users.logins(view.connection)),
        today=date_of(view.today),
        strict_contact=view.office.strict_contact,
        phone_numbers=view.office.work.phone_numbers,
        is_opening=plan.is_opening,
        adds_words=plan.adds_words,
        splits_notes=plan.splits_notes,
        carries_names=plan.carries_names,
        pools=imports.pools_by_name(view),
        methods=_ids_of(words, DictionaryKind.FOLLOW_UP_METHOD),
        results=_ids_of(words, DictionaryKind.FOLLOW_UP_RESULT),
        expense_kinds=_ids_of(words, DictionaryKind.EXPENSE_KIND),
        fields=fields,
        currency=view.office.currency,
        meanings=meanings_of(plan.meanings, plan.kind, fields),
    )


def _ids_of(words: list[DictionaryItem], kind: DictionaryKind) -> dict[str, int]:
    codes = {word.code: word.id for word in words if word.kind is kind}
    seeds = [seed for seed in SEEDS[kind] if seed.code in codes]
    # A Chinese file fits an English office: a seeded word is known in both languages.
    both = {name: codes[seed.code] for seed in seeds for name in (seed.zh, seed.en)}
    return both | {word.name: word.id for word in words if word.kind is kind}


@contextmanager
def opened(plan: ImportPlan, context: ImportContext, saved: Saved) -> Iterator[Source]:
    """Give the source of a plan, opened; raise a SheetError for one of no use."""
    if isinstance(plan.source, PastedRows):
        yield Source(_table(plan, plan.source.rows, context, saved), _hash_of(plan.source))
        return
    with read_sheet(plan.source, sheet=plan.sheet, encoding=plan.encoding) as sheet:
        digest = sha256_of(plan.source)
        table = _table(plan, sheet.rows, context, saved)
        yield Source(table, digest, sheet.name, sheet.sheets, sheet.encoding)


def _table(
    plan: ImportPlan,
    rows: Iterator[SheetRow] | tuple[SheetRow, ...],
    context: ImportContext,
    saved: Saved,
) -> Table:
    def kept(labels_key: str) -> Mapped:
        return saved(plan.kind.value, labels_key)

    table = read_table(
        rows,
        context,
        plan.kind,
        given=plan.mapping or None,
        saved=kept,
        header_line=plan.header_line,
    )
    if table is None:
        raise sheet_error(_path_of(plan), SheetReason.NO_HEADER)
    labels = table.header.labels
    faults = mapping_faults(labels, plan.mapping, plan.kind, context.fields)
    faults += meaning_faults(plan.meanings, plan.kind, context.fields)
    if faults:
        raise UnknownMappingError(faults)
    return table


def _path_of(plan: ImportPlan) -> Path:
    return plan.source if isinstance(plan.source, Path) else Path(plan.source.name or "-")


def _hash_of(pasted: PastedRows) -> str:
    return hashlib.sha256(repr(pasted.rows).encode(errors="replace")).hexdigest()


def sha256_of(path: Path) -> str:
    """Return the hash of a file's bytes, by which it is known again."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise not_readable(path) from error


def not_readable(path: Path) -> FileFormatError:
    """Return the error for a file that went away or changed while it was used."""
    return sheet_error(path, SheetReason.NOT_READABLE)


def key_of(table: Table) -> str:
    """Return the key under which the mapping of a table is kept."""
    return header_key(table.header.labels)
