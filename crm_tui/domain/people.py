"""Departments, roles and who is above whom: what is listed, and what may not be changed."""

from __future__ import annotations

from collections.abc import Container
from itertools import count

from crm_tui.domain.identifiers import DepartmentId, RoleId, UserId
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.domain.users import Permission, Scope
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department as listed, with how many people work in it and how many departments in it."""

    id: DepartmentId
    name: str
    parent_id: DepartmentId | None
    path: str
    manager_id: UserId | None
    manager: str
    people: int
    below: int

    @property
    def depth(self) -> int:
        """Return how many departments stand above it."""
        return self.path.count("/") - 2


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role as listed, with how many people have it and how many pools and limits name it."""

    id: RoleId
    code: str
    name: str
    scope: Scope
    permissions: frozenset[Permission]
    people: int
    settings: int = 0

    @property
    def is_seeded(self) -> bool:
        """Return whether every office has it."""
        return self.code in SEEDED_ROLES


def proposed_login(name: str, taken: Container[str]) -> str:
    """Return a login that nobody has, from the pinyin of a name: lina, or lina2 for the second."""
    spelled = "".join(person_pinyin(name).split())
    if not spelled:
        return ""
    numbered = (f"{spelled}{number}" for number in count(2))
    return spelled if spelled not in taken else next(each for each in numbered if each not in taken)


SEEDED_ROLES = ("admin", "manager", "rep")
"""The codes of the roles that an office begins with and always keeps."""


@dataclass(frozen=True, slots=True)
class ManagerLine:
    """Who stands directly above somebody, and whether the line from there leads back to them."""

    person: str
    boss: str
    comes_back: bool


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What is somebody's to go on with; opportunities are those of the customers they hold."""

    customers: int = 0
    opportunities: int = 0
    leads: int = 0
    tasks: int = 0

    @property
    def is_nothing(self) -> bool:
        """Return whether nothing is left to hand over."""
        return not (self.customers or self.leads or self.tasks)


@dataclass(frozen=True, slots=True)
class StillHolds:
    """Somebody has work of the office, so a 交接 has to come first."""

    person: str
    held: int
    opportunities: int = 0
    leads: int = 0
    tasks: int = 0


@dataclass(frozen=True, slots=True)
class LastAdmin:
    """Nobody else could run the office any more."""

    person: str


@dataclass(frozen=True, slots=True)
class AboveThemselves:
    """Somebody would stand above themselves in the line of managers."""

    person: str
    manager: str


@dataclass(frozen=True, slots=True)
class DepartmentNotEmpty:
    """People work in the department, or departments are in it."""

    department: str
    people: int
    departments: int


@dataclass(frozen=True, slots=True)
class DepartmentInsideItself:
    """A department cannot move into itself or into one below it."""

    department: str
    parent: str


@dataclass(frozen=True, slots=True)
class RoleNeeded:
    """The role is one that every office has."""

    role: str


@dataclass(frozen=True, slots=True)
class RoleInUse:
    """People have the role, or pools and limits name it."""

    role: str
    people: int
    settings: int


@dataclass(frozen=True, slots=True)
class StillNeeded:
    """Something was done by or with a person, so they cannot be as if they had never been."""

    person: str


PeopleRefusal = (
    StillHolds
    | StillNeeded
    | LastAdmin
    | AboveThemselves
    | DepartmentNotEmpty
    | DepartmentInsideItself
    | RoleNeeded
    | RoleInUse
)


def why_not_leave_office(
    person: str, work: OpenWork, *, is_last_admin: bool
) -> PeopleRefusal | None:
    """Return why somebody cannot be disabled or marked as left, or None.

    No customer, lead or task is left with somebody who does not work here: a 交接 is asked.
    """
    if is_last_admin:
        return LastAdmin(person)
    if work.is_nothing:
        return None
    return StillHolds(person, work.customers, work.opportunities, work.leads, work.tasks)


def why_not_report_to(line: ManagerLine) -> AboveThemselves | None:
    """Return why somebody cannot report to whom they would report to, or None."""
    return AboveThemselves(line.person, line.boss) if line.comes_back else None


def why_not_move_department(
    department: DepartmentRow, parent: DepartmentRow | None
) -> DepartmentInsideItself | None:
    """Return why a department cannot stand below another, or None."""
    if parent is not None and parent.path.startswith(department.path):
        return DepartmentInsideItself(department.name, parent.name)
    return None


def why_not_delete_department(department: DepartmentRow) -> DepartmentNotEmpty | None:
    """Return what is still in a department that is to be deleted, or None."""
    if department.people or department.below:
        return DepartmentNotEmpty(department.name, department.people, department.below)
    return None


def why_not_delete_role(role: RoleRow) -> RoleNeeded | RoleInUse | None:
    """Return why a role cannot be deleted, or None."""
    if role.is_seeded:
        return RoleNeeded(role.name)
    if role.people or role.settings:
        return RoleInUse(role.name, role.people, role.settings)
    return None
