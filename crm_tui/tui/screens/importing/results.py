"""What became of the rows of an import, or would: refused ones first, each with its reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from crm_tui.domain.imports.outcomes import (
    ImportLine,
    ImportResult,
    Outcome,
    RefusedLine,
)
from crm_tui.i18n import _
from crm_tui.presentation.import_plans import result_lines
from crm_tui.presentation.import_results import outcome_word, refusal_reason, result_words, told_of
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.screens.importing.panes import ImportPane
from crm_tui.tui.screens.settings.sections import Host, SettingsList, text_column, words
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.path_field import PathField, typed_path
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

_MOST_REFUSED = 1_000
"""So many refused rows are listed; the file of results has them all."""
_TONES = {
    Outcome.CREATED: Tone.GOOD,
    Outcome.UPDATED: Tone.GOOD,
    Outcome.PASSED_ON: Tone.ACCENT,
    Outcome.REFUSED: Tone.BAD,
}


@dataclass(frozen=True, slots=True)
class LineRow:
    """A row of the file and what became of it."""

    id: int
    line: ImportLine


class ImportResultScreen(ImportPane):
    """What a dry run found, or what an import did; from a dry run it goes on to the import."""

    def __init__(self, session: Session, found: ImportResult, store: Callable[[], None]) -> None:
        super().__init__(session)
        self._found = found
        self._list = ResultList(self, found, store)

    @property
    def shown(self) -> SettingsList[Any]:
        """The rows."""
        return self._list

    def side_heading(self) -> str:
        """Return what stands over the pane beside the list."""
        return _("In all")

    def action_back(self) -> None:
        """Go back to the columns; from what was imported, to where it began."""
        from crm_tui.tui.screens.importing.columns import (  # noqa: PLC0415 - it leads here
            ImportColumnsScreen,
        )

        stored = not self._found.plan.dry_run
        self.dismiss(None)
        if stored:
            for screen in reversed(self.app.screen_stack[1:]):
                if not isinstance(screen, (ImportColumnsScreen, ImportResultScreen)):
                    break
                if screen is not self:
                    screen.dismiss(None)


class ResultList(SettingsList[LineRow]):
    """The refused rows, then the first ones of every other fate."""

    id = "import_result"
    commands = frozenset({"import.next", "import.result"})

    def __init__(self, host: Host, found: ImportResult, store: Callable[[], None]) -> None:
        super().__init__(host)
        self._found = found
        self._store = store

    @property
    def title(self) -> str:
        """Whether it was done or only tried, and of which file."""
        said = _("Dry run: nothing is stored yet") if self._found.plan.dry_run else _("Imported")
        return f"{said} · {self._found.plan.name}"

    def columns(self) -> Sequence[Column[LineRow]]:
        """Return the line in the file, what became of it, and why."""
        return (
            text_column("line", _("Line"), 6, lambda row: str(row.line.line)),
            text_column(
                "outcome",
                _("Outcome"),
                8,
                lambda row: outcome_word(row.line.outcome, self._found.plan),
                widest=14,
                tone=lambda row: _TONES.get(row.line.outcome, Tone.NORMAL),
            ),
            text_column("name", _("Name"), 26, _name, widest=30),
            text_column("why", _("Reason"), 24, self._why, widest=90, priority=1),
        )

    def _why(self, row: LineRow) -> str:
        """Return why, without the line, which stands beside it."""
        if isinstance(row.line, RefusedLine):
            return " ".join(refusal_reason(each) for each in row.line.refusals)
        return " ".join(told_of(row.line, self._found.plan)[1].split())

    def read(self) -> Sequence[LineRow]:
        """Read the rows that are listed; those of a large file lie on disk."""
        return [LineRow(each.line, each) for each in self._listed()]

    def _listed(self) -> Iterator[ImportLine]:
        refused = (each for each in self._found.lines if isinstance(each, RefusedLine))
        yield from islice(refused, _MOST_REFUSED)
        for outcome, samples in self._found.samples.items():
            if outcome is not Outcome.REFUSED:
                yield from samples

    def facts(self, row: LineRow) -> Iterable[Section]:
        """Return the import as a whole, and the row under the cursor in full."""
        yield Section("", tuple(words(each) for each in self._lines()))
        said, why = told_of(row.line, self._found.plan)
        lines = [words(said), *(words(each) for each in why.splitlines())]
        heading = _("line {line}").format(line=row.line.line)
        yield Section(f"{heading} {name_in_sentence(_name(row))}".rstrip(), tuple(lines))

    def empty_words(self) -> str:
        """Return what is said of a file without rows."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        """Yield what it did as a whole, and how it is taken back from here."""
        yield from result_lines(self._found)
        if self._found.changed is not None and self._found.changed.batch_id is not None:
            yield _("It is imported; u takes it back.")

    def foot(self, rows: Sequence[LineRow]) -> str:
        """Return how many rows had which fate."""
        counts, plan = self._found.counts.items(), self._found.plan
        return " · ".join(
            f"{outcome_word(each, plan)} {count:,}" for each, count in counts if count
        )

    def why_not(self, command_id: str, row: LineRow | None) -> str | None:
        """Return why there is nothing to go on with, or None."""
        if command_id != "import.next":
            return None
        if not self._found.plan.dry_run:
            return _("It is imported; u takes it back.")
        refused = self._found.count(Outcome.REFUSED) + self._found.count(Outcome.SKIPPED)
        if refused == sum(self._found.counts.values()):
            return _("No row would be imported.")
        return None

    def act(self, command_id: str, row: LineRow | None) -> None:
        """Import it, or write the file of results."""
        match command_id:
            case "import.next":
                self._store()
            case "import.result":
                self._ask_path()

    def _ask_path(self) -> None:
        source = self._found.plan.source
        usual = ""
        if isinstance(source, Path):
            name = _("{name}-result.xlsx").format(name=source.stem)
            usual = str(source.with_name(name))
        dialog = FormDialog(
            _("Write what became of every row"),
            lambda: [PathField(_("File"), usual, id="path")],
            _("Write"),
            lines=(_("The columns of the file with line, outcome and reason; faults coloured."),),
        )

        def chosen(values: Values | None) -> None:
            if values is not None:
                self._write(typed_path(values["path"]))

        self.host.app.push_screen(dialog, chosen)

    def _write(self, path: Path) -> None:
        imports, found, operations = self.session.crm.imports, self._found, self.host.operations

        def told(count: int) -> None:
            said = _("{count} rows written to {path}")
            operations.tell(said.format(count=f"{count:,}", path=name_in_sentence(str(path))))

        operations.ask(
            lambda: imports.write_result(found, path, result_words(found.plan)),
            told,
            key="import result",
        )


def _name(row: LineRow) -> str:
    return str(getattr(row.line, "name", ""))
