"""A customer's own rules: how complete it is, and what an edit changed."""

from __future__ import annotations

from crm_tui.domain.customers import (
    EDITABLE,
    CustomerKind,
    Level,
    changed_fields,
    completeness,
)
from tests import make


def test_a_bare_customer_has_one_field_of_its_kind_filled() -> None:
    share, missing = completeness(make.fields())
    assert share == 100 // (1 + len(missing))
    assert "name" not in missing
    assert {"industry_id", "tags", "budget_minor"} <= set(missing)


def test_fields_with_a_default_and_system_fields_do_not_count() -> None:
    share, missing = completeness(make.fields(kind=CustomerKind.INDIVIDUAL))
    assert not {"kind", "type", "first_contact_day", "custom"} & set(missing)
    assert share > 0


def test_a_person_is_not_asked_for_what_only_a_company_has() -> None:
    _, company = completeness(make.fields())
    _, person = completeness(make.fields(kind=CustomerKind.INDIVIDUAL))
    assert {"credit_code", "legal_representative"} <= set(company) - set(person)


def test_everything_filled_is_a_hundred_percent() -> None:
    texts = {
        name: "x"
        for name in EDITABLE
        if isinstance(getattr(make.fields(), name), str) and name != "name"
    }
    full = make.fields(
        **texts,
        industry_id=1,
        source_id=2,
        stage_id=3,
        parent_id=4,
        founded_on=5,
        budget_minor=0,
        level=Level.A,
        tags=("VIP",),
        need_tags=("ERP",),
    )
    assert completeness(full) == (100, ())


def test_a_budget_of_nothing_is_a_filled_field() -> None:
    assert "budget_minor" not in completeness(make.fields(budget_minor=0))[1]


def test_an_edit_lists_the_fields_that_differ_in_the_order_of_the_form() -> None:
    before = make.fields(city="北京")
    after = make.fields("恒信", city="", level=Level.B)
    changes = changed_fields(before, after)
    assert [(c.name, c.before, c.after) for c in changes] == [
        ("name", "北京恒信科技有限公司", "恒信"),
        ("level", None, Level.B),
        ("city", "北京", ""),
    ]
    assert changed_fields(before, before) == ()
