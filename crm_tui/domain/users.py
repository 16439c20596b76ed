"""People, what they may do, and what they may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum

from crm_tui.domain.identifiers import CustomerId, DepartmentId, PoolId, RoleId, UserId


class UserStatus(Enum):
    """Whether somebody works here now."""

    ACTIVE = "active"
    DISABLED = "disabled"
    LEFT = "left"


class Scope(Enum):
    """How far a role sees beyond its own customers."""

    SELF = "self"
    SUBORDINATES = "subordinates"
    DEPARTMENT = "department"
    DEPARTMENT_AND_BELOW = "department_and_below"
    ALL = "all"


class Permission(Enum):
    """What a role allows; each service method needs exactly one."""

    VIEW = "view"
    EDIT_CUSTOMER = "customer.edit"
    DELETE_CUSTOMER = "customer.delete"
    IMPORT = "import"
    FOLLOW_UP = "follow_up"
    CLAIM = "pool.claim"
    RETURN = "pool.return"
    ASSIGN = "pool.assign"
    SWEEP = "pool.sweep"
    UNDO_OTHERS = "undo.others"
    MANAGE_OFFICE = "office.manage"


REP_PERMISSIONS = frozenset(
    {
        Permission.VIEW,
        Permission.EDIT_CUSTOMER,
        Permission.DELETE_CUSTOMER,
        Permission.IMPORT,
        Permission.FOLLOW_UP,
        Permission.CLAIM,
        Permission.RETURN,
        Permission.SWEEP,
    }
)
MANAGER_PERMISSIONS = REP_PERMISSIONS | {Permission.ASSIGN}
ADMIN_PERMISSIONS = frozenset(Permission)


class Road(Enum):
    """By which way an operation came in; kept with each batch."""

    SCREEN = "screen"
    SHELL = "shell"
    IMPORT = "import"
    SWEEP = "sweep"
    SETUP = "setup"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from where; what they may do is read in each transaction."""

    user_id: UserId
    road: Road = Road.SHELL


@dataclass(frozen=True, slots=True)
class Person:
    """A user with everything that decides what they may do and see, as of one transaction."""

    user_id: UserId
    login: str
    name: str
    role_id: RoleId
    scope: Scope
    permissions: frozenset[Permission]
    department_id: DepartmentId | None = None
    department_path: str = ""
    pool_ids: frozenset[PoolId] = frozenset()
    managed_pool_ids: frozenset[PoolId] = frozenset()
    held: int = 0
    holding_limit: int | None = None

    def may(self, permission: Permission) -> bool:
        """Return whether the role allows it."""
        return permission in self.permissions

    @property
    def is_admin(self) -> bool:
        """Return whether this person runs the office."""
        return Permission.MANAGE_OFFICE in self.permissions


@dataclass(frozen=True, slots=True)
class Colleague:
    """The facts about another user on which visibility depends."""

    user_id: UserId
    department_id: DepartmentId | None = None
    department_path: str = ""
    manager_ids: frozenset[UserId] = frozenset()
    """Everybody above them in the line of direct managers."""


@dataclass(frozen=True, slots=True)
class SeenCustomer:
    """The facts about a customer on which visibility depends."""

    customer_id: CustomerId
    owner: Colleague | None
    pool_id: PoolId
    team_ids: Collection[UserId] = field(default_factory=tuple)
    reserved_for_id: UserId | None = None


def can_see(person: Person, customer: SeenCustomer) -> bool:
    """Return whether this person may see the customer; the SQL branches are its fast twin."""
    if person.scope is Scope.ALL or person.user_id in customer.team_ids:
        return True
    if customer.owner is None:
        return customer.pool_id in person.pool_ids or customer.reserved_for_id == person.user_id
    if customer.owner.user_id == person.user_id:
        return True
    return _owner_in_scope(person, customer.owner)


def _owner_in_scope(person: Person, owner: Colleague) -> bool:
    match person.scope:
        case Scope.SELF:
            return False
        case Scope.SUBORDINATES:
            return person.user_id in owner.manager_ids
        case Scope.DEPARTMENT:
            return person.department_id is not None and owner.department_id == person.department_id
        case Scope.DEPARTMENT_AND_BELOW:
            return bool(person.department_path) and owner.department_path.startswith(
                person.department_path
            )
        case Scope.ALL:
            return True


def holding_limit_of(
    *, user: int | None, role: int | None, department: int | None, office: int | None
) -> int | None:
    """Return the limit that binds: the most specific one set; None means no limit."""
    for limit in (user, role, department, office):
        if limit is not None:
            return limit
    return None


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as listed."""

    id: UserId
    login: str
    name: str
    department: str
    role: str
    status: UserStatus
    held: int
    holding_limit: int | None
