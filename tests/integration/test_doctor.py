"""The doctor says what is wrong with a database, and makes its search anew from the records."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.cancels import Cancel
from crm_tui.db.search import indexes
from crm_tui.domain.custom_fields import CustomFieldFields, FieldHolder, FieldType
from crm_tui.domain.customers import CustomerView, ListRequest, NewCustomer
from crm_tui.domain.health import CheckKind
from crm_tui.domain.identifiers import CustomerId
from crm_tui.errors import SupersededError
from tests import make
from tests.long_runs import only_long

ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from crm_tui.bootstrap import open_crm
from tests import make
from pathlib import Path

def die(index, done, total):
    if index == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

open_crm(make.settings(Path(sys.argv[1])), make.clock()).doctor.rebuild_search(die)
"""


@pytest.fixture
def customer(crm: Crm) -> CustomerId:
    admin = make.admin(crm)
    customer = make.customer(crm, admin, phone="13800138000", tags=("分期",))
    make.follow_up(crm, admin, customer, "预算已批，要分三次付")
    make.customer(crm, admin, name="上海浦江精密")
    return customer


def found(crm: Crm, typed: str) -> list[int]:
    return list(crm.customers.ids(make.admin(crm), ListRequest(CustomerView.ALL, query=typed)))


def faulty(crm: Crm, *, thoroughly: bool = False) -> set[CheckKind]:
    health = crm.doctor.examine(thoroughly=thoroughly)
    return {check.kind for check in health.checks if not check.is_sound}


def path_of(crm: Crm) -> Path:
    make.is_about_a_file()
    assert crm.location.path is not None
    return crm.location.path


def empty(crm: Crm, index: str) -> None:
    is_file = crm.location.path is not None
    wipe = f"INSERT INTO {index}({index}) VALUES ('delete-all')"
    make.meddle(crm, wipe if is_file else f"DELETE FROM {index}")


def test_a_sound_office_is_said_to_be_sound(crm: Crm, customer: CustomerId) -> None:
    for thoroughly in (False, True):
        health = crm.doctor.examine(thoroughly=thoroughly)
        assert health.is_sound
        assert [check.looked_at > 0 for check in health.checks[:4]] == [True] * 4
    assert health.sizes["customer_rows"] == 2
    assert health.sizes["follow_up_rows"] == 1


@pytest.mark.parametrize("thoroughly", [False, True])
def test_an_index_that_lost_its_rows_is_found_and_made_anew(
    crm: Crm, customer: CustomerId, thoroughly: bool
) -> None:
    for index in ("customer_search", "follow_up_search"):
        empty(crm, index)
    assert found(crm, "浦江") == []
    assert faulty(crm, thoroughly=thoroughly) == {
        CheckKind.CUSTOMER_SEARCH,
        CheckKind.FOLLOW_UP_SEARCH,
    }
    told: list[tuple[str, int, int]] = []
    crm.doctor.rebuild_search(lambda *progress: told.append(progress))
    assert told == [("customer_search", 2, 2), ("follow_up_search", 1, 1)]
    assert faulty(crm, thoroughly=thoroughly) == set()
    assert found(crm, "预算已批") == [customer]
    assert found(crm, "分期") == [customer]
    assert len(found(crm, "浦江")) == 1


def test_a_single_token_that_is_missing_is_found_and_one_too_many_harms_nobody(
    crm: Crm, customer: CustomerId
) -> None:
    path_of(crm)  # a server keeps the tokens of a row together
    with crm.database.setting_up() as connection:
        indexes.put(connection, indexes.CUSTOMERS, [(customer, "stale")])
    assert faulty(crm, thoroughly=True) == set()
    with crm.database.setting_up() as connection:
        indexes.take(connection, indexes.CUSTOMERS, [(customer, "98000")])
    health = crm.doctor.examine(thoroughly=True)
    (wrong,) = (check for check in health.checks if not check.is_sound)
    assert wrong.faults == (f"customer {customer}: index",)


def test_it_tells_how_far_it_is_and_stops_when_nobody_waits(crm: Crm, customer: CustomerId) -> None:
    told: list[tuple[CheckKind, int, int]] = []
    crm.doctor.examine(thoroughly=True, tell=lambda *at: told.append(at))
    assert told == [
        (CheckKind.CUSTOMER_SEARCH, 2, 2),
        (CheckKind.FOLLOW_UP_SEARCH, 1, 1),
        (CheckKind.FILE, 0, 0),
    ]
    cancel = Cancel()
    with cancel.covering(), pytest.raises(SupersededError):
        crm.doctor.examine(thoroughly=True, tell=lambda *_at: cancel.cancel())


def test_texts_that_do_not_follow_from_the_record_are_found_and_made_true(
    crm: Crm, customer: CustomerId
) -> None:
    make.meddle(crm, "UPDATE customer SET search_text = 'x', search_details = ''")
    assert faulty(crm) == {CheckKind.CUSTOMER_SEARCH}
    crm.doctor.rebuild_search()
    assert faulty(crm) == set()
    assert found(crm, "分期") == [customer]


def test_the_words_of_own_fields_are_found_by_an_index_that_is_made_anew(crm: Crm) -> None:
    admin = make.admin(crm)
    for holder in FieldHolder:
        fields = CustomFieldFields(name="other", type=FieldType.TEXT)
        crm.custom_fields.add(admin, holder, fields)
    here = make.contact(custom={"other": "会下棋"})
    new = NewCustomer(make.fields(custom={"other": "老厂房"}), here)
    customer_id = crm.customers.add(admin, new).customer_id
    assert faulty(crm, thoroughly=True) == set()
    empty(crm, "customer_search")
    crm.doctor.rebuild_search()
    assert found(crm, "老厂房") == found(crm, "会下棋") == [customer_id]


def test_a_record_that_refers_to_none_is_named(crm: Crm, customer: CustomerId) -> None:
    make.is_about_a_file()  # a server refuses such a record
    make.meddle(crm, "UPDATE follow_up SET author_id = 999")
    health = crm.doctor.examine()
    (broken,) = (check for check in health.checks if not check.is_sound)
    assert broken.kind is CheckKind.REFERENCES
    assert broken.faults == ("follow_up 1 -> app_user",)


def test_what_is_set_aside_is_left_out_of_the_index_that_is_made_anew(
    crm: Crm, customer: CustomerId
) -> None:
    admin = make.admin(crm)
    crm.standings.delete(admin, [customer])
    crm.doctor.rebuild_search()
    assert found(crm, "恒信") == found(crm, "预算已批") == []
    crm.standings.restore(admin, [customer])
    assert faulty(crm, thoroughly=True) == set()
    assert found(crm, "恒信") == found(crm, "预算已批") == [customer]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here")
@pytest.mark.parametrize("index", ["customer_search", *only_long(["follow_up_search"])])
def test_a_rebuild_that_is_killed_leaves_the_search_as_it_was(
    crm: Crm, customer: CustomerId, index: str
) -> None:
    crm.close()
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(path_of(crm)), index],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    again = open_crm(make.settings(path_of(crm)), make.clock())
    assert faulty(again, thoroughly=True) == set()
    assert found(again, "恒信") == found(again, "预算已批") == [customer]
    again.close()
