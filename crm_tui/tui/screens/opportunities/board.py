"""The board: a column for each stage of a pipeline, its opportunities by the day expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import OpportunityId, PipelineId
from crm_tui.domain.opportunities import Board, OpportunityRow
from crm_tui.domain.pinyin import initials
from crm_tui.domain.pipelines import Pipeline
from crm_tui.domain.queries.fields import OPPORTUNITIES
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.i18n import _
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.dates import short_day
from crm_tui.presentation.money import short_amount
from crm_tui.presentation.opportunities import concern_words
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import cell_width, cut
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.opportunities.commands import OpportunityCommands
from crm_tui.tui.screens.record_sources import CursorWish, WindowSource
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.panes import TitledPane
from crm_tui.tui.widgets.record_list import Cell, Column, Opening, RecordList
from crm_tui.tui.widgets.record_list.messages import Highlighted, Opened
from crm_tui.tui.widgets.status_bar import StatusBar
from crm_tui.values import dataclass

_WIDEST = 200
_CORNERS = 6
"""What a border keeps for itself of the width of its titles."""
_Read = tuple[Board, Sequence[tuple[WindowSource[OpportunityRow], Opening[OpportunityRow]]]]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the cursor is to stand once the board is read: a stage, and an opportunity in it."""

    column: int
    record_id: int | None = None


class StageList(RecordList[OpportunityRow]):
    """The opportunities of one stage; to the left and right stand the other stages."""

    def action_column(self, by: int) -> None:
        """Go to the stage beside this one."""
        screen = self.screen
        if isinstance(screen, BoardScreen):
            screen.action_stage(by)


class BoardScreen(OpportunityCommands):
    """The stages side by side; an opportunity is moved to the left or right by a key."""

    scope = Scope.BOARD
    marks_all = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.BOARD)]

    def __init__(self, session: Session, request: RecordRequest | None = None) -> None:
        """Show the open opportunities of a list, or all that one may see."""
        super().__init__(session)
        self._request = request or RecordRequest(OPPORTUNITIES)
        self._pipeline_id: PipelineId | None = None
        self._board: Board | None = None
        self._wanted = _Place(0)
        self._moment = Moment(session.now, session.zone, session.today)

    def compose(self) -> ComposeResult:
        """Put the stages between status line and footer; they are known a moment later."""
        yield StatusBar()
        yield Horizontal(classes="tab--body board")
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read the board."""
        show_status = getattr(self.app, "show_status", None)
        if show_status is not None:
            show_status()
        self._read()

    # Reading ------------------------------------------------------------------------------------

    def _read(self) -> None:
        service, actor = self.session.crm.opportunities, self.session.actor
        request, pipeline_id = self._request, self._pipeline_id
        wishes = [_wish_of(each) for each in self._lists]

        def read() -> _Read:
            board = service.board(actor, request, pipeline_id)
            found = []
            for at, column in enumerate(board.columns):
                source = WindowSource(service.window(actor, column.request))
                wish = wishes[at] if at < len(wishes) else None
                found.append((source, source.open(wish)))
            return board, found

        self.operations.ask(read, self._show, key="board")

    def records_changed(self, _changed: Changed) -> None:
        """Read the board anew."""
        self._read()

    def _show(self, found: _Read) -> None:
        board, _opened = found
        is_new = self._board is None or self._board.pipeline != board.pipeline
        self._board = board
        self._moment = Moment(self.session.now, self.session.zone, self.session.today)
        if is_new:
            self.run_worker(self._lay_out(found), exclusive=True, group="board")
        else:
            self._fill(found, is_new=False)

    async def _lay_out(self, found: _Read) -> None:
        """Put the stages of another pipeline on the screen."""
        body = self.query_one(".board")
        await body.remove_children()
        await body.mount(*(self._column() for _column in found[0].columns))
        self._fill(found, is_new=True)

    def _fill(self, found: _Read, *, is_new: bool) -> None:
        board, opened = found
        for records, (source, opening) in zip(self._lists, opened, strict=True):
            records.replace_source(source, opening=opening, keep_cursor=not is_new)
        if is_new and self._wanted == _Place(0):
            self._wanted = _Place(_first_with_any(board))
        # What has room is known once the stages are laid out.
        self.call_after_refresh(self._show_titles, board)
        self._go_to_wanted()
        self.refresh_keys()

    def _column(self) -> TitledPane:
        known = Column[OpportunityRow](
            "name",
            _("Opportunity"),
            8,
            self._name_cell,
            flexible=True,
            widest=_WIDEST,
            sortable=False,
        )
        records = StageList((known,))
        records.set_detail(self._detail)
        records.empty = Content("")
        pane = TitledPane(classes="tab--list")
        pane.compose_add_child(records)
        return pane

    def _name_cell(self, row: OpportunityRow) -> Cell:
        tone = Tone.WARN if concern_words(row, self._moment) else Tone.NORMAL
        return Cell(row.name, tone)

    def _detail(self, row: OpportunityRow) -> Sequence[Cell]:
        day = row.fields.expected_day
        when = "" if day is None else short_day(day, self.session.today)
        money = short_amount(row.fields.amount_minor, row.fields.currency)
        return (Cell(money, Tone.ACCENT), Cell(when), Cell(row.customer))

    def _show_titles(self, board: Board) -> None:
        currency = self.session.office.currency
        for pane, column in zip(self.query(TitledPane), board.columns, strict=True):
            sums, room = column.sums, pane.outer_size.width - _CORNERS
            name = column.stage.name
            amount = short_amount(sums.amount_minor, currency)
            weighted = short_amount(sums.weighted_minor, currency)
            above = _fitting(room, f"{name} ({sums.count:,})", name)
            pane.show_titles(
                Content(above), Content(_fitting(room, f"{amount} · {weighted}", amount))
            )
        self.tell_place(board.pipeline.name)

    def on_resize(self) -> None:
        """Show as much of the sums as the stages have room for now."""
        if self._board is not None and self._lists:
            self.call_after_refresh(self._show_titles, self._board)

    def _go_to_wanted(self) -> None:
        lists = self._lists
        if not lists:
            return
        wanted = self._wanted
        records = lists[min(wanted.column, len(lists) - 1)]
        if wanted.record_id is not None:
            records.move_to_record(wanted.record_id)
            self._wanted = _Place(wanted.column)
        if self.is_current:
            self.set_focus(records)

    # Moving about -------------------------------------------------------------------------------

    @property
    def _lists(self) -> list[StageList]:
        return list(self.query(StageList))

    @property
    def _at(self) -> int:
        return next((at for at, each in enumerate(self._lists) if each.has_focus), 0)

    def action_stage(self, by: int) -> None:
        """Go to the stage to the left or right."""
        lists = self._lists
        if lists:
            at = max(0, min(self._at + by, len(lists) - 1))
            self._wanted = _Place(at)
            self.set_focus(lists[at])
            self.refresh_keys()

    def action_shift(self, by: int) -> None:
        """Bring the opportunity under the cursor into the stage to the left or right."""
        row, board = self.allowed_opportunity("opportunity.move"), self._board
        to = self._at + by
        if row is not None and board is not None and 0 <= to < len(board.columns):
            self._wanted = _Place(to, row.id)
            self.move_to_stage(row, board.columns[to].stage.id)

    def current_opportunity(self) -> OpportunityRow | None:
        """Return the opportunity under the cursor."""
        lists = self._lists
        return lists[self._at].cursor_record if lists else None

    def opportunity_entered(self, opportunity_id: OpportunityId) -> None:
        """Go to an opportunity that was just entered."""
        self._wanted = _Place(0, opportunity_id)
        self._read()

    def on_record_list_highlighted(self, message: Highlighted) -> None:
        """Let the footer say what can be done with it."""
        message.stop()
        self.refresh_keys()

    def on_record_list_opened(self, message: Opened) -> None:
        """Open the opportunity."""
        from crm_tui.tui.screens.opportunities.whole import OpportunityScreen  # noqa: PLC0415

        message.stop()
        self.app.push_screen(OpportunityScreen(self.session, OpportunityId(message.record_id)))

    def action_open(self) -> None:
        """Open the opportunity under the cursor."""
        lists = self._lists
        if lists:
            lists[self._at].action_open()

    # Pipelines ----------------------------------------------------------------------------------

    def action_choose_pipeline(self) -> None:
        """Choose whose stages are shown."""
        pipelines, actor = self.session.crm.pipelines, self.session.actor
        self.operations.ask(
            lambda: pipelines.list(actor), self._choose_pipeline, key="pipelines", opens=True
        )

    def _choose_pipeline(self, known: list[Pipeline]) -> None:
        choices = [
            Choice(each.id, f"{digit} {each.name}", initials(each.name), str(digit))
            for digit, each in enumerate(known, start=1)
        ]
        self.app.push_screen(ChooseDialog(_("Pipeline"), choices), self._pipeline_chosen)

    def _pipeline_chosen(self, pipeline_id: PipelineId | None) -> None:
        if pipeline_id is not None:
            self._pipeline_id = pipeline_id
            self._wanted = _Place(0)
            self._read()

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.dismiss(None)


def _first_with_any(board: Board) -> int:
    """Return the first stage that holds an opportunity, the first of all when none does."""
    return next((at for at, each in enumerate(board.columns) if each.sums.count), 0)


def _wish_of(records: StageList) -> CursorWish | None:
    if records.is_loading:
        return None
    rows = max(records.size.height - 1, 1)
    return CursorWish(records.cursor_line_id, records.cursor_index, rows)


def _fitting(room: int, whole: str, short: str) -> str:
    """Return a title whole where there is room for it, or as much as there is of a shorter one."""
    return whole if cell_width(whole) <= room else cut(short, room)
