"""归池: which customers belong to a pool, and who would move if that were applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import MoveOffer, Route
from crm_tui.domain.users import Permission
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.pool_settings import filter_sentence
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.filters import filter_fields, filter_in, words_by_id
from crm_tui.tui.screens.settings.numbers import NumberField
from crm_tui.tui.screens.settings.parts import PartScreen
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    needs_row,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

_HIGHEST_PRIORITY = 10_000
_STEP = 10
_LISTED = 200


@dataclass(frozen=True, slots=True)
class _RouteRow:
    """A route in the list: its place there is its id."""

    id: int
    route: Route


class RoutesScreen(PartScreen):
    """The routes to a pool."""

    scope = Scope.ROUTES
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.ROUTES)]

    def __init__(self, session: Session, pool_id: PoolId, pool: str) -> None:
        super().__init__(session, partial(RouteList, pool_id=pool_id, pool=pool))

    def action_shift(self, by: int) -> None:
        """Let a route be tried earlier or later."""
        self.do("part.up" if by < 0 else "part.down")

    def action_offers(self) -> None:
        """Show who would move."""
        self.do("routes.offers")


class RouteList(SettingsList[_RouteRow]):
    """The routes to one pool, in the order in which they are tried."""

    id = "routes"
    commands = frozenset(
        {
            "settings.add",
            "settings.edit",
            "settings.delete",
            "part.up",
            "part.down",
            "routes.offers",
        }
    )

    def __init__(self, host: Host, *, pool_id: PoolId, pool: str) -> None:
        super().__init__(host)
        self._pool_id, self._pool = pool_id, pool
        self._routes: list[Route] = []
        self._is_default = False

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Who belongs to “{pool}”").format(pool=name_in_sentence(self._pool))

    def columns(self) -> Sequence[Column[_RouteRow]]:
        """Return the priority, and which customers are meant."""
        return (
            text_column(
                "priority", _("Order"), 6, lambda row: str(row.route.priority), align=Align.RIGHT
            ),
            text_column("filter", _("Customers"), 30, self._filter, widest=90),
        )

    def read(self) -> Sequence[_RouteRow]:
        """Read the routes."""
        detail = self.session.crm.pool_settings.show(self.session.actor, self._pool_id)
        self._routes, self._is_default = [each.route for each in detail.routes], detail.is_default
        return [_RouteRow(at, each) for at, each in enumerate(self._routes)]

    def foot(self, rows: Sequence[_RouteRow]) -> str:
        """Return what the order means."""
        return _("over all pools the smallest number is tried first")

    def empty_words(self) -> str:
        """Return what to press; the default pool takes what no route names."""
        if self._is_default:
            return _(
                "The default pool: every new customer that no other pool takes goes here.\n"
                "a names some that always do"
            )
        return _("No customer goes to this pool by itself.\na says which do")

    def facts(self, row: _RouteRow) -> Iterable[Section]:
        """Return which customers are meant, and that nothing moves by itself."""
        yield Section(_("Customers"), (words(self._filter(row)),))
        yield Section(
            _("When it applies"),
            (
                words(
                    _(
                        "When a customer is entered or imported. What is there already stays:"
                        " o lists who would move."
                    )
                ),
            ),
        )

    def _filter(self, row: _RouteRow) -> str:
        return filter_sentence(row.route.filter, words_by_id(self.session))

    def why_not(self, command_id: str, row: _RouteRow | None) -> str | None:
        """Return why the routes cannot be changed, or None."""
        if command_id == "routes.offers":
            return why_not_may(self.session, Permission.EDIT_POOL)
        refusal = why_not_may(self.session, Permission.MANAGE_OFFICE)
        if refusal is not None or command_id == "settings.add":
            return refusal
        return needs_row(row)

    def act(self, command_id: str, row: _RouteRow | None) -> None:
        """Change the routes, or show who would move."""
        match command_id:
            case "routes.offers":
                self._read_offers()
            case "settings.add":
                last = max((each.priority for each in self._routes), default=0)
                self._open_form(Route(last + _STEP, self._pool_id), None)
            case "settings.edit" if row is not None:
                self._open_form(row.route, row.id)
            case "settings.delete" if row is not None:
                self._ask_delete(row)
            case "part.up" if row is not None:
                self._swap(row.id, row.id - 1)
            case "part.down" if row is not None:
                self._swap(row.id, row.id + 1)

    def _open_form(self, route: Route, at: int | None) -> None:
        form = RouteForm(self.session, self._pool, route, self._routes, at)
        self.host.app.push_screen(form)

    def _swap(self, here: int, there: int) -> None:
        if not 0 <= there < len(self._routes):
            return
        first, second = self._routes[here], self._routes[there]
        routes = list(self._routes)
        routes[there] = replace(first, priority=second.priority)
        routes[here] = replace(second, priority=first.priority)
        if first.priority == second.priority:
            routes = [replace(each, priority=_STEP * at) for at, each in enumerate(routes, 1)]
        self._store(routes, _("The order is changed"))

    def _store(self, routes: Sequence[Route], said: str) -> None:
        settings, actor, pool_id = self.session.crm.pool_settings, self.session.actor, self._pool_id
        seen = self._routes
        self.host.operations.perform(
            lambda: settings.set_routes(actor, pool_id, routes, seen=seen),
            lambda _changed: self.host.operations.tell(said),
        )

    def _ask_delete(self, row: _RouteRow) -> None:
        def delete(confirmed: bool | None) -> None:
            if confirmed:
                left = [each for at, each in enumerate(self._routes) if at != row.id]
                self._store(left, _("The line is taken away"))

        question = ConfirmDialog(
            _("Take this line away?"), Content(self._filter(row)), is_dangerous=True
        )
        self.host.app.push_screen(question, delete)

    # Who would move -----------------------------------------------------------------------------

    def _read_offers(self) -> None:
        settings, actor = self.session.crm.pool_settings, self.session.actor
        self.host.operations.ask(
            lambda: settings.offers(actor), self._offer, key="route offers", opens=True
        )

    def _offer(self, offers: Sequence[MoveOffer]) -> None:
        if not offers:
            self.host.operations.tell(_("Everybody is where they belong."))
            return
        lines = [
            f"· {name_in_sentence(each.customer)}  {name_in_sentence(each.pool)}"
            f" → {name_in_sentence(each.to_pool)}"
            for each in offers[:_LISTED]
        ]
        if len(offers) > _LISTED:
            lines.append("…")
        title = ngettext(
            "Move {count} customer where it belongs?",
            "Move {count} customers where they belong?",
            len(offers),
        ).format(count=len(offers))
        question = ConfirmDialog(
            title,
            Content("\n".join(lines)),
            yes=_("Move them"),
            no=_("Leave them"),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, partial(self._apply, offers))

    def _apply(self, offers: Sequence[MoveOffer], confirmed: bool | None) -> None:
        if not confirmed:
            return
        movements, actor = self.session.crm.movements, self.session.actor
        by_pool: dict[PoolId, list[MoveOffer]] = {}
        for each in offers:
            by_pool.setdefault(each.to_pool_id, []).append(each)
        for pool_id, found in by_pool.items():
            ids = [each.customer_id for each in found]
            self.host.operations.perform(
                partial(movements.move, actor, ids, pool_id),
                lambda outcome: self.host.operations.tell(
                    _("Moved {done}, refused {refused}").format(
                        done=len(outcome.done), refused=len(outcome.refused)
                    )
                ),
            )


class RouteForm(FormScreen):
    """Which customers go to a pool."""

    def __init__(
        self, session: Session, pool: str, route: Route, routes: Sequence[Route], at: int | None
    ) -> None:
        title = _("Who belongs to “{pool}”").format(pool=name_in_sentence(pool))
        super().__init__(session, title, draft_name=f"route-{route.pool_id}-{route.priority}")
        self._route, self._routes, self._at = route, tuple(routes), at

    def compose_fields(self) -> ComposeResult:
        """Yield the filter, and when it is tried."""
        yield from filter_fields(self.session, self._route.filter)
        yield NumberField(
            _("Order"), self._route.priority, greatest=_HIGHEST_PRIORITY, id="priority"
        )

    def save(self) -> None:
        """Save the routes with this one."""
        session, pool_id = self.session, self._route.pool_id
        priority = self.query_one("#priority", NumberField).number or 0
        others = [each for place, each in enumerate(self._routes) if place != self._at]
        routes = [*others, Route(priority, pool_id, filter_in(self))]

        def saved(changed: Changed) -> None:
            operations_of(self).tell(_("Saved · o lists who would move"))
            self.leave(changed)

        self.store(
            lambda: session.crm.pool_settings.set_routes(
                session.actor, pool_id, routes, seen=self._routes
            ),
            saved,
        )
