"""What may not be changed about departments, roles and people, and which leave can be recorded."""

from __future__ import annotations

import pytest

from crm_tui.domain.days import NEVER, DayRange, WorkCalendar
from crm_tui.domain.identifiers import DepartmentId, RoleId, UserId
from crm_tui.domain.leaves import (
    LeaveNotYours,
    LeaveOverlaps,
    LeaveTooLong,
    days_away,
    why_not_leave,
)
from crm_tui.domain.people import (
    AboveThemselves,
    DepartmentInsideItself,
    DepartmentNotEmpty,
    DepartmentRow,
    LastAdmin,
    ManagerLine,
    OpenWork,
    RoleInUse,
    RoleNeeded,
    RoleRow,
    StillHolds,
    proposed_login,
    why_not_delete_department,
    why_not_delete_role,
    why_not_leave_office,
    why_not_move_department,
    why_not_report_to,
)
from crm_tui.domain.users import (
    ADMIN_PERMISSIONS,
    MANAGER_PERMISSIONS,
    POOL_ADMIN_PERMISSIONS,
    REP_PERMISSIONS,
    Permission,
    Person,
    Scope,
    effective_permissions,
    widest,
)

MONDAY = 99
CALENDAR = WorkCalendar()


def department(path: str, *, people: int = 0, below: int = 0) -> DepartmentRow:
    number = int(path.split("/")[-2])
    return DepartmentRow(DepartmentId(number), f"部{number}", None, path, None, "", people, below)


def role(code: str, *, people: int = 0, settings: int = 0) -> RoleRow:
    return RoleRow(RoleId(9), code, code, Scope.SELF, REP_PERMISSIONS, people, settings)


def person(permissions: frozenset[Permission]) -> Person:
    return Person(UserId(1), "wangwei", "王伟", RoleId(1), Scope.SELF, permissions)


MANAGER, REP, ADMIN = map(person, (MANAGER_PERMISSIONS, REP_PERMISSIONS, ADMIN_PERMISSIONS))


# --- roles and scopes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "taken", "login"),
    [
        ("李娜", set(), "lina"),
        ("李娜", {"lina", "lina2"}, "lina3"),
        ("仇英", set(), "qiuying"),
        ("Anna Li", set(), "annali"),
        ("—", {"wangwei"}, ""),
    ],
)
def test_a_login_is_proposed_from_the_pinyin_of_the_name(
    name: str, taken: set[str], login: str
) -> None:
    assert proposed_login(name, taken) == login


def test_several_roles_see_as_far_as_the_widest() -> None:
    assert widest([Scope.SELF, Scope.DEPARTMENT, Scope.SUBORDINATES]) is Scope.DEPARTMENT
    assert widest([Scope.SELF, Scope.ALL]) is Scope.ALL
    assert widest([]) is Scope.SELF


def test_several_roles_may_do_what_any_of_them_allows() -> None:
    first, second = {Permission.VIEW}, {Permission.CLAIM}
    assert effective_permissions([first, second], administers_pools=False) == first | second


def test_who_administers_a_pool_may_assign_whatever_their_role() -> None:
    found = effective_permissions([REP_PERMISSIONS], administers_pools=True)
    assert found == REP_PERMISSIONS | POOL_ADMIN_PERMISSIONS
    assert Permission.ASSIGN in found
    assert Permission.MANAGE_PEOPLE not in found


def test_each_seeded_role_may_what_the_one_below_it_may() -> None:
    assert REP_PERMISSIONS < MANAGER_PERMISSIONS < ADMIN_PERMISSIONS


def test_seeded_roles_and_roles_in_use_stay() -> None:
    assert why_not_delete_role(role("admin")) == RoleNeeded("admin")
    assert why_not_delete_role(role("clerk", people=2)) == RoleInUse("clerk", 2, 0)
    assert why_not_delete_role(role("clerk", settings=1)) == RoleInUse("clerk", 0, 1)
    assert why_not_delete_role(role("clerk")) is None


# --- departments and people ----------------------------------------------------------------------


def test_a_department_moves_neither_into_itself_nor_below_itself() -> None:
    east, shanghai = department("/1/4/"), department("/1/4/6/")
    assert why_not_move_department(east, shanghai) == DepartmentInsideItself("部4", "部6")
    assert why_not_move_department(east, east) == DepartmentInsideItself("部4", "部4")
    assert why_not_move_department(shanghai, department("/1/")) is None
    assert why_not_move_department(department("/4/"), department("/45/")) is None
    assert why_not_move_department(shanghai, None) is None


def test_what_is_in_a_department_is_told_before_it_is_deleted() -> None:
    full = department("/1/", people=3, below=2)
    assert why_not_delete_department(full) == DepartmentNotEmpty("部1", 3, 2)
    assert why_not_delete_department(department("/1/")) is None


def test_who_holds_customers_neither_leaves_nor_is_disabled() -> None:
    for work, refusal in (
        (OpenWork(customers=3), StillHolds("李娜", 3)),
        (OpenWork(leads=1), StillHolds("李娜", 0, leads=1)),
        (OpenWork(tasks=1), StillHolds("李娜", 0, tasks=1)),
    ):
        assert why_not_leave_office("李娜", work, is_last_admin=False) == refusal
    assert why_not_leave_office("李娜", OpenWork(), is_last_admin=True) == LastAdmin("李娜")
    assert why_not_leave_office("李娜", OpenWork(), is_last_admin=False) is None


def test_nobody_stands_above_themselves() -> None:
    assert why_not_report_to(ManagerLine("甲", "乙", True)) == AboveThemselves("甲", "乙")
    assert why_not_report_to(ManagerLine("甲", "乙", False)) is None


# --- leave ---------------------------------------------------------------------------------------


def refused(days: DayRange, *others: DayRange, by: Person = MANAGER, above: bool = True) -> object:
    return why_not_leave("李娜", days, others=others, calendar=CALENDAR, by=by, stands_above=above)


@pytest.mark.parametrize(
    ("by", "above", "allowed"),
    [(MANAGER, True, True), (MANAGER, False, False), (REP, True, False), (ADMIN, False, True)],
)
def test_only_somebody_above_or_an_admin_records_leave(
    by: Person, above: bool, allowed: bool
) -> None:
    found = refused(DayRange(MONDAY, MONDAY), by=by, above=above)
    assert found == (None if allowed else LeaveNotYours("李娜"))


def test_sixteen_days_ask_for_a_hand_over() -> None:
    assert refused(DayRange(MONDAY, MONDAY + 14)) is None
    assert refused(DayRange(MONDAY, MONDAY + 15)) == LeaveTooLong("李娜", 16, 15)


def test_sixteen_days_in_pieces_that_adjoin_ask_for_a_hand_over_too() -> None:
    before, after = DayRange(MONDAY - 7, MONDAY - 1), DayRange(MONDAY + 3, MONDAY + 8)
    assert refused(DayRange(MONDAY, MONDAY + 2), before, after) == LeaveTooLong("李娜", 16, 15)
    assert refused(DayRange(MONDAY, MONDAY + 1), before, after) is None


def test_two_days_of_work_between_leaves_do_not_part_them() -> None:
    half = DayRange(MONDAY, MONDAY + 14)
    for gap, days in ((1, 30), (2, 30), (3, None)):
        first = MONDAY + 15 + gap
        found = refused(DayRange(first, first + 14), half)
        assert found == (None if days is None else LeaveTooLong("李娜", days, 15))


def test_a_weekend_between_leaves_is_spent_away() -> None:
    weeks = [DayRange(MONDAY + start, MONDAY + start + 4) for start in (0, 7, 14)]
    assert days_away(weeks[1], [weeks[0], weeks[2]], CALENDAR) == 19
    holiday = WorkCalendar(frozenset(range(MONDAY + 7, MONDAY + 12)), first_day=1, last_day=NEVER)
    assert days_away(weeks[2], [weeks[0]], holiday) == 19


def test_leaves_are_joined_however_many_pieces_there_are() -> None:
    pieces = [DayRange(MONDAY + day, MONDAY + day) for day in (3, 0, 2, 8, 9, 15)]
    assert days_away(DayRange(MONDAY + 4, MONDAY + 5), pieces, CALENDAR) == 8


def test_leave_that_overlaps_is_refused_with_the_days_of_the_other() -> None:
    other = DayRange(MONDAY, MONDAY + 3)
    expected = LeaveOverlaps("李娜", MONDAY, MONDAY + 3)
    assert refused(DayRange(MONDAY + 3, MONDAY + 5), other) == expected
    assert refused(DayRange(MONDAY - 2, MONDAY + 9), other) == expected
    assert refused(DayRange(MONDAY + 4, MONDAY + 5), other) is None
