"""团队看板: who is full, what leaves this week, what lies long, what moves in circles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.overviews import Overview
from crm_tui.i18n import _
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for, command
from crm_tui.tui.record_commands import RecordCommands
from crm_tui.tui.screens.overview_parts import (
    COLUMNS,
    LABELS,
    Line,
    Part,
    PartLines,
    lines_of,
    summary,
)
from crm_tui.tui.screens.tabs import OwnerWanted
from crm_tui.tui.screens.trails import Trail
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.pieces import Piece, PieceLine, total_width
from crm_tui.tui.widgets.preview import Preview
from crm_tui.tui.widgets.record_list import Marks, Opening, RecordList
from crm_tui.tui.widgets.record_list.messages import (
    Highlighted,
    InvertRequested,
    MarkAllRequested,
    Opened,
)
from crm_tui.tui.widgets.status_bar import StatusBar

_SPANS = (7, 30, 90)


class PartBar(PieceLine):
    """The parts of the view with their numbers; each can be clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._part = Part.LEAVING
        self._numbers: dict[Part, int] = {}

    def show(self, part: Part, overview: Overview) -> None:
        """Show which part is listed, and how much stands in each."""
        self._part = part
        self._numbers = {each: len(lines_of(overview, each)) for each in Part}
        self.refresh()

    def pieces(self, width: int) -> Sequence[Piece]:
        """Return the parts side by side, with their numbers or in short where there is no room."""
        names = {part: _(label) for part, label in LABELS.items()}
        numbered = {part: f"{name} {self._numbers.get(part, 0)}" for part, name in names.items()}
        short = {part: str(digit) for digit, part in enumerate(LABELS, start=1)}
        short[self._part] = f"{short[self._part]} {names[self._part]}"
        for labels in (numbered, names):
            pieces = [self._piece(part, label) for part, label in labels.items()]
            if total_width(pieces) <= width:
                return pieces
        return [self._piece(part, label) for part, label in short.items()]

    def _piece(self, part: Part, label: str) -> Piece:
        is_active = part is self._part
        shown = f"[{label}]" if is_active else f" {label} "
        return Piece(shown, "active" if is_active else "normal", part.value)

    def chosen(self, target: str) -> None:
        """Show the part that was clicked."""
        screen = self.screen
        if isinstance(screen, OverviewScreen):
            screen.show_part(Part(target))


class OverviewScreen(RecordCommands[None]):
    """The manager's view: parts at the top, the list of one below, numbers at the side."""

    scope: ClassVar[Scope] = Scope.OVERVIEW
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.OVERVIEW)]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - the library declares it for instances
        (0, "-narrow"),
        (110, "-wide"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._part = Part.LEAVING
        self._days = _SPANS[1]
        self._overview: Overview | None = None
        self._owner = ""
        self._row: CustomerRow | None = None
        self._lines = PartLines()
        self._records: RecordList[Line] = RecordList(COLUMNS[self._part](session))

    def compose(self) -> ComposeResult:
        """Put status line, parts, list, numbers and footer on the screen."""
        yield StatusBar()
        yield PartBar()
        with Horizontal(classes="tab--body"):
            with Vertical(classes="tab--list"):
                yield self._records
            with Vertical(classes="overview--numbers"):
                yield Preview()
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read the numbers."""
        self.query_one(".overview--numbers").border_title = _("At a glance")
        self._records.focus()
        show_status = getattr(self.app, "show_status", None)
        if show_status is not None:
            show_status()
        self._read()

    def _read(self) -> None:
        overviews, actor, days = self.session.crm.overviews, self.session.actor, self._days
        self.operations.ask(lambda: overviews.show(actor, days=days), self._show, key="overview")

    def records_changed(self, _changed: Changed) -> None:
        """Read the numbers anew."""
        self._read()

    def _show(self, overview: Overview) -> None:
        self._overview = overview
        self.query_one(Preview).show(summary(self.session, overview))
        self._list(keep_cursor=True)

    # The parts ----------------------------------------------------------------------------------

    def show_part(self, part: Part | None) -> None:
        """List another part."""
        if part is not None and (part is not self._part or self._owner):
            self._part, self._owner = part, ""
            self._records.set_columns(COLUMNS[part](self.session))
            self._list(keep_cursor=False)

    def _list(self, *, keep_cursor: bool) -> None:
        if self._overview is None:
            return
        lines = lines_of(self._overview, self._part)
        if self._owner:
            lines = tuple(each for each in lines if each.person == self._owner)
        self._lines = PartLines(lines)
        records = self._records
        records.empty = Content(_("Nothing to look at here.\nv shows another part, q goes back"))
        index = self._lines.index_of(records.cursor_id or 0) if keep_cursor else None
        opening = Opening(len(lines), 0, lines, index)
        records.replace_source(self._lines, opening=opening, keep_cursor=keep_cursor)
        self.query_one(PartBar).show(self._part, self._overview)
        heading = _(LABELS[self._part])
        if self._owner:
            heading = f"{heading} · {self._owner}"
        pane = self.query_one(".tab--list")
        pane.border_title = Content(f"{heading} ({len(lines)})")
        span = _("last {count} days; s changes it").format(count=self._days)
        pane.border_subtitle = Content(span if self._part is Part.TURNOVER else "")
        self.query_one(KeyFooter).refresh()

    def action_choose_part(self) -> None:
        """Choose what the list shows."""
        choices = [
            Choice(part, f"{digit} {_(label)}", part.value, str(digit))
            for digit, (part, label) in enumerate(LABELS.items(), start=1)
        ]
        self.app.push_screen(ChooseDialog(_("Views"), choices), self.show_part)

    def action_turn_span(self) -> None:
        """Count claims and returns over the next of the spans."""
        self._days = _SPANS[(_SPANS.index(self._days) + 1) % len(_SPANS)]
        self.show_part(Part.TURNOVER)
        self._read()

    # What is under the cursor -------------------------------------------------------------------

    def current_row(self) -> CustomerRow | None:
        """Return the customer of the line under the cursor, once it was read."""
        line = self._records.cursor_record
        row = self._row
        if line is None or row is None or line.customer_id != row.id:
            return None
        return row

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing here now, or None; of a person enter lists theirs."""
        line = self._records.cursor_record
        if command.id == "open" and line is not None and line.user_id is not None:
            return None
        return super().why_not(command)

    def marked_ids(self) -> Sequence[CustomerId]:
        """Return the customers of the marked lines."""
        marked = self._records.marked
        if not marked:
            return ()  # each key of the footer asks
        found = [each.customer_id for each in self._lines.lines if each.id in marked]
        return list(dict.fromkeys(each for each in found if each is not None))

    def batch_done(self, refused: Sequence[CustomerId] = ()) -> None:
        """Leave only those marked that were refused."""
        kept = (each.id for each in self._lines.lines if each.customer_id in refused)
        self._records.set_marked(self._records.marked & frozenset(kept))

    def on_record_list_highlighted(self, message: Highlighted) -> None:
        """Read the customer under the cursor, for the keys."""
        message.stop()
        line = self._records.cursor_record
        if line is None or line.customer_id is None:
            self._row = None
            self.query_one(KeyFooter).refresh()
            return
        customers, actor, wanted = self.session.crm.customers, self.session.actor, line.customer_id
        self.operations.ask(lambda: customers.rows(actor, [wanted]), self._take, key="line")

    def _take(self, rows: list[CustomerRow]) -> None:
        self._row = rows[0] if rows else None
        self.query_one(KeyFooter).refresh()

    def on_record_list_mark_all_requested(self, message: MarkAllRequested) -> None:
        """Mark every line; once more takes the marks away."""
        message.stop()
        everything = Marks(each.id for each in self._lines.lines)
        self._records.set_marked(() if self._records.marked == everything else everything)

    def on_record_list_invert_requested(self, message: InvertRequested) -> None:
        """Mark what is not marked, and nothing else."""
        message.stop()
        self._records.set_marked(
            self._records.marked.inverted(each.id for each in self._lines.lines)
        )

    def on_record_list_opened(self, message: Opened) -> None:
        """Open the customer; of a person, list what leaves them this week, or all they hold."""
        message.stop()
        line = self._records.cursor_record
        if line is None:
            return
        if line.customer_id is not None:
            self._open(line.customer_id)
        elif self._part is Part.BY_OWNER:
            self._part, self._owner = Part.LEAVING, line.person
            self._records.set_columns(COLUMNS[self._part](self.session))
            self._list(keep_cursor=False)
        elif line.user_id is not None:
            self.post_message(OwnerWanted(line.user_id, line.person))

    def person_here(self) -> UserId | None:
        """Return who the line under the cursor is about, for a hand-over of what they hold."""
        line = self._records.cursor_record
        return None if line is None else line.user_id

    def _open(self, customer_id: CustomerId) -> None:
        from crm_tui.tui.screens.detail import DetailScreen  # noqa: PLC0415

        trail = Trail(self._step, self._place, (_(command("overview").label),))
        self.app.push_screen(DetailScreen(self.session, customer_id, trail))

    def _step(self, by: int) -> int | None:
        records = self._records
        target = records.cursor_index + by
        while 0 <= target < len(self._lines.lines):
            found = self._lines.lines[target].customer_id
            if found is not None:
                records.move_to(target)
                return found
            target += by
        return None

    def _place(self) -> tuple[int, int] | None:
        return (self._records.cursor_index + 1, len(self._lines.lines))

    def action_open(self) -> None:
        """Open what is under the cursor, wherever the focus is."""
        self._records.action_open()

    def action_back(self) -> None:
        """Go back: to the whole list first, when it shows one person only."""
        if self._owner:
            self._owner = ""
            self._part = Part.BY_OWNER
            self._records.set_columns(COLUMNS[self._part](self.session))
            self._list(keep_cursor=False)
        else:
            self.dismiss(None)
