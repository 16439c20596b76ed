"""What every list of settings is: its columns and rows, and what its keys do with a row."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from textual.app import App
from textual.content import Content

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.users import Permission
from crm_tui.errors import NotPermittedError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.tui.operations import Operations
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Line, Section
from crm_tui.tui.widgets.record_list import Cell, Column
from crm_tui.tui.widgets.record_list.sources import Record

RowT = TypeVar("RowT", bound=Record)


class Host(Protocol):
    """The screen on which a list of settings stands."""

    session: Session

    @property
    def app(self) -> App[Any]:
        """The app, to push forms on."""
        ...

    @property
    def operations(self) -> Operations:
        """The app, as the one that runs service calls."""
        ...

    def reload(self) -> None:
        """Read the list anew."""
        ...

    def move_to(self, record_id: int) -> None:
        """Put the cursor on a row."""
        ...


class SettingsList(ABC, Generic[RowT]):
    """A list of settings; `commands` are the keys that mean something in it."""

    id: ClassVar[str]
    commands: ClassVar[frozenset[str]] = frozenset()
    begins_at: int | None = None
    """The row on which the cursor begins, where it is not the first."""

    def __init__(self, host: Host) -> None:
        self.host = host

    @property
    def session(self) -> Session:
        """Who sits here, over which database."""
        return self.host.session

    @property
    @abstractmethod
    def title(self) -> str:
        """What the list is called."""

    @abstractmethod
    def columns(self) -> Sequence[Column[RowT]]:
        """Return the columns."""

    @abstractmethod
    def read(self) -> Sequence[RowT]:
        """Read the rows; it is called in a worker."""

    def facts(self, row: RowT) -> Iterable[Section]:
        """Return what stands beside the list about the row under the cursor."""
        return ()

    def person_of(self, row: RowT) -> UserId | None:
        """Return the colleague that a row is about, for a hand-over of what they hold."""
        return None

    def empty_words(self) -> str:
        """Return what is said where nothing is listed."""
        if "settings.add" in self.commands:
            return _("There is none yet.\na adds one")
        return _("There is none yet.")

    def foot(self, rows: Sequence[RowT]) -> str:
        """Return what stands at the foot of the list."""
        return ""

    def why_not(self, command_id: str, row: RowT | None) -> str | None:
        """Return why a key does nothing for the row under the cursor, or None."""
        return None

    @abstractmethod
    def act(self, command_id: str, row: RowT | None) -> None:
        """Do what a key means; it was asked before whether that may be."""


def why_not_may(session: Session, permission: Permission) -> str | None:
    """Return why somebody may not do what needs a permission, or None."""
    if session.person.may(permission):
        return None
    return errors.sentence(NotPermittedError(permission.value))


def needs_row(row: object) -> str | None:
    """Return that nothing is under the cursor, or None."""
    return _("Nothing is under the cursor.") if row is None else None


def text_column(  # noqa: PLR0913 - the knobs of a column
    key: str,
    label: str,
    width: int,
    text: Callable[[Any], str],
    *,
    priority: int = 0,
    widest: int | None = None,
    align: Align = Align.LEFT,
    tone: Callable[[Any], Tone] | None = None,
) -> Column[Any]:
    """Return a column that shows a text; with `widest` it grows where there is room."""

    def render(row: Any) -> Cell:
        return Cell(text(row), Tone.NORMAL if tone is None else tone(row))

    return Column[Any](
        key,
        label,
        width,
        render,
        priority=priority,
        align=align,
        flexible=widest is not None,
        widest=widest or width,
        sortable=False,
    )


def fact(label: str, text: str) -> Line:
    """Return a line of the pane beside the list."""
    return Line(label, Content(text))


def words(text: str) -> Line:
    """Return a line without a label."""
    return Line("", Content(text))


def of(held: int, limit: int | None) -> str:
    """Return a number against its limit: 38/50, or 38 where there is none."""
    return str(held) if limit is None else f"{held}/{limit}"
