"""Every refusal about people and leave says what is wrong, with its numbers and names."""

from __future__ import annotations

from datetime import date

import pytest

from crm_tui.domain.leaves import LeaveNotYours, LeaveOverlaps, LeaveRefusal, LeaveTooLong
from crm_tui.domain.people import (
    AboveThemselves,
    DepartmentInsideItself,
    DepartmentNotEmpty,
    LastAdmin,
    PeopleRefusal,
    RoleInUse,
    RoleNeeded,
    StillHolds,
    StillNeeded,
)
from crm_tui.errors import RefusedError
from crm_tui.presentation import errors

DAY = date(2026, 12, 1).toordinal()


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (StillHolds("李娜", 3, 4, 5, 6), ("李娜", "3", "4", "5", "6")),
        (StillNeeded("李娜"), ("李娜",)),
        (LastAdmin("王伟"), ("王伟",)),
        (AboveThemselves("王伟", "李娜"), ("王伟", "李娜")),
        (DepartmentNotEmpty("东区", 4, 2), ("东区", "4", "2")),
        (DepartmentInsideItself("东区", "上海"), ("东区", "上海")),
        (RoleNeeded("管理员"), ("管理员",)),
        (RoleInUse("内勤", 5, 1), ("内勤", "5", "1")),
        (LeaveNotYours("李娜"), ("李娜",)),
        (LeaveTooLong("李娜", 16, 15), ("李娜", "16", "15")),
        (LeaveOverlaps("李娜", DAY, DAY + 1), ("李娜", "2026-12-01", "2026-12-02")),
    ],
)
def test_a_refusal_names_whom_it_is_about_and_the_numbers(
    refusal: PeopleRefusal | LeaveRefusal, said: tuple[str, ...]
) -> None:
    sentence = errors.sentence(RefusedError(refusal))
    assert all(each in sentence for each in said)
    assert "{" not in sentence
