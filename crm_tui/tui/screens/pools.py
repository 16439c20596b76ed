"""公海: the customers that wait to be claimed, pool by pool."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from crm_tui.domain.customers import CustomerView
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import PoolRow
from crm_tui.domain.today import Quota
from crm_tui.domain.views import ListTab
from crm_tui.i18n import N_, _
from crm_tui.presentation.views import view_name
from crm_tui.presentation.widths import cut
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.lists import import_lines
from crm_tui.tui.screens.many_lists import ManyListScreen
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.pieces import Piece, PieceLine, total_width

_ALL_POOLS = PoolId(0)
_VIEWS = {
    CustomerView.CLAIMABLE: N_("Claimable"),
    CustomerView.SUITABLE: N_("Good fit for me"),
    CustomerView.OPENING: N_("Opening soon"),
    CustomerView.POOL: N_("All"),
}
_COLUMNS = (
    "name",
    "level",
    "claimable",
    "industry",
    "city",
    "pool_since",
    "last_follow_up_at",
    "holder_count",
    "contact_names",
    "source",
    "pool",
    "created_at",
)
_OPENING_COLUMNS = ("name", "level", "opens_at", "industry", "city", "pool_since", "pool", "source")
_POOL_CELLS, _LEAST_CELLS = 24, 8
_CHOOSE_POOL = "choose pool"
_CHOOSE_VIEW = "choose view"


class PoolBar(PieceLine):
    """The views of a pool, and which pool it is; each can be clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._view_key, self._view_name = CustomerView.CLAIMABLE.value, ""
        self._pool = ""

    def show(self, key: str, name: str, pool: str) -> None:
        """Show which view of which pool is listed."""
        self._view_key, self._view_name, self._pool = key, name, pool
        self.refresh()

    def pieces(self, width: int) -> Sequence[Piece]:
        """Return the views side by side, then the pool."""
        pieces = []
        for view, label in _VIEWS.items():
            is_active = view.value == self._view_key
            shown = f"[{_(label)}]" if is_active else f" {_(label)} "
            pieces.append(Piece(shown, "active" if is_active else "normal", view.value))
        if all(view.value != self._view_key for view in _VIEWS):
            pieces.append(Piece(f"[{cut(self._view_name, _POOL_CELLS)}]", "active", _CHOOSE_VIEW))
        pieces.append(Piece("  │ ", "dim"))
        room = max(width - total_width(pieces) - len(" ▾"), _LEAST_CELLS)
        pieces.append(Piece(f"{cut(self._pool, room)} ▾", "key", _CHOOSE_POOL))
        return pieces

    def chosen(self, target: str) -> None:
        """Show the view that was clicked, or ask for the pool."""
        screen = self.screen
        if not isinstance(screen, PoolScreen):
            return
        if target == _CHOOSE_POOL:
            screen.action_choose_pool()
        elif target == _CHOOSE_VIEW:
            screen.action_views()
        else:
            screen.choose_view(target)


class PoolScreen(ManyListScreen):
    """The list of a pool, or of all one belongs to, with one's quota."""

    tab_id = "pool"
    list_tab = ListTab.POOL
    scope = Scope.POOL
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.POOL)]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._pools: Sequence[PoolRow] = ()
        self._quota: Quota | None = None

    def compose_list(self) -> ComposeResult:
        """Put views and pool over the list, and below it why a customer cannot be claimed."""
        yield PoolBar()
        yield from super().compose_list()
        yield Static("", markup=False, classes="pool--refusal")

    @property
    def column_keys(self) -> tuple[str, ...]:
        """What helps to choose whom to claim."""
        return _OPENING_COLUMNS if self.request.view is CustomerView.OPENING else _COLUMNS

    def heading(self) -> str:
        """Return the name of the pool, and that of a view which the line above does not name."""
        pool, view = self._pool_name(), super().heading()
        return f"{pool} · {view}" if self.is_view_changed or not self._is_on_the_bar() else pool

    def _is_on_the_bar(self) -> bool:
        return any(view.value == self.view_key for view in _VIEWS)

    def subheading(self) -> str:
        """Return what one has claimed and holds, against the limits."""
        quota, pool = self._quota, self._pool()
        if quota is None:
            return ""
        claims = quota.claims_today if pool is None else pool.claims_today
        limit = quota.daily_limit if pool is None else pool.daily_limit
        said = [_("claimed today {count}").format(count=_of(claims, limit))]
        said.append(_("holding {held}").format(held=_of(quota.held, quota.holding_limit)))
        return " · ".join(said)

    def empty_words(self) -> str:
        """Return what to press when the pool is empty."""
        if self.request.query and self.request.query != self.usual_query:
            return _("Nothing found for “{words}” in the pool.\nesc drops the search").format(
                words=name_in_sentence(self.request.query)
            )
        if self.usual_query:
            return _("No customer fits this view now.\nv chooses another view")
        match self.request.view:
            case CustomerView.SUITABLE:
                return _(
                    "Nothing here suits your regions and industries now.\nv chooses another view"
                )
            case CustomerView.OPENING:
                return _("Nothing opens soon.\nv chooses another view")
            case _:
                return "\n".join(self._nothing_here())

    def _nothing_here(self) -> Iterator[str]:
        """Yield that the pool is empty, or that nothing in it can be claimed, and what to press."""
        here = self._pool()
        listed = self._pools if here is None else (here,)
        if any(each.customers for each in listed):
            yield _("Nothing can be claimed now.")
            yield _("v shows what opens soon")
        elif self._pools:
            yield _("The pool is empty.")
            yield _("N enters a customer")
            yield from import_lines(self.session)
        else:
            yield _("You belong to no pool; an administrator lets you in.")
        if len(self._pools) > 1:
            yield _("P chooses another pool")

    def read_more(self) -> Callable[[], None]:
        """Read the pools and one's quota."""
        crm, actor = self.session.crm, self.session.actor
        return partial(self._take_more, crm.pools.pools(actor), crm.days.quota(actor))

    def _take_more(self, pools: Sequence[PoolRow], quota: Quota) -> None:
        self._pools, self._quota = pools, quota
        self._show_bar()

    def refresh_keys(self) -> None:
        """Say also why the customer under the cursor cannot be claimed."""
        super().refresh_keys()
        line = self.query_one(".pool--refusal", Static)
        refusal = "" if self.marked_count else self.claim_refusal or ""
        line.update(Content(refusal))
        line.display = bool(refusal)

    # Views and pools ----------------------------------------------------------------------------

    def view_shown(self) -> None:
        """Show above the list which view it is."""
        self._show_bar()

    def _show_bar(self) -> None:
        name = name_in_sentence(view_name(self.shown_view))
        self.query_one(PoolBar).show(self.view_key, name, self._pool_name())

    def action_choose_pool(self) -> None:
        """Choose the pool."""
        choices = [Choice(_ALL_POOLS, f"0 {_('All my pools')}", "all", "0"), *self._choices()]
        self.app.push_screen(ChooseDialog(_("Pools"), choices), self._show_pool)

    def _choices(self) -> Iterator[Choice[PoolId]]:
        for digit, pool in enumerate(self._pools, start=1):
            said = [f"{digit} {cut(name_in_sentence(pool.name), _POOL_CELLS)}"]
            said.append(_("{count} waiting").format(count=f"{pool.customers:,}"))
            claims = _of(pool.claims_today, pool.daily_limit)
            said.append(_("claimed today {count}").format(count=claims))
            yield Choice(pool.id, "  ".join(said), pool.name, str(digit))

    def _show_pool(self, pool_id: PoolId | None) -> None:
        if pool_id is None:
            return
        chosen = None if pool_id == _ALL_POOLS else pool_id
        self.show_request(replace(self.request, pool_id=chosen))

    def _pool(self) -> PoolRow | None:
        wanted = self.request.pool_id
        return next((each for each in self._pools if each.id == wanted), None)

    def _pool_name(self) -> str:
        pool = self._pool()
        return _("All my pools") if pool is None else name_in_sentence(pool.name)


def _of(count: int, limit: int | None) -> str:
    return str(count) if limit is None else f"{count}/{limit}"
