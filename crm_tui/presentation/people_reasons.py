"""Why something about people, departments, roles or leave is not possible, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from crm_tui.domain.days import date_of
from crm_tui.domain.leaves import LeaveNotYours, LeaveOverlaps, LeaveRefusal, LeaveTooLong
from crm_tui.domain.people import (
    AboveThemselves,
    DepartmentInsideItself,
    DepartmentNotEmpty,
    LastAdmin,
    PeopleRefusal,
    RoleInUse,
    RoleNeeded,
    StillHolds,
    StillNeeded,
)
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.words import name_in_sentence


def people_refusal(reason: PeopleRefusal) -> str:
    """Return why a change of users, departments or roles is refused, and what to do first."""
    match reason:
        case StillHolds() | StillNeeded() | LastAdmin() | AboveThemselves():
            return _about_a_person(reason)
        case DepartmentNotEmpty() | DepartmentInsideItself():
            return _about_a_department(reason)
        case RoleNeeded() | RoleInUse():
            return _about_a_role(reason)
        case _:
            assert_never(reason)


def _work_words(reason: StillHolds) -> Iterator[str]:
    for count, said in (
        (
            reason.held,
            ngettext("{count} customer", "{count} customers", reason.held),
        ),
        (
            reason.opportunities,
            ngettext(
                "{count} open opportunity", "{count} open opportunities", reason.opportunities
            ),
        ),
        (reason.leads, ngettext("{count} open lead", "{count} open leads", reason.leads)),
        (reason.tasks, ngettext("{count} open task", "{count} open tasks", reason.tasks)),
    ):
        if count:
            yield said.format(count=count)


def _about_a_person(reason: StillHolds | StillNeeded | LastAdmin | AboveThemselves) -> str:
    person = name_in_sentence(reason.person)
    match reason:
        case StillHolds():
            return _("{person} still has {work}; hand it over first.").format(
                person=person, work=_(", ").join(_work_words(reason))
            )
        case StillNeeded():
            return _("{person} has worked here already; disable them instead.").format(
                person=person
            )
        case LastAdmin():
            return _("{person} is the last who can run the office; name another first.").format(
                person=person
            )
        case AboveThemselves():
            return _("{person} stands above {manager} already, so cannot report to them.").format(
                person=person, manager=name_in_sentence(reason.manager)
            )
        case _:
            assert_never(reason)


def _about_a_department(reason: DepartmentNotEmpty | DepartmentInsideItself) -> str:
    department = name_in_sentence(reason.department)
    match reason:
        case DepartmentNotEmpty():
            return _(
                "The department “{department}” is not empty: people in it {people}, departments"
                " below it {departments}; move them first."
            ).format(department=department, people=reason.people, departments=reason.departments)
        case DepartmentInsideItself():
            return _("“{parent}” is “{department}” itself or lies in it.").format(
                department=department, parent=name_in_sentence(reason.parent)
            )
        case _:
            assert_never(reason)


def _about_a_role(reason: RoleNeeded | RoleInUse) -> str:
    role = name_in_sentence(reason.role)
    match reason:
        case RoleNeeded():
            return _("The role “{role}” is one that every office has; it stays as it is.").format(
                role=role
            )
        case RoleInUse():
            return _(
                "The role “{role}” is in use: people who have it {people}, pools and limits that"
                " name it {settings}."
            ).format(role=role, people=reason.people, settings=reason.settings)
        case _:
            assert_never(reason)


def leave_refusal(reason: LeaveRefusal) -> str:
    """Return why leave cannot be recorded or cancelled, with the number of days."""
    person = name_in_sentence(reason.person)
    match reason:
        case LeaveNotYours():
            return _(
                "Leave of {person} is recorded by somebody above them or an administrator."
            ).format(person=person)
        case LeaveTooLong():
            return _(
                "{person} would be away {days} days, leave close before and after counted in: more"
                " than {limit}; hand the customers over instead."
            ).format(person=person, days=reason.days, limit=reason.limit)
        case LeaveOverlaps():
            return _("{person} is away from {first} to {last} already.").format(
                person=person,
                first=date_of(reason.first_day).isoformat(),
                last=date_of(reason.last_day).isoformat(),
            )
        case _:
            assert_never(reason)
