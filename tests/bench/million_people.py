"""The two hundred people of the big office, in a tree of departments."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sqlalchemy import Connection

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.pinyin import person_initials, person_pinyin
from crm_tui.domain.samples import Member, names
from crm_tui.domain.samples.dice import Dice
from crm_tui.domain.samples.offices import EAST, NORTH, SOUTH, SOUTHWEST

ADMIN, MANAGER, REP = "wangwei", "lina", "zhanglei"
"""The administrator; a manager of twenty; a rep who holds about five thousand customers."""

_USUAL_WEIGHT, _BUSY_WEIGHT = 4, 8


@dataclass(frozen=True, slots=True)
class _Team:
    name: str
    below: str
    people: int
    regions: frozenset[str]
    manager: str = ""
    """The login of who leads it already; without one the first of its people does."""


_TEAMS = (
    _Team("华东一部", "", 17, frozenset({EAST}), MANAGER),
    _Team("华东二部", "销售中心", 26, frozenset({EAST})),
    _Team("华东三部", "销售中心", 14, frozenset({EAST})),
    _Team("华东三部苏南组", "华东三部", 12, frozenset({EAST})),
    _Team("华北部", "", 20, frozenset({NORTH}), "zhaojun"),
    _Team("华北二部", "销售中心", 26, frozenset({NORTH})),
    _Team("华南部", "", 20, frozenset({SOUTH, SOUTHWEST}), "chenjing"),
    _Team("华南二部", "销售中心", 26, frozenset({SOUTH})),
    _Team("西南部", "销售中心", 14, frozenset({SOUTHWEST})),
    _Team("西南部川渝组", "西南部", 12, frozenset({SOUTHWEST})),
)


def hire(raw: sqlite3.Connection) -> None:
    """Add the departments and people that the sample office does not have."""
    dice = Dice(7)
    with raw:
        for team in _TEAMS:
            department_id = _department(raw, team)
            _people(raw, dice, team, department_id)
        _let_everybody_claim(raw)


def _department(raw: sqlite3.Connection, team: _Team) -> int:
    if team.manager:
        found: tuple[int] = raw.execute(
            "SELECT id FROM department WHERE name = ?", (team.name,)
        ).fetchone()
        return found[0]
    above: tuple[int, str, int] = raw.execute(
        "SELECT id, path, created_at FROM department WHERE name = ?", (team.below,)
    ).fetchone()
    added = raw.execute(
        "INSERT INTO department (name, parent_id, path, created_at) VALUES (?, ?, '', ?)",
        (team.name, above[0], above[2]),
    ).lastrowid
    assert added is not None
    raw.execute("UPDATE department SET path = ? WHERE id = ?", (f"{above[1]}{added}/", added))
    return added


def _people(raw: sqlite3.Connection, dice: Dice, team: _Team, department_id: int) -> None:
    roles = dict(raw.execute("SELECT code, id FROM role").fetchall())
    manager_id: int | None = None
    if team.manager:
        manager_id = _id_of(raw, team.manager)
    for _ in range(team.people):
        name = names.person_name(dice)
        number: int = raw.execute("SELECT max(id) + 1 FROM app_user").fetchone()[0]
        role = "rep" if manager_id else "manager"
        reading = person_pinyin(name)
        added = raw.execute(
            "INSERT INTO app_user (login, name, pinyin, initials, department_id, role_id,"
            " manager_id, status, regions, industry_ids, products, held, created_at)"
            " SELECT ?, ?, ?, ?, ?, ?, ?, 'active', '[]', '[]', '[]', 0, created_at"
            " FROM app_user WHERE id = 1",
            (
                f"{reading.replace(' ', '')}{number}",
                name,
                reading,
                person_initials(name),
                department_id,
                roles[role],
                manager_id or _id_of(raw, ADMIN),
            ),
        ).lastrowid
        if manager_id is None:
            manager_id = added
            raw.execute("UPDATE department SET manager_id = ? WHERE id = ?", (added, department_id))


def _id_of(raw: sqlite3.Connection, login: str) -> int:
    found: tuple[int] = raw.execute("SELECT id FROM app_user WHERE login = ?", (login,)).fetchone()
    return found[0]


def _let_everybody_claim(raw: sqlite3.Connection) -> None:
    """Make each new department a member of the pool of its region."""
    pools = {EAST: "华东公海", NORTH: "华北公海", SOUTH: "华南公海", SOUTHWEST: "西南公海"}
    for team in _TEAMS:
        if not team.manager:
            for region in sorted(team.regions):
                raw.execute(
                    "INSERT INTO pool_member (pool_id, kind, member_id, is_excluded, is_admin)"
                    " SELECT pool.id, 'department', department.id, 0, 0 FROM pool, department"
                    " WHERE pool.name = ? AND department.name = ?",
                    (pools[region], team.name),
                )


def members(connection: Connection, *, room: int) -> tuple[Member, ...]:
    """Return everybody who holds customers; the administrator and the managers hold few."""
    regions = {team.name: team.regions for team in _TEAMS}
    rows = connection.exec_driver_sql(
        "SELECT app_user.id, app_user.login, app_user.manager_id, department.name, role.code"
        " FROM app_user JOIN department ON department.id = app_user.department_id"
        " JOIN role ON role.id = app_user.role_id ORDER BY app_user.id"
    ).all()
    return tuple(
        Member(
            user_id=UserId(user_id),
            regions=regions.get(department, frozenset()),
            manager_id=None if manager_id is None else UserId(manager_id),
            weight=_weight(login, role),
            room=room,
        )
        for user_id, login, manager_id, department, role in rows
    )


def _weight(login: str, role: str) -> int:
    if login == REP:
        return _BUSY_WEIGHT
    return _USUAL_WEIGHT if role == "rep" else 1
