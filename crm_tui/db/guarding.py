"""Roles of a server that read by SQL what their person sees in the program, and write nothing.

Who sees what follows from the very statements that the program asks; the policies only join them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table

from crm_tui.db.queries import users
from crm_tui.db.raw import rows
from crm_tui.db.schema.contacts import CONTACT, CONTACT_PHONE
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.key_dates import KEY_DATE
from crm_tui.db.schema.pools import POOL
from crm_tui.db.schema.users import DEPARTMENT, USER
from crm_tui.domain.identifiers import DepartmentId, RoleId, UserId
from crm_tui.domain.users import SCOPES_BY_WIDTH, Permission, Person, Scope, UserStatus

GROUP: Final = "crm_sql"
"""The role that holds all rights; the role of a person is a member of it and holds none."""
LONGEST_ROLE = 63
"""Bytes of a name that a server keeps."""

_ME, _TODAY, _DEPARTMENT, _PATH = -2_000_000_011, -2_000_000_012, -2_000_000_013, "@path@"
"""Stand in a statement for who asks; no row has them."""
_ASKED = {
    str(_ME): "crm_guard.me()",
    str(_TODAY): "crm_guard.today()",
    str(_DEPARTMENT): "(SELECT department_id FROM app_user WHERE id = crm_guard.me())",
    f"'{_PATH}%'": (
        "(SELECT path || '%' FROM department WHERE id ="
        " (SELECT department_id FROM app_user WHERE id = crm_guard.me()))"
    ),
}
_PLAIN_WORDS: Final[dict[Table, str]] = {
    # Without what is typed freely, own fields and the search: in a pool numbers hide there.
    CUSTOMER: (
        "id kind name short_name industry_id type nature level source_id stage_id province city"
        " district credit_code headcount founded_on parent_id budget_minor first_contact_day"
        " pool_id owner_id owned_since last_day last_follow_up_at next_contact_at pool_since"
        " holder_count completeness is_deal created_at updated_at deleted_at reserved_for_id"
    ),
    CONTACT: (
        "id customer_id name title department email wechat wechat_nickname qq gender birthday"
        " birthday_is_lunar decision_role attitude background is_key created_at deleted_at"
    ),
    CONTACT_PHONE: "id contact_id position number extension",
    FOLLOW_UP: (
        "id customer_id contact_id author_id method_id result_id mood content happened_at effective"
        " next_contact_at created_at deleted_at"
    ),
    DEAL: (
        "id customer_id owner_id amount_minor currency deal_day note voided_at created_at"
        " deleted_at"
    ),
    KEY_DATE: (
        "id customer_id contact_id kind title is_lunar year month day once_day note created_at"
        " deleted_at"
    ),
    DICTIONARY_ITEM: "id kind code name",
    POOL: "id name",
    DEPARTMENT: "id name parent_id",
    USER: "id login name department_id status",
}
"""The columns that may be read; of what is not there a server is not told."""
_OF_CUSTOMERS: Final = (CONTACT, FOLLOW_UP, DEAL, KEY_DATE)
_TIDY = "SET search_path = {schema}, pg_temp"


def role_name(login: str) -> str:
    """Return how the role of a person is called."""
    return f"{GROUP}_{login}"


def script(connection: Connection, people: Sequence[tuple[UserId, str]]) -> str:
    """Return what a person who runs the server gives to it; it may be given again."""
    ((schema,),) = rows(connection, "SELECT current_schema()")
    parts = [
        "BEGIN",
        *_group(_quoted(schema)),
        *_functions(_quoted(schema)),
        *_policies(_quoted(schema)),
        *(line for user_id, login in people for line in _person(user_id, login)),
        "COMMIT",
    ]
    return ";\n".join(parts) + ";\n"


def _group(schema: str) -> Iterator[str]:
    yield _made(GROUP, "NOLOGIN")
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {GROUP}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {GROUP}"
    for table, words in _PLAIN_WORDS.items():
        named = ", ".join(table.columns[each].name for each in words.split())
        yield f"GRANT SELECT ({named}) ON {schema}.{table.name} TO {GROUP}"


def _functions(schema: str) -> Iterator[str]:
    yield "CREATE SCHEMA IF NOT EXISTS crm_guard"
    yield "REVOKE ALL ON SCHEMA crm_guard FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA crm_guard TO {GROUP}"
    yield (
        "CREATE TABLE IF NOT EXISTS crm_guard.member"
        " (role_name name PRIMARY KEY, user_id integer NOT NULL)"
    )
    yield "REVOKE ALL ON crm_guard.member FROM PUBLIC"
    for name, answer, body in (
        ("me", "integer", _me()),
        ("today", "integer", _today()),
        ("roles", "SETOF integer", _asked(users.ROLE_IDS)),
        ("sees_all", "boolean", f"SELECT {_widest()} = '{Scope.ALL.value}'"),
        ("owners", "SETOF integer", _owners()),
        ("managed", "SETOF integer", _memberships("bool_or(is_admin)")),
        ("pools", "SETOF integer", _pools()),
        ("hiding", "SETOF integer", _hiding()),
        ("team", "SETOF integer", _team()),
    ):
        yield (
            f"CREATE OR REPLACE FUNCTION crm_guard.{name}() RETURNS {answer} LANGUAGE sql STABLE"
            f" SECURITY DEFINER {_TIDY.format(schema=schema)} AS $body$\n{body}\n$body$"
        )
    yield "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA crm_guard FROM PUBLIC"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA crm_guard TO {GROUP}"


def _policies(schema: str) -> Iterator[str]:
    seen = (
        "deleted_at IS NULL AND ((SELECT crm_guard.sees_all())"
        " OR owner_id = ANY (ARRAY(SELECT crm_guard.owners()))"
        " OR (owner_id IS NULL AND (pool_id = ANY (ARRAY(SELECT crm_guard.pools()))"
        " OR reserved_for_id = (SELECT crm_guard.me())))"
        " OR id = ANY (ARRAY(SELECT crm_guard.team())))"
    )
    yield from _policy(schema, CUSTOMER, seen)
    open_ones = (
        f"(SELECT id FROM {schema}.customer WHERE owner_id IS NOT NULL"
        " OR pool_id <> ALL (ARRAY(SELECT crm_guard.hiding())))"
    )
    for table in _OF_CUSTOMERS:
        yield from _policy(schema, table, f"deleted_at IS NULL AND customer_id IN {open_ones}")
    yield from _policy(schema, CONTACT_PHONE, f"contact_id IN (SELECT id FROM {schema}.contact)")


def _policy(schema: str, table: Table, which: str) -> Iterator[str]:
    name = f"{schema}.{table.name}"
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"DROP POLICY IF EXISTS crm_guard ON {name}"
    yield f"CREATE POLICY crm_guard ON {name} FOR SELECT TO {GROUP} USING ({which})"


def _person(user_id: UserId, login: str) -> Iterator[str]:
    role = role_name(login)
    yield _made(role, "LOGIN")
    yield f"ALTER ROLE {_quoted(role)} SET default_transaction_read_only = on"
    yield f"ALTER ROLE {_quoted(role)} SET statement_timeout = '60s'"
    yield f"GRANT {GROUP} TO {_quoted(role)}"
    yield (
        f"INSERT INTO crm_guard.member VALUES ({_text(role)}, {user_id})"
        " ON CONFLICT (role_name) DO UPDATE SET user_id = excluded.user_id"
    )


# What the program asks ----------------------------------------------------------------------------


def _asked(statement: Any) -> str:
    """Return a statement of the program as a server is asked it, about whoever is connected."""
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - loaded by who is on a server

    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]  # untyped there
    known = statement.params({users.ASKED_USER: _ME, users.ASKED_DAY: _TODAY})
    told = str(known.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    for standing, meant in _ASKED.items():
        told = told.replace(standing, meant)
    return told


def _me() -> str:
    return (
        "SELECT user_id FROM crm_guard.member JOIN app_user ON app_user.id = user_id"
        f" WHERE role_name = session_user AND status = '{UserStatus.ACTIVE.value}'"
    )


def _today() -> str:
    return "SELECT timezone((SELECT zone FROM office), now())::date - DATE '0001-01-01' + 1"


def _widest() -> str:
    """Return the scope of somebody with several roles, as the domain finds it."""
    order = ", ".join(f"'{scope.value}'" for scope in SCOPES_BY_WIDTH)
    return (
        "(SELECT scope FROM role WHERE id IN (SELECT crm_guard.roles())"
        f" ORDER BY array_position(ARRAY[{order}], scope::text) DESC LIMIT 1)"
    )


def _owners() -> str:
    """Return the query of everybody whose customers are seen: one's own among them."""
    parts = ["SELECT crm_guard.me() WHERE crm_guard.me() IS NOT NULL", _asked(users.COVERED)]
    for scope in SCOPES_BY_WIDTH:
        asked = users.user_ids_in_scope(_somebody(scope))
        if asked is not None:
            # Each by itself: one of them begins with what it repeats.
            inside = f"SELECT * FROM ({_asked(asked)}) AS scoped"
            parts.append(f"{inside} WHERE {_widest()} = '{scope.value}'")
    return "\nUNION\n".join(parts)


def _somebody(scope: Scope) -> Person:
    return Person(
        UserId(_ME), "", "", RoleId(0), scope, frozenset(), DepartmentId(_DEPARTMENT), _PATH
    )


def _memberships(which: str) -> str:
    lines = _asked(users.MEMBERSHIPS)
    known = "crm_guard.me() IS NOT NULL"
    return f"SELECT pool_id FROM ({lines}) AS lines WHERE {known} GROUP BY pool_id HAVING {which}"


def _pools() -> str:
    mine = _memberships("bool_or(is_admin) OR NOT bool_or(is_excluded)")
    excluded = _memberships("bool_or(is_excluded)")
    manages = f"{_may(Permission.ASSIGN)} AND NOT {_may(Permission.MANAGE_OFFICE)}"
    of_staff = f"SELECT * FROM ({_asked(users.POOLS_OF_STAFF)}) AS staffed"
    return (
        f"{mine}\nUNION\n{of_staff} WHERE {manages} AND pool_id NOT IN ({excluded})"
        " AND crm_guard.me() IS NOT NULL"
    )


def _may(permission: Permission) -> str:
    return (
        "EXISTS (SELECT FROM role WHERE id IN (SELECT crm_guard.roles())"
        f" AND permissions::jsonb ? '{permission.value}')"
    )


def _hiding() -> str:
    return (
        f"SELECT id FROM pool WHERE masks_contacts AND NOT {_may(Permission.MANAGE_OFFICE)}"
        " AND id NOT IN (SELECT crm_guard.managed())"
    )


def _team() -> str:
    return (
        "SELECT customer_id FROM customer_team WHERE user_id = crm_guard.me()"
        " AND (until_day IS NULL OR until_day >= crm_guard.today())"
    )


def _made(role: str, kind: str) -> str:
    known = f"SELECT FROM pg_roles WHERE rolname = {_text(role)}"
    return (
        f"DO $make$ BEGIN IF NOT EXISTS ({known}) THEN"
        f" CREATE ROLE {_quoted(role)} {kind}; END IF; END $make$"
    )


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _text(value: str) -> str:
    doubled = value.replace("'", "''")
    return f"'{doubled}'"
