"""项目档案: shares, channel and project of opportunities, and whose performance they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import customers, opportunities, projects, users
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.events import Changed, ProjectEdited
from crm_tui.domain.field_changes import conflicts, differing, merged
from crm_tui.domain.identifiers import OpportunityId, UserId
from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.domain.projects import (
    PROJECT_FIELDS,
    Project,
    ProjectFields,
    RegistrationClash,
    RegistrationRow,
    ShareBasis,
    ShareSum,
    Step,
    kept_value,
    parts_of,
    project_fault,
    why_not_share,
)
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import ConflictError, FieldError, NotFoundError, RefusedError
from crm_tui.services.checks import checked_text
from crm_tui.services.opportunities.writing import changeable
from crm_tui.services.projects.days import remind
from crm_tui.values import dataclass

_LIMITS = {"registered_for": 200, "departments": 1000, "team": 1000}
_STEP_LIMIT = 150


@dataclass(frozen=True, slots=True)
class ProjectDetail:
    """A project file, and the registrations of others that it clashes with."""

    row: OpportunityRow
    project: Project
    clashes: tuple[RegistrationClash, ...]


@dataclass(frozen=True, slots=True)
class Projects:
    """Project files as people use them; one is whose its opportunity is."""

    database: Database

    def detail(self, actor: Actor, opportunity_id: OpportunityId) -> ProjectDetail:
        """Return the project file of an opportunity, empty where nothing was entered."""
        with self.database.reading(actor) as view:
            row = opportunities.opportunity(view, opportunity_id)
            found = projects.project(view, opportunity_id)
            detail = ProjectDetail(row, found, tuple(projects.clashes(view, found)))
            return shown_one(view, detail)

    def registrations(
        self, actor: Actor, *, within_days: int | None = None, limit: int = 200
    ) -> Sequence[RegistrationRow]:
        """Return the registrations in force that one may see, the next to end first."""
        with self.database.reading(actor) as view:
            found = projects.registrations(view, within_days=within_days, limit=limit)
            return shown(view, found)

    def sums(
        self,
        actor: Actor,
        since_day: int,
        until_day: int,
        basis: ShareBasis = ShareBasis.WON,
    ) -> Sequence[ShareSum]:
        """Return whose performance it is what came about between two days, the most first.

        Each deal is split by itself, to the last unit: the parts are the whole.
        """
        is_won = basis is ShareBasis.WON
        with self.database.reading(actor) as view:
            read = projects.won_credits if is_won else projects.ordered_credits
            counts: dict[UserId, int] = {}
            minors: dict[UserId, int] = {}
            for credit in read(view, since_day, until_day):
                for user_id, part in parts_of(credit.minor, credit.shares, credit.owner_id).items():
                    counts[user_id] = counts.get(user_id, 0) + credit.count
                    minors[user_id] = minors.get(user_id, 0) + part
            names = projects.user_names(view, minors)
        found = (ShareSum(each, names.get(each, ""), counts[each], minors[each]) for each in minors)
        return sorted(found, key=lambda each: (-each.amount_minor, each.user_id))

    @operation(Permission.EDIT_CUSTOMER)
    def edit(
        self,
        actor: Actor,
        opportunity_id: OpportunityId,
        changes: Mapping[str, object],
        *,
        seen: ProjectFields | None = None,
    ) -> Changed:
        """Change fields of a project file; its days to come become key dates of the customer.

        `seen` is what the form showed: what both sides changed is a conflict. Raises FieldError
        for what cannot be stored, RefusedError for shares that are settled.
        """
        for name in changes:
            if name not in PROJECT_FIELDS:
                raise FieldError(name, "unknown")
        with self.database.writing(actor) as unit:
            row, _customer = changeable(unit, opportunity_id)
            old = projects.project(unit, opportunity_id)
            basis = old.fields if seen is None else seen
            both = conflicts(old.fields, basis, changes)
            if both:
                told = {name: (each.theirs, each.mine) for name, each in both.items()}
                raise ConflictError("project", opportunity_id, told)
            new = _checked(unit, row, merged(old.fields, basis, changes), old.fields)
            found = differing(old.fields, new)
            if found:
                _store(unit, row, old, new, list(found))
        return unit.changed


def _store(
    unit: Unit, row: OpportunityRow, old: Project, new: ProjectFields, names: Sequence[str]
) -> None:
    before: dict[str, object] = projects.column_values(old.fields, names)
    after: dict[str, object] = projects.column_values(new, names)
    registered_day = _registered_day(unit, old, new)
    if registered_day != old.registered_day:
        before["registered_day"], after["registered_day"] = old.registered_day, registered_day
    reminders = remind(unit, row, new, old.reminders)
    if reminders != old.reminders:
        before["reminders"] = kept_value("reminders", old.reminders)
        after["reminders"] = kept_value("reminders", reminders)
    projects.set_project(unit, row.id, after)
    unit.record(
        ProjectEdited(
            customer_id=row.customer_id,
            record_id=row.id,
            before=before,
            after={**after, "opportunity": row.name},
        )
    )


def _registered_day(unit: Unit, old: Project, new: ProjectFields) -> int | None:
    """Return since when it is registered: for another end customer or thing it begins anew."""
    if new.registered_until is None:
        return None
    is_same = (new.end_customer_id, new.registered_for) == (
        old.fields.end_customer_id,
        old.fields.registered_for,
    )
    return old.registered_day if is_same and old.registered_day is not None else unit.today


def _checked(
    unit: Unit, row: OpportunityRow, entered: ProjectFields, old: ProjectFields
) -> ProjectFields:
    """Return what was entered, cleaned; raise for the first that cannot be stored."""
    texts: dict[str, Any] = {
        name: checked_text(
            name, getattr(entered, name), limit=limit, multiline=name != "registered_for"
        )
        for name, limit in _LIMITS.items()
    }
    cleaned = replace(entered, **texts, steps=tuple(map(_checked_step, entered.steps)))
    if fault := project_fault(cleaned):
        raise FieldError(*fault)
    if cleaned.shares != old.shares:
        may_void = unit.person.may(Permission.VOID_DEAL)
        refusal = why_not_share(row.name, row.state, may_void=may_void)
        if refusal is not None:
            raise RefusedError(refusal)
        _refuse_strangers(unit, cleaned, old)
    for name in ("end_customer_id", "agent_id"):
        customer_id = getattr(cleaned, name)
        if customer_id is not None and customer_id != getattr(old, name):
            customers.record(unit, customer_id)
    return cleaned


def _checked_step(step: Step) -> Step:
    return replace(step, name=checked_text("steps", step.name, limit=_STEP_LIMIT))


def _refuse_strangers(unit: Unit, entered: ProjectFields, old: ProjectFields) -> None:
    known = {each.user_id for each in old.shares}
    for each in entered.shares:
        if each.user_id not in known and not users.is_active(unit.connection, each.user_id):
            raise NotFoundError("user", str(each.user_id))
