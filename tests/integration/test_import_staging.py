"""What is settled before the lock is written only while it still stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.custom_fields import CustomFieldFields, FieldHolder, FieldType
from crm_tui.domain.imports import FaultCode, RowFault
from crm_tui.domain.imports.outcomes import ExistingCustomer, ImportResult, Outcome
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.users import Actor
from crm_tui.formats.workbooks import write_csv
from tests import make

ROW = ("北京恒信科技有限公司", "张敏", "13800138000")
_BEFORE_THE_LOCK = 4
"""The first call of a small file's progress at which it is settled, and every second from there."""


@pytest.fixture
def admin(crm: Crm) -> Actor:
    return make.admin(crm)


def sheet(folder: Path, *rows: tuple[str, ...], header: str = "客户名称 联系人 电话") -> Path:
    file = folder / "customers.csv"
    write_csv(file, header.split(), rows, overwrite=True)
    return file


def while_others_work(
    crm: Crm, actor: Actor, file: Path, act: Callable[[], object]
) -> ImportResult:
    """An import before whose every lock somebody does something."""
    calls = 0

    def progress(_done: int, total: int | None) -> None:
        nonlocal calls
        calls += 1
        if total is None and calls >= _BEFORE_THE_LOCK and calls % 2 == 0:
            act()

    return crm.imports.run(actor, ImportPlan(file), progress=progress)


def test_a_customer_entered_after_rows_were_settled_refuses_theirs(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    quicker: list[object] = []

    def enter() -> None:
        if not quicker:
            quicker.append(make.customer(crm, admin, name=ROW[0]))

    result = while_others_work(crm, admin, sheet(tmp_path, ROW), enter)
    assert quicker
    assert result.counts == {Outcome.REFUSED: 1}
    ((refusal,),) = (line.refusals for line in result.refused)
    assert isinstance(refusal, ExistingCustomer)
    assert make.query(crm, "SELECT count(*) FROM customer") == [(1,)]


def test_what_others_do_to_other_customers_changes_nothing(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    other = make.customer(crm, admin, name="上海远景贸易有限公司")
    result = while_others_work(
        crm, admin, sheet(tmp_path, ROW), lambda: make.follow_up(crm, admin, other)
    )
    assert result.counts == {Outcome.CREATED: 1}


def test_who_is_never_the_quicker_settles_under_the_lock(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    done: list[int] = []

    def define() -> None:
        fields = CustomFieldFields(name=f"字段{len(done)}", type=FieldType.TEXT)
        crm.custom_fields.add(admin, FieldHolder.CUSTOMER, fields)
        done.append(1)

    result = while_others_work(crm, admin, sheet(tmp_path, ROW), define)
    assert len(done) == 3
    assert result.counts == {Outcome.CREATED: 1}
    assert make.query(crm, "SELECT name FROM customer") == [(ROW[0],)]
    assert make.query(crm, "SELECT count(*) FROM duplicate_key WHERE kind = 'phone'") == [(1,)]


def test_a_required_field_of_the_office_refuses_rows_that_leave_it_out(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    fields = CustomFieldFields(name="年级", type=FieldType.TEXT, is_required=True)
    crm.custom_fields.add(admin, FieldHolder.CUSTOMER, fields)
    second = ("上海远景贸易有限公司", "李强", "13900139000", "二")
    file = sheet(tmp_path, (*ROW, ""), second, header="客户名称 联系人 电话 年级")
    result = crm.imports.run(admin, ImportPlan(file))
    assert result.counts == {Outcome.CREATED: 1, Outcome.REFUSED: 1}
    ((refusal,),) = (line.refusals for line in result.refused)
    assert refusal == RowFault(2, "年级", "D", FaultCode.MISSING_VALUE, "年级")
