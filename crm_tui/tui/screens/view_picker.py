"""The views of a list to choose from: by a digit, by what is typed, in an order of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto
from time import monotonic
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.widgets import Input, OptionList

from crm_tui.domain.pinyin import initials, pinyin
from crm_tui.domain.text import printable
from crm_tui.domain.views import ListTab, SavedView
from crm_tui.errors import CrmError
from crm_tui.i18n import _
from crm_tui.presentation.views import said_of, view_fault, view_name
from crm_tui.presentation.widths import Align, cell_width, cut, fit
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.operations import operations_of
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, DialogButton
from crm_tui.values import dataclass

_COUNTING_SECONDS = 0.5
_NAME_CELLS = 30
_COUNT_CELLS = 9


class Pick(Enum):
    """What is wanted of the views."""

    OPEN = auto()
    SAVE_LIST = auto()
    MENU = auto()


@dataclass(frozen=True, slots=True)
class Picked:
    """A view, and what is wanted of it."""

    pick: Pick
    view: SavedView


class ViewPicker(ChooseDialog[Picked]):
    """Asks which view to show; what it shows stays as current as the database."""

    scope = Scope.VIEWS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.VIEWS)]

    def __init__(
        self,
        session: Session,
        tab: ListTab,
        views: Sequence[SavedView],
        current_key: str,
        count_view: Callable[[SavedView], int | None],
    ) -> None:
        """Let `count_view` count in a worker what a view shows, None where that takes long."""
        super().__init__(_("Views"), (), _("A digit, a name or pinyin initials"))
        self._buttons = (
            DialogButton("save", _("Save this list"), "views.save_list"),
            DialogButton("menu", _("More"), "views.menu"),
            DialogButton("close", _("Cancel"), "dialog.cancel"),
        )
        self._session, self._tab, self._current_key = session, tab, current_key
        self._count_view = count_view
        self._counts: Mapping[str, int] = {}
        self._wished_key = current_key
        self._list(views)

    def on_mount(self, event: events.Mount) -> None:  # type: ignore[override]  # told the event
        """Put the cursor on the view that is shown; then read all of them and count."""
        event.prevent_default()
        super().on_mount()
        self._highlight(self._current_key)
        self._read()

    def _read(self) -> None:
        crm, actor, tab = self._session.crm, self._session.actor, self._tab
        operations_of(self).ask(
            lambda: crm.views.views(actor, tab), self._take, key=f"views {id(self)}"
        )

    def _take(self, views: Sequence[SavedView]) -> None:
        self._show_anew(views)
        if not self._counts:
            count_view = self._count_view
            operations_of(self).ask(
                lambda: _counts(count_view, views), self._take_counts, key=f"view counts {id(self)}"
            )

    def _take_counts(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._show_anew(self._views)

    def _show_anew(self, views: Sequence[SavedView]) -> None:
        here = self._highlighted()
        self._list(views)
        self._show(self.query_one(Input).value)
        self._highlight(self._wished_key if here is None else here.key)

    def _list(self, views: Sequence[SavedView]) -> None:
        self._views = tuple(views)
        width = max([cell_width(_shown_name(view)) for view in views], default=0)
        width = min(width, _NAME_CELLS)
        self._choices = tuple(
            _choice(view, width, self._counts.get(view.key), view.key == self._current_key)
            for view in views
        )

    # The one under the cursor -------------------------------------------------------------------

    def _highlighted(self) -> SavedView | None:
        at = self.query_one(OptionList).highlighted
        return None if at is None or at >= len(self._shown) else self._shown[at].value.view

    def _highlight(self, key: str) -> None:
        options = self.query_one(OptionList)
        for at, choice in enumerate(self._shown):
            if choice.value.view.key == key:
                options.highlighted = at

    def action_shift(self, by: int) -> None:
        """Let the view come before the one above, or after the one below."""
        view = self._highlighted()
        if view is None or not 1 <= view.number + by <= len(self._views):
            return
        crm, actor, number = self._session.crm, self._session.actor, view.number + by
        self._wished_key = view.key

        def move() -> None:
            crm.views.move(actor, view.key, number)

        operations_of(self).perform(move, lambda _done: self._read())

    def action_save_list(self) -> None:
        """Save what the list shows now under a name."""
        view = self._highlighted() or self._views[0]
        self.dismiss(Picked(Pick.SAVE_LIST, view))

    def action_menu(self) -> None:
        """Show what else can be done with the view."""
        view = self._highlighted()
        if view is not None:
            self.dismiss(Picked(Pick.MENU, view))

    def pressed(self, answer: str) -> None:
        """Do what the button says."""
        match answer:
            case "save":
                self.action_save_list()
            case "menu":
                self.action_menu()
            case _:
                self.dismiss(None)


def _shown_name(view: SavedView) -> str:
    return printable(view_name(view))


def _choice(view: SavedView, width: int, count: int | None, is_shown: bool) -> Choice[Picked]:
    name = _shown_name(view)
    digit = "" if view.digit is None else str(view.digit)
    number = "" if count is None else f"{count:,}"
    said = " · ".join([*filter(None, [said_of(view)]), *map(view_fault, view.faults)])
    shown = [f"{digit:1}{'▸' if is_shown else ' '}", fit(cut(name, width), width)]
    shown += [fit(number, _COUNT_CELLS, Align.RIGHT), said]
    words = (name, pinyin(name).replace(" ", ""), initials(name), view.key.replace("_", " "))
    return Choice(
        Picked(Pick.OPEN, view), " ".join(shown).rstrip(), " ".join(words).casefold(), digit
    )


def _counts(
    count_view: Callable[[SavedView], int | None],
    views: Sequence[SavedView],
    clock: Callable[[], float] = monotonic,
) -> dict[str, int]:
    """Count the views one after another, as many as can be in a moment; call it in a worker."""
    begun, counts = clock(), {}
    for view in views:
        if clock() - begun > _COUNTING_SECONDS:
            break
        if not view.faults:
            try:
                count = count_view(view)
            except CrmError:
                continue
            if count is not None:
                counts[view.key] = count
    return counts
