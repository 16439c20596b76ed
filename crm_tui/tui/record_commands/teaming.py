"""相关团队: who works on a customer besides its owner; add, change, remove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import partial
from typing import Any, ClassVar, Generic

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.days import date_of
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.teams import Seat, TeamRole, TeamRow
from crm_tui.domain.users import Permission, UserRow
from crm_tui.i18n import N_, _
from crm_tui.presentation.words import name_in_sentence, word
from crm_tui.tui.commands import ResultT
from crm_tui.tui.outcomes import JOINED
from crm_tui.tui.record_commands.chosen import ChosenCustomers, batch_title
from crm_tui.tui.record_commands.fields import day_field, person_choices, typed_day
from crm_tui.tui.screens.form_choices import enum_choices
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.fields import FormField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.values import dataclass


class _Act(Enum):
    """What becomes of a seat."""

    CHANGE = N_("Change")
    REMOVE = N_("Remove from the team")


@dataclass(frozen=True, slots=True)
class _Found:
    """A team, and the people among whom one may choose."""

    team: list[TeamRow]
    users: list[UserRow]


class TeamingCommands(ChosenCustomers[ResultT], Generic[ResultT]):
    """Who else works on a customer."""

    JUDGES: ClassVar[Mapping[str, str]] = {"team": "why_not_team"}

    def why_not_team(self, _row: CustomerRow) -> str | None:
        """Return why the team cannot be changed, as far as is known."""
        return self.why_not_permitted(Permission.EDIT_CUSTOMER)

    def action_team(self) -> None:
        """Show the team; add to it, or change what somebody may."""
        row = self.allowed("team")
        if row is None:
            return
        crm, actor, chosen = self.session.crm, self.session.actor, self.chosen(row)

        def read() -> _Found:
            team = crm.teams.of(actor, chosen[0]) if len(chosen) == 1 else []
            return _Found(team, crm.people.users(actor))

        self.operations.ask(read, partial(self._show_team, row, chosen), key="team", opens=True)

    def _show_team(self, row: CustomerRow, chosen: list[CustomerId], found: _Found) -> None:
        if not found.team:
            self._ask_member(row, chosen, found)
            return
        choices: list[Choice[TeamRow | None]] = [
            Choice(each, member_words(each)) for each in found.team
        ]
        # None would be a dialog that was closed: the first row of the team stands for itself.
        adding: Choice[Any] = Choice("add", _("+ Add a colleague"), "tj tianjia add")
        self.app.push_screen(
            ChooseDialog(batch_title(_("Team"), row.name, chosen), [adding, *choices]),
            partial(self._member_chosen, row, chosen, found),
        )

    def _member_chosen(
        self, row: CustomerRow, chosen: list[CustomerId], found: _Found, answer: Any
    ) -> None:
        if isinstance(answer, TeamRow):
            title = batch_title(name_in_sentence(answer.name), row.name, chosen)
            choices = [Choice(act, _(act.value)) for act in _Act]
            self.app.push_screen(ChooseDialog(title, choices), partial(self._act_on, row, answer))
        elif answer is not None:
            self._ask_member(row, chosen, found)

    def _ask_member(self, row: CustomerRow, chosen: list[CustomerId], found: _Found) -> None:
        seated = frozenset(each.member.user_id for each in found.team)
        owner = frozenset(() if row.owner_id is None else (row.owner_id,))
        people = person_choices(found.users, seated | owner)

        def fields() -> Sequence[FormField[Any]]:
            who = ChoiceField(_("Colleague"), people, required=True, id="user")
            return [who, *_seat_fields(self.session, None)]

        dialog = FormDialog(batch_title(_("Add to the team"), row.name, chosen), fields, _("Add"))
        self.ask_values(dialog, partial(self._add, chosen))

    def _add(self, chosen: list[CustomerId], values: Values) -> None:
        teams, actor = self.session.crm.teams, self.session.actor
        user_id: UserId = values["user"]
        seat = _seat(self.session, values)
        self.do_with_many(chosen, lambda ids: teams.add(actor, ids, user_id, seat), JOINED)

    def _act_on(self, row: CustomerRow, member: TeamRow, act: _Act | None) -> None:
        teams, actor, user_id = self.session.crm.teams, self.session.actor, member.member.user_id
        match act:
            case _Act.CHANGE:
                title = batch_title(name_in_sentence(member.name), row.name, [row.id])
                dialog = FormDialog(title, lambda: _seat_fields(self.session, member), _("Save"))
                self.ask_values(dialog, partial(self._change, row.id, user_id))
            case _Act.REMOVE:
                self.operations.perform(
                    lambda: teams.remove(actor, row.id, user_id),
                    lambda _changed: self.operations.tell(
                        _("{person} is no longer in the team · u takes it back").format(
                            person=name_in_sentence(member.name)
                        )
                    ),
                )
            case None:
                pass

    def _change(self, customer_id: CustomerId, user_id: UserId, values: Values) -> None:
        teams, actor, seat = self.session.crm.teams, self.session.actor, _seat(self.session, values)
        self.operations.perform(
            lambda: teams.change(actor, customer_id, user_id, seat),
            lambda _changed: self.operations.tell(_("The team was changed")),
        )


def _seat_fields(session: Session, member: TeamRow | None) -> Sequence[FormField[Any]]:
    seat = None if member is None else member.member
    until = "" if seat is None or seat.until_day is None else date_of(seat.until_day).isoformat()
    access = [Choice(False, _("reads only"), "zd"), Choice(True, _("reads and writes"), "dx")]
    return [
        ChoiceField(
            _("Part"),
            enum_choices(TeamRole),
            TeamRole.COLLABORATION if seat is None else seat.role,
            required=True,
            id="role",
        ),
        ChoiceField(
            _("Access"), access, seat is not None and seat.can_write, required=True, id="access"
        ),
        day_field(session, _("Until"), until, required=False),
    ]


def _seat(session: Session, values: Values) -> Seat:
    return Seat(values["role"], bool(values["access"]), typed_day(session, values))


def member_words(row: TeamRow) -> str:
    """Return a member of a team in one line: who, which part, what they may, until when."""
    member = row.member
    access = _("reads and writes") if member.can_write else _("reads only")
    said = [name_in_sentence(row.name), word(member.role), access]
    if member.until_day is not None:
        day = date_of(member.until_day).isoformat()
        words = _("until {day}") if row.is_current else _("ended {day}")
        said.append(words.format(day=day))
    return " · ".join(said)
