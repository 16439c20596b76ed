"""One record whole, other than a customer: all that such pages share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.errors import CrmError, NotFoundError
from crm_tui.i18n import _
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import KeyCommand
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.panes import TitledPane
from crm_tui.tui.widgets.preview import Preview, Section
from crm_tui.tui.widgets.status_bar import StatusBar

DetailT = TypeVar("DetailT")
Step = Callable[[int], int | None]


class RecordPage(ScreenCommands[None], Generic[DetailT]):
    """A record, worked on from here; with a list behind it one goes on in that."""

    def __init__(self, session: Session, record_id: int, step: Step | None = None) -> None:
        super().__init__(session)
        self._record_id = record_id
        self._step = step
        self.detail: DetailT | None = None
        """The record as it was last read."""

    @abstractmethod
    def read_detail(self, record_id: int) -> DetailT:
        """Read a record, in a worker."""

    @abstractmethod
    def titles(self, found: DetailT) -> tuple[str, str, str]:
        """Return what stands over the record and under it, and in the window's title."""

    @abstractmethod
    def sections(self, found: DetailT) -> Sequence[Section]:
        """Return what is told of the record."""

    def compose(self) -> ComposeResult:
        """Put the record over the keys."""
        yield StatusBar()
        with Horizontal(classes="tab--body"), TitledPane(classes="tab--list"):
            yield Preview()
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read it."""
        show_status = getattr(self.app, "show_status", None)
        if show_status is not None:
            show_status()
        self.reload()

    def reload(self) -> None:
        """Read the record anew."""
        record_id = self._record_id
        self.operations.ask(
            lambda: self.read_detail(record_id), self._show, key="record page", failed=self._gone
        )

    def _gone(self, error: CrmError) -> None:
        if isinstance(error, NotFoundError):
            self.dismiss(None)
        else:
            self.operations.show_error(error)

    def records_changed(self, _changed: Changed) -> None:
        """Read it anew."""
        self.reload()

    def _show(self, found: DetailT) -> None:
        self.detail = found
        above, below, place = self.titles(found)
        self.query_one(TitledPane).show_titles(Content(above), Content(below))
        self.query_one(Preview).show(self.sections(found))
        self.tell_place(place)
        self.refresh_keys()

    def show_record(self, record_id: int) -> None:
        """Show another record in the place of this one."""
        self._record_id = record_id
        self.reload()

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing here, or None."""
        if command.id in {"record.next", "record.previous"} and self._step is None:
            return _("There is no list to go on in.")
        return super().why_not(command)

    def action_next_record(self) -> None:
        """Go on to the next of the list."""
        self._go(1)

    def action_previous_record(self) -> None:
        """Go back to the one before in the list."""
        self._go(-1)

    def _go(self, by: int) -> None:
        found = None if self._step is None else self._step(by)
        if found is None:
            words = _("That was the last one.") if by > 0 else _("That was the first one.")
            self.operations.tell(words)
            return
        self.show_record(found)

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.dismiss(None)
