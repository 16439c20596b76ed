"""What the columns of a file are taken for, with samples; each can be said otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from crm_tui.domain.imports.mappings import NOT_READ, field_meant
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.proposals import ProposedColumn, Sureness
from crm_tui.domain.pinyin import initials
from crm_tui.domain.text import printable
from crm_tui.i18n import _
from crm_tui.presentation.import_mappings import column_word, mapping_reason, sureness_word
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import cut
from crm_tui.presentation.words import word
from crm_tui.tui.screens.importing.options import ask_options
from crm_tui.tui.screens.importing.panes import ImportPane
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    text_column,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.fields import TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

if TYPE_CHECKING:  # the services are slow to import
    from crm_tui.services.imports import ImportProposal

_SHOWN_ROWS = 8
_CELL_SHOWN = 120
"""Of a long cell two or three lines tell what it is, and leave room for the others."""
_LINE_LIMIT = 6
_ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5")


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of the file as a row of the list."""

    id: int
    proposed: ProposedColumn


class ImportColumnsScreen(ImportPane):
    """The columns of a file and what they hold; from here on the import is gone through."""

    def __init__(self, session: Session, proposal: ImportProposal) -> None:
        super().__init__(session)
        self._list = ColumnList(self, proposal)

    @property
    def shown(self) -> SettingsList[Any]:
        """The columns."""
        return self._list

    def action_back(self) -> None:
        """Leave; nothing was stored."""
        self.dismiss(None)


class ColumnList(SettingsList[ColumnRow]):
    """The columns of a file from left to right."""

    id = "import_columns"
    commands = frozenset(
        {
            "settings.edit",
            "settings.delete",
            "import.next",
            "import.sheet",
            "import.header",
            "import.encoding",
        }
    )

    def __init__(self, host: Host, proposal: ImportProposal) -> None:
        super().__init__(host)
        self._proposal = proposal
        self._rows = [ColumnRow(each.column.index, each) for each in proposal.mapping.columns]

    @property
    def plan(self) -> ImportPlan:
        """How the file is read by now."""
        return self._proposal.plan

    @property
    def title(self) -> str:
        """What is imported, of which sheet."""
        parts = [_("Import"), word(self.plan.kind), self.plan.name, self._proposal.sheet]
        return " · ".join(filter(None, parts))

    def columns(self) -> Sequence[Column[ColumnRow]]:
        """Return letter and label, what it is taken for and how sure that is, some cells."""
        return (
            text_column("letter", _("Column"), 4, lambda row: row.proposed.column.letter),
            text_column(
                "label",
                _("In the file"),
                20,
                lambda row: printable(row.proposed.column.label),
                widest=28,
            ),
            text_column("field", _("Becomes"), 14, _becomes, widest=24, tone=_tone),
            text_column("sure", _("How sure"), 8, _sure, tone=_tone, priority=1),
            text_column("samples", _("Samples"), 20, _samples, widest=60, priority=2),
        )

    def read(self) -> Sequence[ColumnRow]:
        """Return the columns; they were read with the file."""
        return self._rows

    def facts(self, row: ColumnRow) -> Iterable[Section]:
        """Return why the column is taken for that, and its first cells."""
        proposed = row.proposed
        lines = [
            fact(_("Becomes"), _becomes(row)),
            fact(_("Because"), mapping_reason(proposed.reason)),
            fact(_("Header"), _("line {line}").format(line=self._proposal.mapping.header.line)),
        ]
        if self._proposal.encoding:
            lines.append(fact(_("Encoding"), self._proposal.encoding))
        yield Section(printable(proposed.column.label) or proposed.column.letter, tuple(lines))
        cells = [
            fact(str(each.line), cut(_cell(each.cells, row.id), _CELL_SHOWN))
            for each in self._proposal.rows[:_SHOWN_ROWS]
        ]
        yield Section(_("First rows"), tuple(cells))
        if self._proposal.imported_before is not None:
            said = _("The same file was imported before, as batch {batch}.")
            yield Section("", (words(said.format(batch=self._proposal.imported_before)),))

    def foot(self, rows: Sequence[ColumnRow]) -> str:
        """Return how many columns are read, and how many are not."""
        read = sum(bool(each.proposed.field) for each in rows)
        return _("{read} of {all} columns are read").format(read=read, all=len(rows))

    def why_not(self, command_id: str, row: ColumnRow | None) -> str | None:
        """Return why there is nothing to choose, or None."""
        match command_id:
            case "settings.edit" | "settings.delete":
                return needs_row(row)
            case "import.sheet" if len(self._proposal.sheets) < 2:
                return _("The file has only one sheet.")
            case "import.encoding" if self._proposal.encoding is None:
                return _("Only text files have an encoding to choose.")
            case _:
                return None

    def act(self, command_id: str, row: ColumnRow | None) -> None:
        """Do what a key means."""
        match command_id:
            case "settings.edit" if row is not None:
                self._choose_field(row)
            case "settings.delete" if row is not None:
                self._map(row, NOT_READ)
            case "import.sheet":
                self._choose_sheet()
            case "import.header":
                self._ask_header()
            case "import.encoding":
                self._choose_encoding()
            case "import.next":
                ask_options(self.host, self.plan)

    # --- saying otherwise ------------------------------------------------------------------------

    def _choose_field(self, row: ColumnRow) -> None:
        choices = [Choice(NOT_READ, _("do not read it"), "bdr none")]
        own = (*self.session.own.customers, *self.session.own.contacts)
        for name in self._proposal.fields:
            meant = field_meant(name, self.plan.kind, own)
            label = name if meant is None else column_word(meant)
            choices.append(Choice(name, label, f"{initials(label)} {name}"))
        label = printable(row.proposed.column.label) or row.proposed.column.letter
        dialog = ChooseDialog(
            _("What does “{column}” hold?").format(column=label),
            choices,
            begin_at=row.proposed.field or NOT_READ,
        )
        self.host.app.push_screen(dialog, partial(self._field_chosen, row))

    def _field_chosen(self, row: ColumnRow, field: str | None) -> None:
        if field is not None:
            self._map(row, field)

    def _map(self, row: ColumnRow, field: str) -> None:
        letter = row.proposed.column.letter
        mapping = {**self.plan.mapping, letter: field}
        self._read_anew(replace(self.plan, mapping=mapping))

    def _choose_sheet(self) -> None:
        choices = [Choice(name, printable(name), initials(name)) for name in self._proposal.sheets]
        dialog = ChooseDialog(_("Sheet"), choices, begin_at=self._proposal.sheet)
        self.host.app.push_screen(dialog, self._with(lambda name: {"sheet": name, "mapping": {}}))

    def _choose_encoding(self) -> None:
        choices = [Choice(name, name) for name in _ENCODINGS]
        dialog = ChooseDialog(_("Encoding"), choices, begin_at=self._proposal.encoding or "")
        self.host.app.push_screen(
            dialog, self._with(lambda name: {"encoding": name, "mapping": {}})
        )

    def _ask_header(self) -> None:
        def fields() -> Sequence[TextField]:
            line = str(self._proposal.mapping.header.line)
            return [TextField(_("Line"), line, limit=_LINE_LIMIT, why_wrong=_no_line, id="line")]

        dialog = FormDialog(
            _("On which line does the header stand?"),
            fields,
            _("Read"),
            lines=(_("0 where there is none; the columns are told by their cells then."),),
        )

        def chosen(values: Values | None) -> None:
            if values is not None:
                line = int(values["line"])
                self._read_anew(replace(self.plan, header_line=line, mapping={}))

        self.host.app.push_screen(dialog, chosen)

    def _with(self, changes: Callable[[str], dict[str, Any]]) -> Callable[[str | None], None]:
        def chosen(name: str | None) -> None:
            if name is not None:
                self._read_anew(replace(self.plan, **changes(name)))

        return chosen

    def _read_anew(self, plan: ImportPlan) -> None:
        session = self.session
        self.host.operations.ask(
            lambda: session.crm.imports.propose(session.actor, plan),
            self._show,
            key="import proposal",
        )

    def _show(self, proposal: ImportProposal) -> None:
        self._proposal = proposal
        self._rows = [ColumnRow(each.column.index, each) for each in proposal.mapping.columns]
        self.host.reload()


def _becomes(row: ColumnRow) -> str:
    return column_word(row.proposed.column) if row.proposed.field else "—"


def _sure(row: ColumnRow) -> str:
    return sureness_word(row.proposed.sureness)


def _samples(row: ColumnRow) -> str:
    return " · ".join(map(printable, row.proposed.samples))


def _tone(row: ColumnRow) -> Tone:
    match row.proposed.sureness:
        case Sureness.UNKNOWN:
            return Tone.DIM
        case Sureness.GUESSED | Sureness.LIKELY:
            return Tone.WARN
        case Sureness.SAID:
            return Tone.ACCENT
        case Sureness.SURE:
            return Tone.NORMAL


def _cell(cells: Sequence[object], at: int) -> str:
    value = cells[at] if at < len(cells) else None
    return "" if value is None else " ".join(printable(str(value)).split())


def _no_line(text: str) -> str | None:
    return None if text.isdecimal() else _("Write the number of a line.")
