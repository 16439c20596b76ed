"""People, what they may do, and what they may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import Enum

from crm_tui.domain.identifiers import CustomerId, DepartmentId, PoolId, RoleId, UserId
from crm_tui.values import dataclass


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


SCOPES_BY_WIDTH = (
    Scope.SELF,
    Scope.SUBORDINATES,
    Scope.DEPARTMENT,
    Scope.DEPARTMENT_AND_BELOW,
    Scope.ALL,
)


def widest(scopes: Iterable[Scope]) -> Scope:
    """Return the scope of somebody with several roles: the one that sees furthest."""
    return max(scopes, key=SCOPES_BY_WIDTH.index, default=Scope.SELF)


class Permission(Enum):
    """What a role allows; each service method needs exactly one."""

    VIEW = "view"
    EDIT_CUSTOMER = "customer.edit"
    DELETE_CUSTOMER = "customer.delete"
    RESTORE_CUSTOMER = "customer.restore"
    TRANSFER = "customer.transfer"
    HAND_OVER = "customer.hand_over"
    IMPORT = "import"
    EXPORT = "export"
    FOLLOW_UP = "follow_up"
    CLAIM = "pool.claim"
    RETURN = "pool.return"
    ASSIGN = "pool.assign"
    SWEEP = "pool.sweep"
    MOVE_POOL = "pool.move"
    LOCK = "pool.lock"
    GRANT = "pool.grant"
    EDIT_POOL = "pool.edit"
    OVERRIDE_LIMITS = "limits.override"
    RECORD_DEAL = "deal.record"
    VOID_DEAL = "deal.void"
    EDIT_QUOTE = "quote.edit"
    EDIT_CONTRACT = "contract.edit"
    SIGN_CONTRACT = "contract.sign"
    EDIT_ORDER = "order.edit"
    EDIT_PAYMENT = "payment.edit"
    CONFIRM_PAYMENT = "payment.confirm"
    EDIT_EXPENSE = "expense.edit"
    VIEW_EXPENSE = "expense.view"
    EDIT_PRODUCT = "product.edit"
    VIEW_COST = "product.cost"
    RECORD_LEAVE = "leave.record"
    FILE_DISPUTE = "dispute.file"
    DECIDE_DISPUTE = "dispute.decide"
    SET_TARGET = "target.set"
    APPROVE = "approve"
    SHARE_VIEW = "view.share"
    UNDO_OTHERS = "undo.others"
    MANAGE_PEOPLE = "people.manage"
    MANAGE_OFFICE = "office.manage"


REP_PERMISSIONS = frozenset(
    {
        Permission.VIEW,
        Permission.EDIT_CUSTOMER,
        Permission.DELETE_CUSTOMER,
        Permission.TRANSFER,
        Permission.IMPORT,
        Permission.EXPORT,
        Permission.FOLLOW_UP,
        Permission.CLAIM,
        Permission.RETURN,
        Permission.SWEEP,
        Permission.LOCK,
        Permission.RECORD_DEAL,
        Permission.EDIT_QUOTE,
        Permission.EDIT_CONTRACT,
        Permission.SIGN_CONTRACT,
        Permission.EDIT_ORDER,
        Permission.EDIT_PAYMENT,
        Permission.EDIT_EXPENSE,
        Permission.VIEW_EXPENSE,
        Permission.FILE_DISPUTE,
    }
)
MANAGER_PERMISSIONS = REP_PERMISSIONS | {
    Permission.RESTORE_CUSTOMER,
    Permission.HAND_OVER,
    Permission.ASSIGN,
    Permission.GRANT,
    Permission.VOID_DEAL,
    Permission.CONFIRM_PAYMENT,
    Permission.EDIT_PRODUCT,
    Permission.VIEW_COST,
    Permission.RECORD_LEAVE,
    Permission.DECIDE_DISPUTE,
    Permission.SET_TARGET,
    Permission.SHARE_VIEW,
}
POOL_ADMIN_PERMISSIONS = frozenset(
    {
        Permission.VIEW,
        Permission.EDIT_CUSTOMER,
        Permission.RESTORE_CUSTOMER,
        Permission.RETURN,
        Permission.ASSIGN,
        Permission.SWEEP,
        Permission.MOVE_POOL,
        Permission.GRANT,
        Permission.EDIT_POOL,
    }
)
"""What somebody who administers a pool may do whatever their role; the rules then say where."""
ADMIN_PERMISSIONS = frozenset(Permission)


def effective_permissions(
    roles: Iterable[Iterable[Permission]], *, administers_pools: bool
) -> frozenset[Permission]:
    """Return what somebody may do: what any of their roles allows, and what a pool admin may."""
    allowed = frozenset(permission for role in roles for permission in role)
    return allowed | POOL_ADMIN_PERMISSIONS if administers_pools else allowed


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
    roles: frozenset[RoleId] = frozenset()
    """Every role of theirs, `role_id` among them."""
    as_of_day: int = 0
    """The business day of the transaction: what has an end is compared with it."""
    regions: tuple[str, ...] = ()
    industry_ids: tuple[int, ...] = ()
    held: int = 0
    covered_ids: frozenset[UserId] = frozenset()
    """Whom they stand in for on that day: colleagues on leave who named them."""

    def may(self, permission: Permission) -> bool:
        """Return whether a role of theirs allows it."""
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
    team: Mapping[UserId, int | None] = field(default_factory=dict)
    """The team members, each with the last day of the access; None for no end."""
    reserved_for_id: UserId | None = None


def can_see(person: Person, customer: SeenCustomer) -> bool:
    """Return whether this person may see the customer; the SQL branches are its fast twin."""
    if person.scope is Scope.ALL or _is_on_team(person, customer):
        return True
    if customer.owner is None:
        return customer.pool_id in person.pool_ids or customer.reserved_for_id == person.user_id
    if customer.owner.user_id in {person.user_id, *person.covered_ids}:
        return True
    return _owner_in_scope(person, customer.owner)


def _is_on_team(person: Person, customer: SeenCustomer) -> bool:
    if person.user_id not in customer.team:
        return False
    until_day = customer.team[person.user_id]
    return until_day is None or person.as_of_day <= until_day


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
    department_id: DepartmentId | None = None
    role_id: RoleId | None = None
    further_roles: tuple[str, ...] = ()
    further_role_ids: tuple[RoleId, ...] = ()
    manager_id: UserId | None = None
    regions: tuple[str, ...] = ()
    industry_ids: tuple[int, ...] = ()
    industries: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    left_day: int | None = None
