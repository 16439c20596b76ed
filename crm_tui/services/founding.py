"""How an office begins: its row, calendar, roles, words, first pool and first person."""

from __future__ import annotations

from crm_tui.db.queries import (
    calendars,
    dictionaries,
    offices,
    people,
    pipelines,
    pools,
    users,
)
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.leads.scoring import rules_to_begin_with
from crm_tui.domain.leads.settings import LeadSettings, settings_to_json
from crm_tui.domain.pinyin import person_initials, person_pinyin
from crm_tui.domain.pools import MemberKind
from crm_tui.domain.text import clean
from crm_tui.domain.users import (
    ADMIN_PERMISSIONS,
    MANAGER_PERMISSIONS,
    REP_PERMISSIONS,
    Scope,
)
from crm_tui.errors import NotEmptyError
from crm_tui.services.calendars.seeds import calendar_days
from crm_tui.services.offices import checked_login, checked_name, checked_zone
from crm_tui.values import dataclass

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


def found_office(database: Database, plan: OfficePlan) -> UserId:
    """Make an empty office with one pool and its administrator; return who that is.

    Raises FieldError for a bad login, name or zone, NotEmptyError where an office exists.
    """
    login, name = checked_login(plan.admin_login), checked_name(plan.admin_name)
    zone = checked_zone(plan.zone)
    with database.setting_up() as connection:
        if offices.has_office(connection):
            raise NotEmptyError(str(database.location), 0)
        now = database.clock.now()
        in_english = plan.language == "en"
        rules = rules_to_begin_with(plan.language)
        offices.add_office(
            connection,
            {
                "name": clean(plan.office_name) or ("Our office" if in_english else "我们公司"),
                "zone": str(zone),
                "currency": plan.currency,
                "language": plan.language,
                "holding_limit": plan.holding_limit,
                "is_sample": plan.is_sample,
                "leads": settings_to_json(LeadSettings(score_rules=rules)),
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
        pipelines.seed(connection, plan.language, now)
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
