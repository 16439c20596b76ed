"""线索分配: who is given new leads in turn, by region, industry and source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.content import Content

from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.leads.routing import LeadRoute, next_id
from crm_tui.domain.users import Permission, UserRow, UserStatus
from crm_tui.i18n import _
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import word_choices
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.choosing import people_choices, province_choices
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.tui.widgets.several_field import SeveralField, WordsField, between
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class _RouteRow:
    """A route in the list, in the order in which routes are tried."""

    id: int
    place: int
    route: LeadRoute


class LeadRouteList(SettingsList[_RouteRow]):
    """The routes of leads; the first that fits a lead gives it to whose turn it is."""

    id = "lead-routes"
    commands = frozenset(
        {
            "settings.add",
            "settings.edit",
            "settings.delete",
            "settings.earlier",
            "settings.later",
        }
    )

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._routes: tuple[LeadRoute, ...] = ()
        self._people: dict[UserId, UserRow] = {}

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Routes of leads")

    def columns(self) -> Sequence[Column[_RouteRow]]:
        """Return the place, who is given leads, and which."""
        return (
            text_column(
                "place", _("Order"), 6, lambda row: str(row.place), align=Align.RIGHT, priority=1
            ),
            text_column("people", _("In turn"), 16, self._in_turn, widest=40, tone=self._tone),
            text_column("leads", _("Leads"), 20, self._which, widest=70),
        )

    def read(self) -> Sequence[_RouteRow]:
        """Read the routes, and the names of their people."""
        crm, actor = self.session.crm, self.session.actor
        self._people = {each.id: each for each in crm.people.users(actor)}
        self._routes = crm.lead_rules.settings(actor).routes
        return [_RouteRow(each.id, at, each) for at, each in enumerate(self._routes, 1)]

    def foot(self, rows: Sequence[_RouteRow]) -> str:
        """Return what the order means."""
        return _("the first route that fits a lead gives it") if rows else ""

    def empty_words(self) -> str:
        """Return what to press."""
        return _("No routes: new leads wait until somebody takes them.\na adds one")

    def facts(self, row: _RouteRow) -> Iterable[Section]:
        """Return which leads go this way, and to whom."""
        yield Section(
            _("Leads"),
            (
                fact(field_label("province"), between().join(row.route.provinces) or _("all")),
                fact(field_label("industry"), self._words(row.route.industry_ids) or _("all")),
                fact(field_label("source"), self._words(row.route.source_ids) or _("all")),
            ),
        )
        yield Section(_("In turn"), tuple(words(self._told(each)) for each in row.route.user_ids))
        yield Section(
            _("When it applies"),
            (
                words(
                    _(
                        "When a form sends a lead, or leads are given in turn. Who is away or has"
                        " no room is passed over."
                    )
                ),
            ),
        )

    def _in_turn(self, row: _RouteRow) -> str:
        return between().join(self._name(each) for each in row.route.user_ids)

    def _tone(self, row: _RouteRow) -> Tone:
        is_served = any(self._works_here(each) for each in row.route.user_ids)
        return Tone.NORMAL if is_served else Tone.WARN

    def _told(self, user_id: UserId) -> str:
        name = self._name(user_id)
        if self._works_here(user_id):
            return name
        return _("{person}, who does not work here now").format(person=name)

    def _works_here(self, user_id: UserId) -> bool:
        person = self._people.get(user_id)
        return person is not None and person.status is UserStatus.ACTIVE

    def _name(self, user_id: UserId) -> str:
        person = self._people.get(user_id)
        return f"#{user_id}" if person is None else name_in_sentence(person.name)

    def _which(self, row: _RouteRow) -> str:
        route = row.route
        parts = (
            between().join(route.provinces),
            self._words(route.industry_ids),
            self._words(route.source_ids),
        )
        return " · ".join(filter(None, parts)) or _("all")

    def _words(self, ids: Sequence[int]) -> str:
        names = {each.id: each.name for each in self.session.words}
        return between().join(names.get(each, str(each)) for each in ids)

    # Keys ---------------------------------------------------------------------------------------

    def why_not(self, command_id: str, row: _RouteRow | None) -> str | None:
        """Return why the routes cannot be changed, or None."""
        if refusal := why_not_may(self.session, Permission.MANAGE_OFFICE):
            return refusal
        return None if command_id == "settings.add" else needs_row(row)

    def act(self, command_id: str, row: _RouteRow | None) -> None:
        """Open the form, move the route, or ask before it is taken out."""
        match command_id:
            case "settings.add":
                self._open_form(LeadRoute(next_id(self._routes), ()))
            case "settings.edit" if row is not None:
                self._open_form(row.route)
            case "settings.earlier" if row is not None:
                self._swap(row.place - 1, row.place - 2)
            case "settings.later" if row is not None:
                self._swap(row.place - 1, row.place)
            case "settings.delete" if row is not None:
                self._ask_delete(row)

    def _open_form(self, route: LeadRoute) -> None:
        people = tuple(self._people.values())
        self.host.app.push_screen(LeadRouteForm(self.session, route, self._routes, people))

    def _swap(self, here: int, there: int) -> None:
        if not 0 <= there < len(self._routes):
            return
        routes = list(self._routes)
        routes[here], routes[there] = routes[there], routes[here]
        self._store(routes, _("The order is changed"))

    def _store(self, routes: Sequence[LeadRoute], said: str) -> None:
        rules, actor, seen = self.session.crm.lead_rules, self.session.actor, self._routes
        self.host.operations.perform(
            lambda: rules.set_routes(actor, routes, seen=seen),
            lambda _changed: self.host.operations.tell(said),
        )

    def _ask_delete(self, row: _RouteRow) -> None:
        left = [each for each in self._routes if each.id != row.id]

        def delete(confirmed: bool | None) -> None:
            if confirmed:
                self._store(left, _("The route is taken out · u takes it back"))

        question = ConfirmDialog(
            _("Take this route out?"),
            Content(_("Leads that were given keep their owners.")),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, delete)


class LeadRouteForm(FormScreen):
    """A new route of leads, or one that is changed."""

    def __init__(
        self,
        session: Session,
        route: LeadRoute,
        routes: Sequence[LeadRoute],
        people: Sequence[UserRow],
    ) -> None:
        title = _("Route of leads") if route in routes else _("New route of leads")
        super().__init__(session, title, draft_name=f"lead-route-{route.id}")
        self._route, self._routes, self._people = route, tuple(routes), people

    def compose_fields(self) -> ComposeResult:
        """Yield who is given leads in turn, and which leads."""
        route, accepts_all = self._route, _("empty: all")
        here = {each.id for each in self._people if each.status is UserStatus.ACTIVE}
        yield SeveralField(
            _("In turn"),
            people_choices(self._people),
            [each for each in route.user_ids if each in here],
            required=True,
            id="user_ids",
        )
        yield WordsField(
            field_label("province"),
            province_choices(),
            route.provinces,
            placeholder=accepts_all,
            id="provinces",
        )
        for name, kind, ids in (
            ("industry", DictionaryKind.INDUSTRY, route.industry_ids),
            ("source", DictionaryKind.SOURCE, route.source_ids),
        ):
            yield SeveralField(
                field_label(name),
                word_choices(self.session, kind),
                ids,
                placeholder=accepts_all,
                id=f"{name}_ids",
            )

    def save(self) -> None:
        """Save the routes with this one in its place."""
        rules, actor = self.session.crm.lead_rules, self.session.actor
        wished = LeadRoute(
            self._route.id,
            self.query_one("#user_ids", SeveralField).value,
            self.query_one("#provinces", SeveralField).value,
            self.query_one("#industry_ids", SeveralField).value,
            self.query_one("#source_ids", SeveralField).value,
        )
        routes = [wished if each.id == wished.id else each for each in self._routes]
        if wished not in routes:
            routes.append(wished)

        def saved(changed: Changed) -> None:
            operations_of(self).tell(_("Saved the route of leads"))
            self.leave(changed)

        self.store(lambda: rules.set_routes(actor, routes, seen=self._routes), saved)
