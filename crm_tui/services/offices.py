"""Set up an office: the one row, its calendar, roles, words, first pool and first person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_tui.db.queries import calendars, dictionaries, offices, people, pools, users
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.dictionaries import DictionaryItem, DictionaryKind
from crm_tui.domain.events import Changed, OfficeChanged
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.offices import CHANGEABLE, LARGEST_SETTING, YES_OR_NO, Office
from crm_tui.domain.pinyin import person_initials, person_pinyin
from crm_tui.domain.pools import MemberKind
from crm_tui.domain.text import clean
from crm_tui.domain.users import (
    ADMIN_PERMISSIONS,
    MANAGER_PERMISSIONS,
    REP_PERMISSIONS,
    Actor,
    Permission,
    Person,
    Scope,
)
from crm_tui.errors import FieldError, NotEmptyError
from crm_tui.services.calendars.seeds import calendar_days

DEFAULT_ZONE = "Asia/Shanghai"
DEFAULT_CURRENCY = "CNY"
DEFAULT_HOLDING_LIMIT = 200
DEFAULT_DAILY_LIMIT = 30
DEFAULT_IDLE_DAYS = 30

ROLES = (
    ("admin", "管理员", "Administrator", Scope.ALL, ADMIN_PERMISSIONS),
    ("manager", "部门经理", "Department manager", Scope.DEPARTMENT_AND_BELOW, MANAGER_PERMISSIONS),
    ("rep", "销售", "Sales rep", Scope.SELF, REP_PERMISSIONS),
)


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """What an empty office is to be; None for a limit means there is none."""

    admin_login: str
    admin_name: str
    language: str = "zh"
    office_name: str = ""
    zone: str = DEFAULT_ZONE
    currency: str = DEFAULT_CURRENCY
    holding_limit: int | None = DEFAULT_HOLDING_LIMIT
    daily_limit: int | None = DEFAULT_DAILY_LIMIT
    idle_days: int | None = DEFAULT_IDLE_DAYS
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Offices:
    """The office: its one row, its words, and who may sit down here."""

    database: Database

    def exists(self) -> bool:
        """Return whether this database has an office."""
        return self.database.has_office()

    def set_up(self, plan: OfficePlan) -> UserId:
        """Make an empty office with one pool and its administrator; return who that is.

        Raises FieldError for a bad login, name or zone, NotEmptyError where an office exists.
        """
        login, name = checked_login(plan.admin_login), checked_name(plan.admin_name)
        zone = checked_zone(plan.zone)
        with self.database.setting_up() as connection:
            if offices.has_office(connection):
                raise NotEmptyError(str(self.database.location), 0)
            now = self.database.clock.now()
            in_english = plan.language == "en"
            offices.add_office(
                connection,
                {
                    "name": clean(plan.office_name) or ("Our office" if in_english else "我们公司"),
                    "zone": str(zone),
                    "currency": plan.currency,
                    "language": plan.language,
                    "holding_limit": plan.holding_limit,
                    "is_sample": plan.is_sample,
                    "max_seen_at": now,
                    "created_at": now,
                },
            )
            calendars.add_calendar(connection, calendar_days())
            people.add_roles(
                connection,
                (
                    {
                        "code": code,
                        "name": en if in_english else zh,
                        "scope": scope,
                        "permissions": sorted(p.value for p in permissions),
                    }
                    for code, zh, en, scope, permissions in ROLES
                ),
            )
            dictionaries.seed(connection, plan.language)
            pool_id = pools.add_pool(
                connection,
                name="Public pool" if in_english else "公海",
                now=now,
                is_default=True,
                values={"daily_limit": plan.daily_limit},
            )
            pools.add_member(connection, pool_id, MemberKind.EVERYBODY, None)
            if plan.idle_days is not None:
                pools.add_idle_rule(connection, pool_id, plan.idle_days, now=now)
            return users.add_user(
                connection,
                {
                    "login": login,
                    "name": name,
                    "pinyin": person_pinyin(name),
                    "initials": person_initials(name),
                    "role_id": people.role_id(connection, "admin"),
                    "created_at": now,
                },
            )

    def people(self) -> list[tuple[UserId, str, str]]:
        """Return (id, login, name) of everybody who may work here."""
        return self.database.people()

    def who(self, actor: Actor) -> tuple[Person, Office, int]:
        """Return the person, the office, and the business day."""
        with self.database.reading(actor) as view:
            return view.person, view.office, view.today

    def words(self, actor: Actor, kind: DictionaryKind | None = None) -> list[DictionaryItem]:
        """Return the office's words, of one list or of all."""
        with self.database.reading(actor) as view:
            return dictionaries.items(view.connection, kind)

    @operation(Permission.MANAGE_OFFICE)
    def change(self, actor: Actor, changes: Mapping[str, object]) -> Changed:
        """Change settings of the office: those of `domain.offices.CHANGEABLE`.

        Raises FieldError for an unknown setting or a value that cannot be.
        """
        checked = {name: _checked_setting(name, value) for name, value in changes.items()}
        with self.database.writing(actor) as unit:
            before = {name: getattr(unit.office, name) for name in checked}
            if before != checked:
                offices.change_office(unit.connection, checked)
                unit.record(OfficeChanged(before=before, after=checked))
        return unit.changed


def _checked_setting(name: str, value: object) -> object:
    if name not in CHANGEABLE:
        raise FieldError(name, "unknown")
    if name == "name":
        return checked_name(str(value))
    if name in YES_OR_NO:
        return bool(value)
    if value is None and name == "holding_limit":
        return None
    if not isinstance(value, int) or not 0 <= value <= LARGEST_SETTING:
        raise FieldError(name, "out_of_range", str(value)[:20])
    return value


def checked_login(login: str) -> str:
    """Return a login fit to type in a shell; raise FieldError otherwise."""
    cleaned = clean(login)
    if not cleaned:
        raise FieldError("login", "required")
    if len(cleaned) > 64 or not all(c.isalnum() or c in "._-@" for c in cleaned):
        raise FieldError("login", "bad_login", login)
    return cleaned


def checked_name(name: str) -> str:
    """Return a person's name; raise FieldError when it is empty or too long."""
    cleaned = clean(name)
    if not cleaned:
        raise FieldError("name", "required")
    if len(cleaned) > 100:
        raise FieldError("name", "too_long", name[:20], limit=100)
    return cleaned


def checked_zone(zone: str) -> ZoneInfo:
    """Return a time zone that exists; raise FieldError otherwise."""
    written = clean(zone)
    try:
        return ZoneInfo(written)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise FieldError("zone", "unknown", written) from error
