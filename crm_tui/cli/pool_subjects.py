"""Whom a setting of a pool is for: everybody, a department, a role, or one person."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.sessions import Session
from crm_tui.domain.pools import LimitLevel, MemberKind
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.values import dataclass

PoolArgument = Annotated[str, typer.Argument(metavar="POOL", help=_("Number or name."))]
InPool = Annotated[str | None, typer.Option("--pool", metavar="POOL", help=_("In this pool only."))]
ForUser = Annotated[str | None, typer.Option("--person", metavar="LOGIN", help=_("For somebody."))]
ForRole = Annotated[str | None, typer.Option("--role", metavar="ROLE", help=_("For a role."))]
ForDepartment = Annotated[
    str | None,
    typer.Option("--department", metavar="NAME", help=_("For a department and all below.")),
]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom an option names: by kind, with the id; everybody where none was named."""

    kind: MemberKind
    id: int | None

    @property
    def level(self) -> LimitLevel:
        """Return the level of a limit for this subject."""
        return _LEVELS[self.kind]


_LEVELS = {
    MemberKind.EVERYBODY: LimitLevel.OFFICE,
    MemberKind.USER: LimitLevel.USER,
    MemberKind.ROLE: LimitLevel.ROLE,
    MemberKind.DEPARTMENT: LimitLevel.DEPARTMENT,
}


def subject_of(
    session: Session, user: str | None, role: str | None, department: str | None
) -> Subject:
    """Return the one that was named; raise FieldError for several."""
    if sum(each is not None for each in (user, role, department)) > 1:
        raise FieldError("subject", "not_one_of", str(department or role or user))
    people = session.crm.people
    if user is not None:
        return Subject(MemberKind.USER, session.user(user))
    if role is not None:
        return Subject(MemberKind.ROLE, people.find_role(session.actor, clean(role)))
    if department is not None:
        found = people.find_department(session.actor, clean(department))
        return Subject(MemberKind.DEPARTMENT, found)
    return Subject(MemberKind.EVERYBODY, None)
