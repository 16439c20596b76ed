"""The skeleton of the sample office: departments, people and regional pools."""

from __future__ import annotations

from crm_tui.db.queries import people, pools, users
from crm_tui.db.queries import sample_data as queries
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.identifiers import DepartmentId, UserId
from crm_tui.domain.pinyin import person_initials, person_pinyin
from crm_tui.domain.pools import MemberKind
from crm_tui.domain.samples import DAILY_LIMIT, SamplePerson
from crm_tui.domain.samples import departments as sample_departments
from crm_tui.domain.samples import people as sample_people
from crm_tui.domain.samples import pools as sample_pools


def add_skeleton(unit: Unit, language: str) -> None:
    """Add departments, colleagues and pools to an office that has its administrator and a pool."""
    department_ids = _add_departments(unit, language)
    user_ids = _add_people(unit, language, department_ids)
    for department in sample_departments(language):
        if department.manager:
            queries.set_department_manager(
                unit.connection, department_ids[department.code], user_ids[department.manager]
            )
    _add_pools(unit, language, department_ids)


def _add_departments(unit: Unit, language: str) -> dict[str, DepartmentId]:
    ids: dict[str, DepartmentId] = {}
    for department in sample_departments(language):
        ids[department.code] = people.add_department(
            unit.connection, department.name, ids.get(department.parent), unit.now
        )
    return ids


def _add_people(
    unit: Unit, language: str, department_ids: dict[str, DepartmentId]
) -> dict[str, UserId]:
    ids = {login: user_id for user_id, login, _ in users.logins(unit.connection)}
    for person in sample_people(language):
        if person.login not in ids:
            ids[person.login] = _add_person(unit, person)
        queries.place_user(
            unit.connection,
            ids[person.login],
            department_id=department_ids[person.department],
            manager_id=ids.get(person.manager),
        )
    return ids


def _add_person(unit: Unit, person: SamplePerson) -> UserId:
    return users.add_user(
        unit.connection,
        {
            "login": person.login,
            "name": person.name,
            "pinyin": person_pinyin(person.name),
            "initials": person_initials(person.name),
            "role_id": people.role_id(unit.connection, person.role),
            "created_at": unit.now,
        },
    )


def _add_pools(unit: Unit, language: str, department_ids: dict[str, DepartmentId]) -> None:
    there = queries.pool_ids(unit)
    for pool in sample_pools(language):
        if pool.name in there:
            continue
        pool_id = pools.add_pool(
            unit.connection,
            name=pool.name,
            now=unit.now,
            is_default=False,
            values={"daily_limit": DAILY_LIMIT},
        )
        for code in pool.departments:
            pools.add_member(unit.connection, pool_id, MemberKind.DEPARTMENT, department_ids[code])
        pools.add_idle_rule(unit.connection, pool_id, pool.idle_days, now=unit.now)
