"""客户上限: how many customers may be held, for the office, a department, a role or a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import LimitId, UserId
from crm_tui.domain.people import DepartmentRow, RoleRow
from crm_tui.domain.pools import (
    HoldingLimit,
    LimitKind,
    LimitLevel,
    LimitRow,
    PoolRow,
    why_not_edit_pool,
)
from crm_tui.domain.users import Permission, UserRow
from crm_tui.i18n import _
from crm_tui.presentation.pool_settings import limit_sentence
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence, word
from crm_tui.tui.operations import EVERYTHING, operations_of
from crm_tui.tui.screens.form_choices import enum_choices
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.choosing import (
    department_choices,
    people_choices,
    pool_choices,
    role_choices,
    whom,
)
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
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, ConfirmDialog
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column

_Subject = tuple[LimitLevel, int | None, str]


class LimitsScreen(PartScreen):
    """The holding limits of the office, or those about one person or one pool."""

    def __init__(
        self, session: Session, *, about: UserRow | None = None, pool: PoolRow | None = None
    ) -> None:
        super().__init__(session, partial(LimitList, about=about, pool=pool))


class LimitList(SettingsList[LimitRow]):
    """Holding limits; the most specific one binds."""

    id = "limits"
    commands = frozenset({"settings.add", "settings.edit", "settings.delete"})

    def __init__(
        self, host: Host, *, about: UserRow | None = None, pool: PoolRow | None = None
    ) -> None:
        super().__init__(host)
        self._about, self._pool = about, pool
        self._pool_id = None if pool is None else pool.id
        self._everywhere: int | None = None
        self._people: Sequence[UserRow] = ()
        self._roles: Sequence[RoleRow] = ()
        self._departments: Sequence[DepartmentRow] = ()
        self._pools: Sequence[PoolRow] = ()

    @property
    def title(self) -> str:
        """What the list is called."""
        if self._pool is not None:
            return _("Holding limits of the pool “{pool}”").format(
                pool=name_in_sentence(self._pool.name)
            )
        if self._about is None:
            return _("Holding limits")
        return _("Holding limits that bind {person}").format(
            person=name_in_sentence(self._about.name)
        )

    def columns(self) -> Sequence[Column[LimitRow]]:
        """Return for whom, where, and how many."""
        return (
            text_column("level", _("Set for"), 12, lambda row: word(row.limit.level)),
            text_column("whose", _("Whom"), 10, _whose, widest=16),
            text_column("pool", _("Pool"), 8, lambda row: row.pool or _("all pools"), widest=14),
            text_column(
                "maximum", _("At most"), 7, lambda row: str(row.limit.maximum), align=Align.RIGHT
            ),
            text_column("kind", _("Counted"), 18, _counted, priority=1, widest=36),
        )

    def read(self) -> Sequence[LimitRow]:
        """Read the limits, and for whom there could be some."""
        crm, actor = self.session.crm, self.session.actor
        self._people, self._roles = crm.people.users(actor), crm.people.roles(actor)
        self._departments, self._pools = crm.people.departments(actor), crm.pools.pools(actor)
        rows = crm.pool_settings.limits(actor, self._pool_id)
        if self._pool_id is not None:
            self._everywhere = _office_limit(crm.pool_settings.limits(actor))
        return [row for row in rows if self._about is None or self._binds(row, self._about)]

    def _binds(self, row: LimitRow, person: UserRow) -> bool:
        limit = row.limit
        match limit.level:
            case LimitLevel.OFFICE:
                return True
            case LimitLevel.USER:
                return limit.subject_id == person.id
            case LimitLevel.ROLE:
                return limit.subject_id in {person.role_id, *person.further_role_ids}
            case LimitLevel.DEPARTMENT:
                paths = {each.id: each.path for each in self._departments}
                own = paths.get(person.department_id, "") if person.department_id else ""
                above = next((p for id_, p in paths.items() if id_ == limit.subject_id), None)
                return above is not None and own.startswith(above)

    def foot(self, rows: Sequence[LimitRow]) -> str:
        """Return which of several limits binds."""
        return _("the most specific one binds: person, role, department, office")

    def empty_words(self) -> str:
        """Return what to press, and which limit holds in a pool without its own."""
        if self._pool is not None:
            return self._without_own()
        return _("No limit is set: everybody may hold any number.\na adds one")

    def _without_own(self) -> str:
        if self._everywhere is None:
            return _(
                "This pool has no limit of its own, and the office has none for everybody.\n"
                "a adds one"
            )
        return _(
            "This pool has no limit of its own.\n"
            "That of the office still holds: {number} for everybody.\na adds one"
        ).format(number=self._everywhere)

    def facts(self, row: LimitRow) -> Iterable[Section]:
        """Return the limit in a sentence."""
        yield Section(_("Holding limit"), (words(limit_sentence(row)),))

    def why_not(self, command_id: str, row: LimitRow | None) -> str | None:
        """Return why the limit cannot be changed, or None."""
        pool_id = self._pool_id
        if row is not None and command_id != "settings.add":
            pool_id = row.limit.pool_id
        person = self.session.person
        if pool_id is None or why_not_edit_pool(pool_id, "", by=person) is not None:
            refusal = why_not_may(self.session, Permission.MANAGE_OFFICE)
            if refusal is not None:
                return refusal
        return None if command_id == "settings.add" else needs_row(row)

    def act(self, command_id: str, row: LimitRow | None) -> None:
        """Ask for whom a new limit is, open the form, or ask before one goes."""
        match command_id:
            case "settings.add":
                self.host.app.push_screen(
                    ChooseDialog(_("For whom?"), self._subjects()), self._add_for
                )
            case "settings.edit" if row is not None:
                self._open_form(row.limit, _whose(row), is_new=False)
            case "settings.delete" if row is not None:
                self._ask_delete(row)

    def _subjects(self) -> list[Choice[_Subject]]:
        everybody = word(LimitLevel.OFFICE)
        found: list[Choice[_Subject]] = [
            Choice((LimitLevel.OFFICE, None, everybody), everybody, "all office")
        ]
        for level, choices in (
            (LimitLevel.DEPARTMENT, department_choices(self._departments)),
            (LimitLevel.ROLE, role_choices(self._roles)),
            (LimitLevel.USER, people_choices(self._people)),
        ):
            found += [
                Choice(
                    (level, int(each.value), each.shown),
                    f"{word(level)}  {each.shown}",
                    each.search_text,
                )
                for each in choices
            ]
        return found

    def _add_for(self, subject: _Subject | None) -> None:
        if subject is None:
            return
        level, subject_id, name = subject
        limit = HoldingLimit(level, subject_id, self._pool_id, LimitKind.GENERAL, 0)
        self._open_form(limit, name, is_new=True)

    def _open_form(self, limit: HoldingLimit, whose: str, *, is_new: bool) -> None:
        form = LimitForm(self.session, limit, whose, self._pools, is_new=is_new)
        self.host.app.push_screen(form)

    def _ask_delete(self, row: LimitRow) -> None:
        settings, actor = self.session.crm.pool_settings, self.session.actor

        def delete(confirmed: bool | None) -> None:
            if confirmed:
                self.host.operations.perform(
                    lambda: settings.remove_limit(actor, row.id),
                    lambda _changed: self.host.operations.tell(_("The limit is taken away")),
                )

        question = ConfirmDialog(
            _("Take this limit away?"),
            Content(limit_sentence(row) + "\n\n" + _("The next less specific one then binds.")),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, delete)


class LimitForm(FormScreen):
    """One holding limit."""

    def __init__(
        self,
        session: Session,
        limit: HoldingLimit,
        whose: str,
        pools: Sequence[PoolRow],
        *,
        is_new: bool,
    ) -> None:
        title = _("Holding limit · {whom}").format(whom=whom(word(limit.level), whose))
        super().__init__(session, title, draft_name=f"limit-{limit.level.value}-{limit.subject_id}")
        self._limit, self._pools, self._is_new = limit, pools, is_new

    def compose_fields(self) -> ComposeResult:
        """Yield how many, where, and what counts."""
        limit = self._limit
        yield NumberField(
            _("At most"),
            None if self._is_new else limit.maximum,
            zero=_("none at all"),
            id="maximum",
        )
        if self._is_new:
            yield ChoiceField(
                _("Pool"),
                pool_choices(self._pools),
                limit.pool_id,
                placeholder=_("empty: over all pools"),
                id="pool",
            )
            yield ChoiceField(
                _("What is held"), enum_choices(LimitKind), limit.kind, required=True, id="kind"
            )
        yield ChoiceField(
            _("Deal customers"), counted_or_not(), limit.counts_deal, required=True, id="deal"
        )
        yield ChoiceField(
            _("Locked ones"), counted_or_not(), limit.counts_locked, required=True, id="locked"
        )

    def save(self) -> None:
        """Save the limit."""
        limit, session = self._limit, self.session
        maximum = self.query_one("#maximum", NumberField).number
        pool_id, kind = limit.pool_id, limit.kind
        if self._is_new:
            pool_id = self.query_one("#pool", ChoiceField).value
            kind = self.query_one("#kind", ChoiceField).value or limit.kind
        new = HoldingLimit(
            limit.level,
            limit.subject_id,
            pool_id,
            kind,
            maximum or 0,
            counts_deal=self.query_one("#deal", ChoiceField).value is not False,
            counts_locked=self.query_one("#locked", ChoiceField).value is not False,
        )

        def write() -> Changed:
            session.crm.pool_settings.set_limit(session.actor, new)
            return EVERYTHING

        def saved(changed: Changed) -> None:
            operations_of(self).tell(_("Saved the limit"))
            self.leave(changed)

        self.store(write, saved)


def counted_or_not() -> list[Choice[bool]]:
    """Return whether something counts."""
    return [Choice(True, _("count"), "yes s"), Choice(False, _("do not count"), "no f")]


def own_limit(rows: Sequence[LimitRow], user_id: UserId) -> LimitRow | None:
    """Return the limit over all pools that was set for a person, or None."""
    wanted = (LimitLevel.USER, user_id, None, LimitKind.GENERAL)
    return next(
        (
            row
            for row in rows
            if (row.limit.level, row.limit.subject_id, row.limit.pool_id, row.limit.kind) == wanted
        ),
        None,
    )


def store_own_limit(
    session: Session, user_id: UserId, before: LimitRow | None, maximum: int | None
) -> LimitId | None:
    """Set the limit over all pools of a person, or take it away; call it in a worker."""
    settings, actor = session.crm.pool_settings, session.actor
    if maximum is None:
        if before is not None:
            settings.remove_limit(actor, before.id)
        return None
    if before is not None and before.limit.maximum == maximum:
        return before.id
    limit = HoldingLimit(LimitLevel.USER, user_id, None, LimitKind.GENERAL, maximum)
    return settings.set_limit(actor, limit)


def _office_limit(rows: Sequence[LimitRow]) -> int | None:
    wanted = (LimitLevel.OFFICE, None, LimitKind.GENERAL)
    for row in rows:
        if (row.limit.level, row.limit.pool_id, row.limit.kind) == wanted:
            return row.limit.maximum
    return None


def _whose(row: LimitRow) -> str:
    return row.subject_name or word(LimitLevel.OFFICE)


def _counted(row: LimitRow) -> str:
    limit = row.limit
    said = [word(limit.kind)]
    if not limit.counts_deal:
        said.append(_("without deal customers"))
    if not limit.counts_locked:
        said.append(_("without locked ones"))
    return _(", ").join(said)
