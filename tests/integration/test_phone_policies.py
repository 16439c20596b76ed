"""Which phone numbers an office keeps, by whatever road they come in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports.faults import FaultCode, RowFault
from crm_tui.domain.imports.outcomes import ImportResult, RefusedLine
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError
from crm_tui.formats.workbooks import write_csv
from tests import make

MOBILE, OTHER, WORK = "13800132231", "13900139000", "021-62345678"
HEADER = ["客户名称", "联系人", "电话"]


def choose(crm: Crm, policy: str) -> None:
    crm.offices.change(make.admin(crm), {"phone_numbers": policy})


def numbers(crm: Crm, customer: CustomerId) -> list[str]:
    found = crm.customers.detail(make.admin(crm), customer).contacts
    return [phone.number for contact in found for phone in contact.fields.phones]


def brought_in(crm: Crm, folder: Path, rows: list[list[str]], **plan: object) -> ImportResult:
    source = folder / "in.csv"
    write_csv(source, HEADER, rows)
    return crm.imports.run(make.admin(crm), ImportPlan(source, **plan))  # type: ignore[arg-type]  # of its own fields


def test_only_work_numbers_are_entered_and_the_refusal_names_the_other(
    crm: Crm, admin: Actor
) -> None:
    choose(crm, "work")
    with pytest.raises(FieldError) as refused:
        make.customer(crm, admin, phone=MOBILE)
    assert (refused.value.reason, refused.value.value) == ("personal_phone", MOBILE)
    customer = make.customer(crm, admin, phone=WORK)
    with pytest.raises(FieldError):
        crm.customers.add_contact(admin, customer, make.contact("李强", phone=f"+86 {MOBILE}"))
    assert numbers(crm, customer) == [WORK]


def test_what_is_masked_serves_no_call_and_is_nobodys_double(crm: Crm, admin: Actor) -> None:
    choose(crm, "masked")
    first = make.customer(crm, admin, "甲公司", phone="13800132231")
    second = make.customer(crm, admin, "乙公司", phone="13855552231")
    assert numbers(crm, first) == numbers(crm, second) == ["138****2231"]
    assert make.query(crm, "SELECT count(*) FROM duplicate_key WHERE kind = 'phone'") == [(0,)]
    assert "13800132231" not in "\n".join(make.dump(crm))
    assert set(crm.customers.ids(admin, ListRequest(CustomerView.ALL, query="2231"))) == {
        first,
        second,
    }


@pytest.mark.parametrize("policy", ["masked", "work"])
def test_numbers_that_are_here_stay_when_a_contact_is_edited(
    crm: Crm, admin: Actor, policy: str
) -> None:
    customer = make.customer(crm, admin, phone=MOBILE)
    choose(crm, policy)
    (contact,) = crm.customers.detail(admin, customer).contacts
    crm.customers.edit_contact(admin, contact.id, replace(contact.fields, title="经理"))
    assert numbers(crm, customer) == [MOBILE]
    more = (*contact.fields.phones, Phone(WORK, ""))
    crm.customers.edit_contact(admin, contact.id, replace(contact.fields, phones=more))
    assert numbers(crm, customer)[0] == MOBILE


def test_a_masked_number_stays_masked_under_any_policy(crm: Crm, admin: Actor) -> None:
    choose(crm, "masked")
    customer = make.customer(crm, admin, phone=MOBILE)
    choose(crm, "kept")
    (contact,) = crm.customers.detail(admin, customer).contacts
    crm.customers.edit_contact(admin, contact.id, replace(contact.fields, title="经理"))
    assert make.query(crm, "SELECT number, digits FROM contact_phone") == [("138****2231", "")]


def test_an_import_refuses_the_row_and_names_the_number(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    choose(crm, "work")
    rows = [["甲公司", "张敏", MOBILE], ["乙公司", "李强", WORK]]
    done = brought_in(crm, tmp_path, rows)
    (fault,) = next(line.refusals for line in done.lines if isinstance(line, RefusedLine))
    assert isinstance(fault, RowFault)
    assert (fault.code, fault.value, fault.column_label) == (
        FaultCode.PHONE_PERSONAL,
        MOBILE,
        "电话",
    )
    assert make.query(crm, "SELECT name FROM customer") == [("乙公司",)]


def test_an_import_masks_what_is_new_and_leaves_what_is_here(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    here = make.customer(crm, admin, "甲公司", phone=MOBILE)
    choose(crm, "masked")
    fill = MatchPolicy(MatchAction.FILL, MatchAction.FILL)
    rows = [["甲公司", "张敏", f"{MOBILE},{OTHER}"], ["乙公司", "李强", f"{OTHER},{WORK}"]]
    brought_in(crm, tmp_path, rows, policy=fill)
    assert numbers(crm, here)[0] == MOBILE
    assert OTHER not in "\n".join(make.dump(crm))
    ((other,),) = make.query(crm, "SELECT id FROM customer WHERE name = '乙公司'")
    assert numbers(crm, CustomerId(other)) == ["139****9000", "021****5678"]


def test_the_form_saves_a_contact_without_numbers_as_before(crm: Crm, admin: Actor) -> None:
    choose(crm, "work")
    customer = make.customer(crm, admin)
    crm.customers.add_contact(admin, customer, ContactFields("李强"))
    assert numbers(crm, customer) == []
