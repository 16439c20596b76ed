"""What is asked of the project file of an opportunity: shares, registration, the project itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.moments import MomentFault as ReadingFault
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.projects import (
    Project,
    ProjectFields,
    plan_text,
    read_plan,
    read_shares,
    shares_fault,
    shares_text,
)
from crm_tui.domain.text import folded
from crm_tui.domain.users import UserRow, UserStatus
from crm_tui.i18n import _
from crm_tui.presentation.money import amount_fault, plain_amount
from crm_tui.presentation.words import field_label
from crm_tui.tui.screens.form_choices import moment_reader, read_moment
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.fields import FormField, MomentField, MultiLineField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.values import dataclass

_SHORT = 60
_NAME_LIMIT = 200
_TEXT_LIMIT = 1000
_PLAN_LIMIT = 4000


@dataclass(frozen=True, slots=True)
class ProjectDialog:
    """A dialog, and what turns what stands in it into changes; that may ask the database."""

    dialog: FormDialog
    changes: Callable[[Values], Mapping[str, object]]


def share_dialog(title: str, project: Project, users: Sequence[UserRow]) -> ProjectDialog:
    """Return what asks whose performance it is."""
    people = _people(users)
    names = {row.id: row.name for row in users}

    def wrong(text: str) -> str | None:
        found = read_shares(text, people)
        if isinstance(found, str):
            return _("Not understood: {words}").format(words=found)
        fault = shares_fault(found)
        if fault is None:
            return None
        if fault[1] == "not_whole":
            return _("They are {percent}% together, not a hundred.").format(percent=fault[2])
        return _("Name each person once, with a part above nothing.")

    def fields() -> Sequence[FormField[Any]]:
        said = shares_text(project.fields.shares, names)
        placeholder = _("name and percent, several with commas; empty: all its owner's")
        return [
            TextField(
                field_label("shares"), said, placeholder=placeholder, why_wrong=wrong, id="shares"
            )
        ]

    def changes(values: Values) -> Mapping[str, object]:
        found = read_shares(str(values["shares"]), people)
        return {"shares": () if isinstance(found, str) else found}

    return ProjectDialog(FormDialog(title, fields, _("Save")), changes)


def register_dialog(
    session: Session, title: str, project: Project, clashes: Sequence[str]
) -> ProjectDialog:
    """Return what asks for whom it is registered, through whom, and until when."""
    seen = project.fields

    def fields() -> Sequence[FormField[Any]]:
        return [
            TextField(
                field_label("end_customer_id"),
                project.end_customer,
                placeholder=_("name or number of a customer"),
                limit=_NAME_LIMIT,
                id="end_customer_id",
            ),
            TextField(
                field_label("agent_id"),
                project.agent,
                placeholder=_("name or number of a customer"),
                limit=_NAME_LIMIT,
                id="agent_id",
            ),
            TextField(
                field_label("registered_for"),
                seen.registered_for,
                placeholder=_("product or project; empty for all"),
                limit=_NAME_LIMIT,
                id="registered_for",
            ),
            _day_field(session, "registered_until", seen.registered_until),
        ]

    def changes(values: Values) -> Mapping[str, object]:
        kept = {
            "end_customer_id": (project.end_customer, seen.end_customer_id),
            "agent_id": (project.agent, seen.agent_id),
        }
        found = {
            name: _customer(session, str(values[name]), *before) for name, before in kept.items()
        }
        return {
            **found,
            "registered_for": str(values["registered_for"]),
            "registered_until": _day(session, values["registered_until"]),
        }

    return ProjectDialog(FormDialog(title, fields, _("Save"), lines=clashes), changes)


def file_dialog(session: Session, title: str, seen: ProjectFields, currency: str) -> ProjectDialog:
    """Return what asks for the money, days, people and plan of a project."""

    def fields() -> Sequence[FormField[Any]]:
        return [
            _money_field("investment", seen.investment_minor, currency),
            _money_field("cost_budget", seen.cost_budget_minor, currency),
            _day_field(session, "bid_day", seen.bid_day),
            MultiLineField(
                field_label("departments"), seen.departments, limit=_TEXT_LIMIT, id="departments"
            ),
            MultiLineField(field_label("team"), seen.team, limit=_TEXT_LIMIT, id="team"),
            PlanField(session, plan_text(seen.steps)),
        ]

    def changes(values: Values) -> Mapping[str, object]:
        plan = _plan(session, str(values["steps"]))
        return {
            "investment_minor": _minor(str(values["investment"]), currency),
            "cost_budget_minor": _minor(str(values["cost_budget"]), currency),
            "bid_day": _day(session, values["bid_day"]),
            "departments": str(values["departments"]),
            "team": str(values["team"]),
            "steps": seen.steps if isinstance(plan, str) else plan,
        }

    return ProjectDialog(FormDialog(title, fields, _("Save")), changes)


def _people(users: Sequence[UserRow]) -> dict[str, UserId]:
    """Return whom logins and names mean; a name that two have means neither."""
    names = [folded(row.name) for row in users]
    here = [row for row in users if row.status is UserStatus.ACTIVE]
    named = {folded(row.name): row.id for row in here if names.count(folded(row.name)) == 1}
    return named | {folded(row.login): row.id for row in here}


def _customer(
    session: Session, typed: str, shown: str, before: CustomerId | None
) -> CustomerId | None:
    """Return the customer that was typed; what was left as it was shown stays."""
    if typed.strip() == shown:
        return before
    if not typed.strip():
        return None
    return session.crm.customers.find(session.actor, typed.strip())


def _plan(session: Session, text: str) -> Any:
    def read_day(said: str) -> int | None:
        found = read_moment(session, said)
        return None if isinstance(found, ReadingFault) else found.day

    return read_plan(text, read_day)


class PlanField(MultiLineField):
    """The steps of a plan, a line each, read as they are typed."""

    def __init__(self, session: Session, text: str) -> None:
        label = _("Plan, a line each: 12-01 tests, ✓ before what is done")
        super().__init__(label, text, limit=_PLAN_LIMIT, id="steps")
        self._session = session

    def why_wrong(self) -> str | None:
        """Return which line is no step."""
        found = _plan(self._session, self.value)
        if isinstance(found, str):
            return _("Not understood: {words}").format(words=found)
        return None


def _day_field(session: Session, name: str, day: int | None) -> MomentField:
    return MomentField(
        field_label(name),
        moment_reader(session, only_day=True),
        "" if day is None else date_of(day).isoformat(),
        placeholder=_("11-25, next Monday, +2w"),
        id=name,
    )


def _day(session: Session, typed: Any) -> int | None:
    return None if typed is None else day_of(typed, session.zone)


def _money_field(name: str, minor: int | None, currency: str) -> TextField:
    def wrong(text: str) -> str | None:
        found = parse_amount(text, currency)
        return amount_fault(found) if isinstance(found, AmountFault) else None

    shown = "" if minor is None else plain_amount(minor, currency)
    return TextField(field_label(name), shown, limit=_SHORT, why_wrong=wrong, id=name)


def _minor(text: str, currency: str) -> int | None:
    found = parse_amount(text, currency) if text.strip() else None
    return None if isinstance(found, AmountFault) else found
