"""公海: the pools with their members, customers and rules in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from textual.content import Content

from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import (
    DefaultPool,
    PoolClosed,
    PoolDetail,
    PoolRow,
    why_not_edit_pool,
)
from crm_tui.domain.pools.rule_books import RuleBook
from crm_tui.domain.users import Permission
from crm_tui.errors import CrmError, RefusedError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation import errors, reasons
from crm_tui.presentation.pool_settings import member_sentence, minute_text, setting_text
from crm_tui.presentation.rule_words import rule_sentence
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence, word
from crm_tui.tui.screens.rule_editor import RuleEditor
from crm_tui.tui.screens.settings.choosing import pool_choices
from crm_tui.tui.screens.settings.filters import methods_by_code
from crm_tui.tui.screens.settings.limits import LimitsScreen
from crm_tui.tui.screens.settings.members import MembersScreen
from crm_tui.tui.screens.settings.pool_form import PoolForm
from crm_tui.tui.screens.settings.routes import RoutesScreen
from crm_tui.tui.screens.settings.rule_texts import rule_words_of, rules_summary
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.widgets.dialogs import ChooseDialog, ConfirmDialog
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

_LISTED = 8


@dataclass(frozen=True, slots=True)
class _PoolSetting:
    """A pool in the list, with all that is set of it."""

    id: PoolId
    row: PoolRow
    detail: PoolDetail
    book: RuleBook


class PoolList(SettingsList[_PoolSetting]):
    """The pools that one belongs to or may change."""

    id = "pools"
    commands = frozenset(
        {
            "settings.add",
            "settings.edit",
            "settings.delete",
            "settings.members",
            "settings.rules",
            "settings.routes",
            "settings.limits",
            "settings.default",
        }
    )

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._pools: Sequence[PoolRow] = ()

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Pools")

    def columns(self) -> Sequence[Column[_PoolSetting]]:
        """Return the pool, how much is in it, who belongs to it, and its rules."""
        return (
            text_column("name", _("Pool"), 12, _name, widest=24),
            text_column(
                "free", _("Free"), 6, lambda row: f"{row.detail.in_pool:,}", align=Align.RIGHT
            ),
            text_column(
                "owned", _("In hand"), 6, lambda row: f"{row.detail.owned:,}", align=Align.RIGHT
            ),
            text_column("members", _("Members"), 10, _members, priority=2, widest=24),
            text_column("rules", _("Reclaim rules"), 15, self._rules, priority=1, widest=60),
            text_column("open", _("Status"), 6, _standing, tone=_tone, widest=12),
        )

    def read(self) -> Sequence[_PoolSetting]:
        """Read the pools with their settings and rules."""
        crm, actor = self.session.crm, self.session.actor
        self._pools = crm.pools.pools(actor)
        return [
            _PoolSetting(
                each.id,
                each,
                crm.pool_settings.show(actor, each.id),
                crm.rules.rule_book(actor, each.id),
            )
            for each in self._pools
        ]

    def facts(self, row: _PoolSetting) -> Iterable[Section]:
        """Return the settings, members and rules of the pool."""
        fields = row.detail.fields
        yield Section(
            _name(row),
            (
                *((words(fields.description),) if fields.description else ()),
                fact(_("Claims a day"), setting_text("daily_limit", fields.daily_limit)),
                fact(_("Given out"), _assigning(row.detail)),
                fact(
                    _("Cool-off"),
                    _("{returned} after a return, {reclaimed} after a reclaim").format(
                        returned=fields.cool_off_return_days,
                        reclaimed=fields.cool_off_reclaim_days,
                    ),
                ),
                fact(_("Opens"), _opening(row.detail)),
                fact(_("Numbers hidden"), setting_text("masks_contacts", fields.masks_contacts)),
            ),
        )
        members = [words(member_sentence(each)) for each in row.detail.members[:_LISTED]]
        if len(row.detail.members) > _LISTED:
            members.append(words("…"))
        yield Section(_("Members"), tuple(members) or (words(_("Nobody yet.")),))
        if row.book.current is not None:
            named = rule_words_of(self.session)
            yield Section(
                _("Reclaim rules, version {version}").format(version=row.book.current.version),
                tuple(
                    words(f"{at}. {rule_sentence(rule, named)}")
                    for at, rule in enumerate(row.book.current.rules, start=1)
                ),
            )

    def _rules(self, row: _PoolSetting) -> str:
        rules = () if row.book.current is None else row.book.current.rules
        return rules_summary(rules, methods_by_code(self.session))

    # Keys ---------------------------------------------------------------------------------------

    def why_not(self, command_id: str, row: _PoolSetting | None) -> str | None:
        """Return why the pool cannot be changed, or None; members and rules may be read."""
        if command_id == "settings.add":
            return why_not_may(self.session, Permission.MANAGE_OFFICE)
        if row is None:
            return needs_row(row)
        match command_id:
            case "settings.edit":
                return self._why_not_edit(row)
            case "settings.default":
                return self._why_not_default(row)
            case "settings.delete":
                return self._why_not_delete(row)
            case _:
                return None

    def _why_not_edit(self, row: _PoolSetting) -> str | None:
        reason = why_not_edit_pool(row.id, row.row.name, by=self.session.person)
        return None if reason is None else reasons.refusal(reason)

    def _why_not_delete(self, row: _PoolSetting) -> str | None:
        if row.detail.is_default:
            return errors.sentence(RefusedError(DefaultPool(row.row.name)))
        return why_not_may(self.session, Permission.MANAGE_OFFICE)

    def _why_not_default(self, row: _PoolSetting) -> str | None:
        if not row.detail.fields.enabled:
            return errors.sentence(RefusedError(PoolClosed(row.row.name)))
        return why_not_may(self.session, Permission.MANAGE_OFFICE)

    def act(self, command_id: str, row: _PoolSetting | None) -> None:
        """Open or do what the key means."""
        if command_id == "settings.add":
            self.host.app.push_screen(PoolForm(self.session, None))
        elif row is None:
            return
        elif command_id == "settings.default":
            self._make_default(row)
        elif command_id == "settings.delete":
            self._ask_where_to(row)
        else:
            self._open(command_id, row)

    def _open(self, command_id: str, row: _PoolSetting) -> None:
        push, session = self.host.app.push_screen, self.session
        match command_id:
            case "settings.edit":
                push(PoolForm(session, row.detail))
            case "settings.members":
                push(MembersScreen(session, row.id, row.row.name, self._why_not_edit(row)))
            case "settings.limits":
                push(LimitsScreen(session, pool=row.row))
            case "settings.routes":
                push(RoutesScreen(session, row.id, row.row.name))
            case "settings.rules":
                push(RuleEditor(session, row.book))

    def _make_default(self, row: _PoolSetting) -> None:
        settings, actor = self.session.crm.pool_settings, self.session.actor
        said = _("“{pool}” takes from now on what no other pool does · u takes it back").format(
            pool=name_in_sentence(row.row.name)
        )
        self.host.operations.perform(
            lambda: settings.make_default(actor, row.id),
            lambda _changed: self.host.operations.tell(said),
            self._refused,
        )

    def _ask_where_to(self, row: _PoolSetting) -> None:
        total = row.detail.in_pool + row.detail.owned
        title = ngettext(
            "Delete “{pool}”: where does its {count} customer go?",
            "Delete “{pool}”: where do its {count} customers go?",
            total,
        ).format(pool=name_in_sentence(row.row.name), count=f"{total:,}")
        choices = pool_choices(self._pools, but=row.id)
        self.host.app.push_screen(ChooseDialog(title, choices), partial(self._ask_delete, row))

    def _ask_delete(self, row: _PoolSetting, to: PoolId | None) -> None:
        if to is None:
            return
        there = next(each.name for each in self._pools if each.id == to)
        settings, actor = self.session.crm.pool_settings, self.session.actor

        def delete(confirmed: bool | None) -> None:
            if confirmed:
                said = _("Deleted “{pool}”; its customers are in “{there}” now").format(
                    pool=name_in_sentence(row.row.name), there=name_in_sentence(there)
                )
                self.host.operations.perform(
                    lambda: settings.delete(actor, row.id, to),
                    lambda _changed: self.host.operations.tell(said),
                    self._refused,
                )

        question = ConfirmDialog(
            _("Delete the pool “{pool}”?").format(pool=name_in_sentence(row.row.name)),
            Content(
                _(
                    "{free} free and {owned} held customers go to “{there}”, under its rules and"
                    " with grace; owners keep theirs. u takes it back."
                ).format(
                    free=f"{row.detail.in_pool:,}",
                    owned=f"{row.detail.owned:,}",
                    there=name_in_sentence(there),
                )
            ),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, delete)

    def _refused(self, error: CrmError) -> None:
        self.host.operations.show_error(error)


def _name(row: _PoolSetting) -> str:
    if not row.detail.is_default:
        return row.row.name
    return _("{pool} (default)").format(pool=row.row.name)


def _members(row: _PoolSetting) -> str:
    members = row.detail.members
    if not members:
        return _("nobody")
    names = [each.name or word(each.member.kind) for each in members if not each.member.is_excluded]
    return _(", ").join(names)


def _standing(row: _PoolSetting) -> str:
    return _("on") if row.detail.fields.enabled else _("switched off")


def _tone(row: _PoolSetting) -> Tone:
    return Tone.NORMAL if row.detail.fields.enabled else Tone.WARN


def _assigning(detail: PoolDetail) -> str:
    said = word(detail.fields.assign_mode)
    if detail.next_in_turn:
        said += " · " + _("next is {person}").format(person=name_in_sentence(detail.next_in_turn))
    return said


def _opening(detail: PoolDetail) -> str:
    fields = detail.fields
    said = []
    if fields.new_closed_hours:
        said.append(_("new ones after {count} hours").format(count=fields.new_closed_hours))
    if fields.reclaimed_opens_minute is not None:
        said.append(
            _("reclaimed ones at {time} of the next working day").format(
                time=minute_text(fields.reclaimed_opens_minute)
            )
        )
    return _("; ").join(said) or _("at once")
