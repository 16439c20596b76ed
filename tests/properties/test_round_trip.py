"""What was exported comes back the same: into an empty office, and out again."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crm_tui.bootstrap import Crm
from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.custom_fields import CustomFieldFields, FieldChoice, FieldHolder, FieldType
from crm_tui.domain.customers import CustomerFields, CustomerKind, CustomerType, Level, NewCustomer
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.imports.outcomes import Outcome
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.text import clean, is_filling
from crm_tui.i18n import use_language
from tests import make
from tests.exporting import exported
from tests.long_runs import only_long

TODAY = make.NOW.toordinal()
SIGNS = "北京恒信科技有限公司ABcd019=+-@'\"|%,;:()（）＝·　 /\\{}[]<>#é"
# Making one that fails smaller would take hundreds of examples more, until the time is over.
WITHOUT_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]
BUSY = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def texts(limit: int = 30, *, lines: bool = False) -> st.SearchStrategy[str]:
    """Clean texts, with all that spreadsheets and delimiters stumble over."""
    drawn = st.text(SIGNS + ("\n" if lines else ""), max_size=limit)
    cleaned = drawn.map(lambda text: clean(text, multiline=lines))
    # A file that has one of these alone in several columns means nothing by it.
    return cleaned.filter(lambda text: text not in ("-", "/", "\\"))


def said(limit: int = 30) -> st.SearchStrategy[str]:
    """Texts that say something: 无 and - in a cell say nothing, and come back as nothing."""
    return st.just("") | texts(limit).map(lambda text: f"约{text}".strip())


TAGS = st.lists(st.sampled_from(["重点", "=1+1", "展会 2026", "A"]), max_size=3, unique=True).map(
    tuple
)
CUSTOMERS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(CustomerKind),
        "type": st.sampled_from([CustomerType.POTENTIAL, CustomerType.AT_RISK, CustomerType.LOST]),
        "level": st.none() | st.sampled_from(Level),
        "short_name": texts(),
        "former_names": texts(),
        "nature": st.sampled_from(["", "民营", "=国企"]),
        "introduced_by": texts(),
        "province": st.sampled_from(["", "江苏省"]),
        "city": st.sampled_from(["", "苏州"]),
        "district": said(10),
        "address": texts(60),
        "website": st.sampled_from(["", "www.example.com", "https://example.com/a?b=1"]),
        "credit_code": st.sampled_from(["", "91110108MA01C2XK3R"]),
        "legal_representative": texts(10),
        "founded_on": st.none() | st.integers(700_000, TODAY),
        "registered_capital": said(10),
        "headcount": said(10),
        "annual_revenue": said(10),
        "business_scope": texts(80, lines=True),
        "needs": texts(80, lines=True),
        "decision_chain": texts(40, lines=True),
        "past_cooperation": texts(40, lines=True),
        "invoice_details": texts(40, lines=True),
        "remarks": texts(80, lines=True),
        "need_tags": TAGS,
        "tags": TAGS,
        "budget_minor": st.none() | st.integers(0, 10**15),
        "first_contact_day": st.integers(730_000, TODAY),
    }
)
CONTACTS = st.lists(
    st.fixed_dictionaries(
        {
            "title": said(8),
            "department": said(8),
            "email": st.sampled_from(["", "a.b@example.com"]),
            "wechat": st.sampled_from(["", "wx_hengxin88"]),
            "gender": st.sampled_from(["", "男", "女"]),
            "birthday": st.sampled_from(["", "1985-06-18"]),
            "background": texts(40, lines=True),
        }
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    use_language("zh")
    yield
    use_language("en")


@contextmanager
def two_offices() -> Iterator[tuple[Crm, Crm, Path]]:
    folder = Path(tempfile.mkdtemp())
    first, second = make.office(folder / "first"), make.office(folder / "second")
    try:
        yield first, second, folder
    finally:
        make.close(first)
        make.close(second)
        shutil.rmtree(folder)


def own_field(crm: Crm) -> str:
    """Define a field of the office's own, the same in both offices; return its key."""
    actor = make.admin(crm)
    choices = (FieldChoice("", "一年级"), FieldChoice("", "=二年级"))
    fields = CustomFieldFields(name="年级", type=FieldType.CHOICES, choices=choices)
    crm.custom_fields.add(actor, FieldHolder.CUSTOMER, fields)
    (field,) = crm.custom_fields.list(actor, FieldHolder.CUSTOMER)
    return field.code


def entered(crm: Crm, drawn: list[tuple[dict[str, Any], list[dict[str, Any]]]], code: str) -> None:
    actor = make.admin(crm)
    choices = crm.custom_fields.list(actor, FieldHolder.CUSTOMER)[0].fields.choices
    word = make.word(crm, DictionaryKind.INDUSTRY, "software")
    for number, (values, people) in enumerate(drawn):
        # One company twice would be put together, and one phone twice be told as a duplicate.
        name = f"{number}号={values['short_name']}公司"
        assert not is_filling(name)
        contacts = [
            ContactFields(
                f"{'张李王'[place]}敏{number}",
                (Phone(f"1380013{number:02d}{place:02d}", ""),),
                is_key=place == 0,
                **one,
            )
            for place, one in enumerate(people)
        ]
        custom = {code: tuple(each.code for each in choices[: number % 3])}
        fields = CustomerFields(
            name=name,
            industry_id=word if number % 2 else None,
            custom=custom if number % 3 else {},
            **(values | {"credit_code": values["credit_code"] if number == 0 else ""}),
        )
        pool = make.pool_id(crm) if number % 4 == 3 else None
        new = NewCustomer(fields, contacts[0])
        made = crm.customers.add(actor, new, pool_id=pool, allow_duplicate=True)
        for each in contacts[1:]:
            crm.customers.add_contact(actor, made.customer_id, each)
        if number % 2 and pool is None:
            make.follow_up(crm, actor, made.customer_id, "谈了报价")


Drawn = list[tuple[dict[str, Any], list[dict[str, Any]]]]
OFFICES = st.lists(st.tuples(CUSTOMERS, CONTACTS), min_size=1, max_size=5)
ENDINGS = pytest.mark.parametrize("ending", [".xlsx", *only_long([".csv", ".json"])])


def check_round_trip(drawn: Drawn, ending: str) -> None:
    with two_offices() as (crm, other, folder):
        code = own_field(crm)
        assert own_field(other) == code
        entered(crm, drawn, code)
        there = folder / f"there{ending}"
        exported(crm, make.admin(crm), there)
        found = other.imports.run(make.admin(other), ImportPlan(there, is_opening=True))
        assert found.counts == {Outcome.CREATED: len(drawn)}, list(found.lines)
        before, after = folder / "before.csv", folder / "after.csv"
        exported(crm, make.admin(crm), before)
        exported(other, make.admin(other), after)
        assert after.read_text("utf-8-sig") == before.read_text("utf-8-sig")


@ENDINGS
@settings(max_examples=4, deadline=None, suppress_health_check=BUSY)
@given(drawn=OFFICES)
def test_an_exported_office_comes_back_the_same(drawn: Drawn, ending: str) -> None:
    check_round_trip(drawn, ending)


@pytest.mark.long
@pytest.mark.timeout(900)
@ENDINGS
# An example takes a second: two offices, three files and a process that reads one. The profile's
# four hundred of three kinds would take longer than all else.
@settings(max_examples=100, deadline=None, suppress_health_check=BUSY, phases=WITHOUT_SHRINKING)
@given(drawn=OFFICES)
def test_a_hundred_exported_offices_come_back_the_same(drawn: Drawn, ending: str) -> None:
    check_round_trip(drawn, ending)
