"""操作日志: every event that one may see, the newest first, however many there are."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from crm_tui.domain.audits import AuditRow, SealState
from crm_tui.domain.events import Changed, HistoryFilter
from crm_tui.domain.health import Check
from crm_tui.domain.identifiers import BatchId
from crm_tui.domain.users import Permission
from crm_tui.domain.users import Scope as Reach
from crm_tui.i18n import _
from crm_tui.presentation.audits import (
    audit_about,
    audit_changes,
    audit_lines,
    audit_who,
    seal_words,
)
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.health import check_sentence
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import operation_word, road_word
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.machine import machine_of
from crm_tui.tui.screens.audit_dialogs import AuditFilter, ask_export, ask_filter
from crm_tui.tui.screens.settings.sections import fact, text_column
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.dialogs import MessageDialog
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.preview import Preview, Section
from crm_tui.tui.widgets.record_list import Column, RecordList
from crm_tui.tui.widgets.record_list.messages import Highlighted, Opened
from crm_tui.tui.widgets.status_bar import StatusBar

_AT_FIRST = 256
"""Events that are shown while the numbers of all of them are read."""
_NOT_HERE = frozenset({"list.mark", "list.mark_range", "list.mark_all", "list.invert"})


class AuditSource:
    """The events of some numbers, the newest first; what stands in them is read by the page."""

    def __init__(self, session: Session, ids: array[int]) -> None:
        self.session, self.ids = session, ids

    def count(self) -> int:
        """Return how many events there are."""
        return len(self.ids)

    def fetch(self, start: int, n: int) -> Sequence[AuditRow]:
        """Return up to `n` events from the place `start` on."""
        ids = self.ids[start : start + n]
        found = {
            each.id: each for each in self.session.crm.audits.rows(self.session.actor, list(ids))
        }
        # What got out of sight since leaves a blank row: places do not move under the cursor.
        return [found.get(each) or self._blank(each) for each in ids]

    def index_of(self, record_id: int) -> int | None:
        """Return the place of an event, or None when it is not among these."""
        place = bisect_left(self.ids, -record_id, key=lambda each: -each)
        is_there = place < len(self.ids) and self.ids[place] == record_id
        return place if is_there else None

    def _blank(self, event_id: int) -> AuditRow:
        now = self.session.now
        return AuditRow(event_id, BatchId(0), now, "", "", "", "", "", None, "", None, {}, {})


@dataclass(frozen=True)
class _Read:
    source: AuditSource
    is_whole: bool


class AuditFooter(KeyFooter):
    """The keys that mean something in the history."""

    def belongs(self, each: KeyCommand) -> bool:
        """Return whether a key means something here."""
        screen = self.screen
        return isinstance(screen, AuditScreen) and screen.is_meant(each)


class AuditScreen(ScreenCommands[None]):
    """The history as a window, with the event under the cursor beside it."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - the library declares it for instances
        (0, "-narrow"),
        (100, "-wide"),
        (150, "-widest"),
    ]
    scope = Scope.AUDIT
    marks_all = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.AUDIT)]

    def __init__(self, session: Session, asked: AuditFilter | None = None) -> None:
        super().__init__(session)
        self._asked = asked or AuditFilter()
        self._source: AuditSource | None = None
        self._seals = ""
        self._rows: RecordList[AuditRow] = RecordList(
            _columns(session), classes="settings--rows", empty=Content(_("Reading …"))
        )

    def compose(self) -> ComposeResult:
        """Put the list between status line and footer."""
        yield StatusBar()
        with Horizontal(classes="tab--body"):
            with Vertical(classes="tab--list"):
                yield self._rows
            with Vertical(classes="tab--preview"):
                yield Preview()
        yield AuditFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read the newest events, then the numbers of all."""
        self.query_one(".tab--preview").border_title = _("Preview")
        self.set_class(not machine_of(self).settings.display.preview, "-preview-off")
        self._rows.focus()
        self._read(keep_cursor=False)
        self._read_seals()

    # Reading ------------------------------------------------------------------------------------

    def _read(self, *, keep_cursor: bool) -> None:
        asked, session, before = self._asked.asked, self.session, self._source
        audits, actor = session.crm.audits, session.actor

        def some() -> _Read:
            ids = audits.ids(actor, asked, limit=_AT_FIRST)
            return _Read(AuditSource(session, ids), len(ids) < _AT_FIRST)

        def all_of_them() -> _Read:
            if keep_cursor and before is not None and before.ids:
                newer = audits.ids(actor, asked, after_id=before.ids[0])
                return _Read(AuditSource(session, newer + before.ids), is_whole=True)
            return _Read(AuditSource(session, audits.ids(actor, asked)), is_whole=True)

        # The newest come at once; a filter that few events pass would be asked twice for nothing.
        at_once = some if asked == HistoryFilter() and before is None else all_of_them
        shown = partial(self._show_first, all_of_them, keep_cursor=keep_cursor)
        self.operations.ask(at_once, shown, key=f"audit {id(self)}")

    def _show_first(
        self, all_of_them: Callable[[], _Read], found: _Read, *, keep_cursor: bool
    ) -> None:
        self._show(found, keep_cursor=keep_cursor)
        if not found.is_whole:
            whole = partial(self._show, keep_cursor=True)
            self.operations.ask(all_of_them, whole, key=f"audit {id(self)}")

    def _show(self, found: _Read, *, keep_cursor: bool) -> None:
        self._source = found.source
        self._rows.empty = Content(_("Nothing of this kind happened."))
        self._rows.replace_source(found.source, keep_cursor=keep_cursor)
        name = _("History of everything")
        count = f"{len(found.source.ids):,}" if found.is_whole else "…"
        title = f"{name} ({count})"
        pane = self.query_one(".tab--list")
        pane.border_title = Content(" · ".join(filter(None, (title, self._asked.words))))
        self.tell_place(title)
        self._show_facts()

    @property
    def _sees_everything(self) -> bool:
        person = self.session.person
        return person.scope is Reach.ALL and person.may(Permission.UNDO_OTHERS)

    def _read_seals(self) -> None:
        if self._sees_everything:
            audits, actor = self.session.crm.audits, self.session.actor
            self.operations.ask(
                lambda: audits.sealed(actor), self._show_seals, key=f"seals {id(self)}"
            )

    def _show_seals(self, state: SealState) -> None:
        self._seals = seal_words(state, self.session.now, self.session.zone)
        self.query_one(".tab--list").border_subtitle = Content(self._seals)

    def records_changed(self, _changed: Changed) -> None:
        """Show what happened since on top; the cursor stays on its event."""
        if self._source is not None:
            self._read(keep_cursor=True)
            self._read_seals()

    # The event under the cursor -----------------------------------------------------------------

    @property
    def row(self) -> AuditRow | None:
        """The event under the cursor, or None."""
        return self._rows.cursor_record

    def on_record_list_highlighted(self, message: Highlighted) -> None:
        """Show the event under the cursor beside the list."""
        message.stop()
        self._show_facts()

    def _show_facts(self) -> None:
        row = self.row
        self.query_one(Preview).show(() if row is None else tuple(self._facts(row)))
        self.query_one(KeyFooter).refresh()

    def _facts(self, row: AuditRow) -> Iterable[Section]:
        told = audit_lines(row, self.session.now, self.session.zone)
        yield Section(
            operation_word(row.operation), tuple(fact(label, text) for label, text in told)
        )
        changes = tuple(fact(label, text) for label, text in audit_changes(row))
        if changes:
            yield Section(_("What changed"), changes)

    def on_record_list_opened(self, message: Opened) -> None:
        """Show the event in full."""
        message.stop()
        row = self.row
        if row is not None:
            told = [*audit_lines(row, self.session.now, self.session.zone), *audit_changes(row)]
            body = "\n".join(": ".join(each) for each in told)
            self.app.push_screen(MessageDialog(operation_word(row.operation), Content(body)))

    # Keys ---------------------------------------------------------------------------------------

    def is_meant(self, command: KeyCommand) -> bool:
        """Return whether a key means something here: nothing is marked, nor sealed for all."""
        if command.id == "audit.seals":
            return self._sees_everything
        return command.id not in _NOT_HERE

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing here now, or None."""
        match command.id:
            case "audit.customer" if self.row is None or self.row.customer_id is None:
                return _("This event is about no customer.")
            case "audit.seals" if not self._seals:
                return self.why_not_permitted(Permission.UNDO_OTHERS)
            case "audit.export":
                return self.why_not_permitted(Permission.EXPORT)
            case _:
                return super().why_not(command)

    def action_back(self) -> None:
        """Go back; with a filter on, drop it first."""
        if self._asked.words:
            self._use(AuditFilter())
        else:
            self.dismiss(None)

    def action_filter_audit(self) -> None:
        """Choose whose events, of which kind, days, customer and road are shown."""
        ask_filter(self, self._asked, self._use)

    def _use(self, asked: AuditFilter) -> None:
        self._asked, self._source = asked, None
        self._rows.empty = Content(_("Reading …"))
        self._read(keep_cursor=False)

    def action_open_customer(self) -> None:
        """Open the customer of the event under the cursor."""
        row = self.row
        if self._may("audit.customer") and row is not None and row.customer_id is not None:
            self.show_found(row.customer_id, found_by="audit")

    def action_export_audit(self) -> None:
        """Write what is shown into a file."""
        if self._may("audit.export"):
            ask_export(self, self._asked)

    def action_check_seals(self) -> None:
        """Compare all of the history with its seals, beside everything else."""
        if not self._may("audit.seals"):
            return
        audits, actor = self.session.crm.audits, self.session.actor
        self.operations.tell(_("Comparing the history with its seals …"))
        self.operations.ask(
            lambda: audits.check_seals(actor), self._tell_check, key=f"check {id(self)}"
        )

    def _tell_check(self, found: Check) -> None:
        lines = [check_sentence(found), *found.faults]
        if not found.is_sound:
            lines.append(
                _("Somebody changed the history past the program; compare it with a backup.")
            )
        self.app.push_screen(MessageDialog(_("Seals"), Content("\n".join((self._seals, *lines)))))

    def action_toggle_preview(self) -> None:
        """Show or hide the pane beside the list."""
        is_shown = self.query_one(".tab--preview").display
        self.set_class(not is_shown, "-preview-on")
        self.set_class(is_shown, "-preview-off")


def _columns(session: Session) -> Sequence[Column[AuditRow]]:
    def when(row: AuditRow) -> str:
        return happened_moment(row.at, session.now, session.zone) if row.kind else "—"

    return (
        text_column("when", _("When"), 12, when, widest=18),
        text_column("who", _("By"), 8, lambda row: audit_who(row) if row.kind else "", widest=14),
        text_column(
            "operation",
            _("Operation"),
            14,
            lambda row: operation_word(row.operation) if row.kind else _("no longer in sight"),
            widest=24,
        ),
        text_column("about", _("Concerns"), 16, audit_about, widest=40),
        text_column(
            "road",
            _("Road"),
            6,
            lambda row: road_word(row.road) if row.road else "",
            priority=1,
            align=Align.RIGHT,
        ),
    )
