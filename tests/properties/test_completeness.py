"""How complete a customer is: the statement that stores it for all agrees with the rule."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.bootstrap import Crm
from crm_tui.db.queries import completeness as stored
from crm_tui.db.queries import customers
from crm_tui.db.queries.custom_fields import own_fields
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.custom_fields import CustomFieldFields, FieldHolder, FieldType
from crm_tui.domain.customers import CustomerFields, CustomerKind, Level, completeness
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor, Permission
from tests import make

_TEXTS = st.sampled_from(["", "x", "有限"])
_OWN: dict[str, st.SearchStrategy[Any]] = {
    "wenzi": _TEXTS,
    "shu": st.sampled_from([0, 2.5]),
    "shifou": st.booleans(),
    "duoxuan": st.sampled_from([(), ("a",)]),
}
_FIELDS = st.builds(
    CustomerFields,
    name=st.just("某某有限公司"),
    kind=st.sampled_from(CustomerKind),
    short_name=_TEXTS,
    level=st.sampled_from([None, *Level]),
    budget_minor=st.sampled_from([None, 0, 100]),
    founded_on=st.sampled_from([None, 700_000]),
    tags=st.sampled_from([(), ("VIP",)]),
    remarks=_TEXTS,
    first_contact_day=st.just(make.NOW.toordinal()),
    custom=st.fixed_dictionaries({}, optional=_OWN),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Crm:
    crm = make.office(Path(tmp_path_factory.mktemp("office")))
    admin = make.admin(crm)
    for name, type_, shown_for in (
        ("文字", FieldType.TEXT, ()),
        ("数", FieldType.NUMBER, (CustomerKind.ENTERPRISE,)),
        ("是否", FieldType.YES_NO, (CustomerKind.INDIVIDUAL,)),
        ("多选", FieldType.TEXT, ()),
    ):
        fields = CustomFieldFields(name=name, type=type_, shown_for=shown_for)
        crm.custom_fields.add(admin, FieldHolder.CUSTOMER, fields)
    make.customer(crm, admin)
    return crm


@dataclass(frozen=True)
class _Writing:
    """Stores fields, and then how complete they are by the statement alone."""

    database: Database

    @operation(Permission.SWEEP)
    def store(self, actor: Actor, fields: CustomerFields) -> tuple[int, int]:
        """Return what the statement stored, and what the rule says."""
        with self.database.writing(actor) as unit:
            customer_id = stored.last_of(unit, 1, 10)
            assert customer_id is not None
            values = {**customers.field_values(fields), "completeness": -1}
            customers.update_customer(unit, CustomerId(customer_id), values)
            own = own_fields(unit, FieldHolder.CUSTOMER)
            stored.store(unit, own, 1, customer_id)
            row = customers.stored(unit, CustomerId(customer_id))
            return row.completeness, completeness(fields, own)[0]


@pytest.mark.long
@given(fields=_FIELDS)
def test_what_is_stored_for_all_is_what_the_rule_says(office: Crm, fields: CustomerFields) -> None:
    by_statement, by_rule = _Writing(office.database).store(make.admin(office), fields)
    assert by_statement == by_rule
