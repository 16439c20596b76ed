"""What an office's own fields tell of customers whose contact details a pool hides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.custom_fields import CustomFieldFields, FieldHolder, FieldType
from crm_tui.domain.customers import CustomerView, ListRequest, NewCustomer
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.queries.fields import CUSTOMERS
from crm_tui.domain.users import Actor
from tests import exporting, make

NUMBER = 13812345678


@pytest.fixture
def hidden(crm: Crm) -> CustomerId:
    """A customer of a pool that hides contact details, with numbers in own fields alone."""
    boss = make.admin(crm)
    for holder in FieldHolder:
        for name, type_ in (("other", FieldType.TEXT), ("pager", FieldType.NUMBER)):
            crm.custom_fields.add(boss, holder, CustomFieldFields(name=name, type=type_))
    make.set_pool(crm, masks_contacts=True)
    own = {"other": f"or {NUMBER}", "pager": NUMBER}
    new = NewCustomer(make.fields(custom=own), make.contact(custom=own))
    return crm.customers.add(boss, new, pool_id=make.pool_id(crm)).customer_id


def test_no_number_is_read_in_the_detail(crm: Crm, lina: Actor, hidden: CustomerId) -> None:
    found = crm.customers.detail(lina, hidden)
    (person,) = found.contacts
    expected = {"other": "or 138****5678", "pager": "138****5678"}
    assert found.record.fields.custom == person.fields.custom == expected


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("subject", [Subject.CUSTOMERS, Subject.CONTACTS])
def test_no_number_leaves_in_a_file(
    crm: Crm, boss: Actor, tmp_path: Path, subject: Subject
) -> None:
    file = tmp_path / "out.json"
    request = ListRequest(CustomerView.ALL)
    exporting.exported(crm, boss, file, subject=subject, request=request)
    text = file.read_text("utf-8-sig")
    assert json.loads(text)
    assert "138****5678" in text
    assert str(NUMBER) not in text


def test_no_tag_tells_a_number(crm: Crm, lina: Actor, hidden: CustomerId) -> None:
    tags = ("VIP", f"打{NUMBER}")
    crm.customers.edit(make.admin(crm), hidden, {"tags": tags, "need_tags": tags})

    def found(query: str) -> list[int]:
        return list(crm.customers.ids(lina, ListRequest(CustomerView.ALL, query=query)))

    detail = crm.customers.detail(lina, hidden).record.fields
    assert detail.tags == detail.need_tags == ("VIP", "打138****5678")
    assert str(NUMBER) not in repr(crm.figures.extras(lina, [hidden]))
    assert str(NUMBER) not in repr(crm.queries.vocabulary(lina, CUSTOMERS))
    assert found("tag:VIP") == [hidden]
    assert found(f"tag:打{NUMBER}") == found(f"needtag:打{NUMBER}") == []


@pytest.mark.parametrize("field", ["other", "pager"])
def test_no_number_is_read_out_by_where_it_stands_in_an_order(
    crm: Crm, lina: Actor, hidden: CustomerId, field: str
) -> None:
    def place(probe: int) -> bool:
        """Whether the hidden one stands before a customer of one's own with this number."""
        own = {"other": f"or {probe}", "pager": probe}
        mine = make.customer(crm, lina, f"{probe}", custom={field: own[field]})
        request = ListRequest(CustomerView.ALL, sort=f"custom.{field}")
        ids = list(crm.customers.ids(lina, request))
        return ids.index(hidden) < ids.index(mine)

    assert place(NUMBER - 1) == place(NUMBER + 1)
