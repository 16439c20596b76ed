"""With a number in every text of a customer that a pool hides: no answer of any method tells it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Enum, String

from crm_tui.bootstrap import Crm
from crm_tui.db.queries import contract_lists, opportunities, order_lists, quote_lists
from crm_tui.db.queries.record_lists import ListedNoun
from crm_tui.db.schema import METADATA
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.queries.field_kinds import FieldKind, Subject
from crm_tui.domain.queries.fields import CONTRACTS, OPPORTUNITIES, ORDERS, QUOTES
from crm_tui.domain.users import Actor
from tests import make
from tests.architecture.test_services import methods, operations
from tests.guesses import Guesser
from tests.integration.test_strangers import attempts
from tests.worked_offices import worked

NUMBER = "13812345678"
SAID = f"打{NUMBER}找张敏"
LISTED = f'["{SAID}"]'
TEXTS = {
    "approval": ("reason", "note"),
    "attachment": ("name",),
    "contact": (
        *("name", "title", "department", "background"),
        *("email", "wechat", "wechat_nickname", "qq"),
    ),
    "contact_affiliation": ("title", "department", "note"),
    "contract": (
        *("title", "our_party", "our_signatory", "their_party", "their_signatory"),
        *("note", "reason"),
    ),
    "customer": (
        *("former_names", "introduced_by", "address", "location", "website", "headcount"),
        *("annual_revenue", "legal_representative", "registered_capital", "business_scope"),
        *("needs", "decision_chain", "past_cooperation", "invoice_details", "remarks"),
        *("standing_note", "loss_note", "contact_names", "next_contact_note"),
    ),
    "customer_lock": ("reason",),
    "deal": ("note", "void_reason"),
    "delivery": ("title", "body"),
    "dispute": ("note", "reason"),
    "expense": ("campaign", "note"),
    "extension": ("reason", "decision_note"),
    "follow_up": ("content", "next_contact_note", "needs", "problems"),
    "follow_up_comment": ("content",),
    "invoice": ("title", "note", "reason"),
    "key_date": ("title", "note"),
    "key_date_handling": ("note",),
    "limit_override": ("reason",),
    "notice": ("words",),
    "opportunity": ("name", "next_step", "note", "close_reason", "review"),
    "order_delivery": ("note",),
    "order_line": ("name", "unit", "note"),
    "order_return": ("reason",),
    "ownership_period": ("end_note",),
    "payment": ("payer", "reference", "note"),
    "payment_plan": ("note",),
    "product_usage": ("name", "unit", "competitor", "note"),
    "project": ("registered_for", "departments", "team"),
    "quote": ("title", "terms", "note", "reason"),
    "quote_line": ("name", "unit", "note"),
    "sales_order": ("title", "terms", "note", "reason"),
    "task": ("title", "closed_reason", "review", "notes"),
    "task_action": ("content",),
}
"""The free texts of a customer and of what belongs to it."""
HIDES_NOTHING = {
    *("number", "code", "mark", "currency", "sha256", "kind", "key", "why_not_effective"),
    *("recurrence", "origin", "deciding", "not_before_cause", "last_error", "reminder", "batch"),
    *("name", "short_name", "province", "city", "district", "credit_code", "nature", "name_key"),
    *("birthday", "gender", "holiday"),
}
"""Texts that the program writes, or that are shown to whoever sees the customer."""
LOOKED_UP = ("search_", "pinyin", "initials")
"""How columns begin that are never shown."""
OPENS = ("pools.claim", "reveals.reveal")
"""What gives somebody the right to look."""


@pytest.fixture
def sun(crm: Crm, tmp_path: Path) -> Actor:
    """A manager of a pool's members, where Lina's customers lie now with all that is to them."""
    folders = tmp_path / "files", tmp_path / "backups"
    crm.database.files_folder, crm.database.backups_folder = folders
    office = worked(crm, tmp_path)
    found = make.rep(crm, "sun", "孙悦", role="manager", department="销售部")
    for table, columns in TEXTS.items():
        values = ", ".join(f"{each} = '{SAID}'" for each in columns)
        make.meddle(crm, f"UPDATE {table} SET {values}")
    make.meddle(crm, f"UPDATE customer SET tags = '{LISTED}', need_tags = '{LISTED}'")
    make.meddle(crm, f"UPDATE opportunity SET competitors = '{LISTED}'")
    ((code,),) = make.query(crm, "SELECT code FROM custom_field ORDER BY id LIMIT 1")
    own = json.dumps({code: SAID}, ensure_ascii=False)
    make.meddle(crm, f"UPDATE customer SET custom = '{own}'")
    held = make.query(crm, "SELECT id FROM customer WHERE owner_id IS NOT NULL")
    ids = [CustomerId(each) for (each,) in held]
    assert not crm.pools.return_to_pool(office.admin, ids, make.return_reason(crm), SAID).refused
    make.customer(crm, found, "孙的客户")
    return found


def test_every_text_of_a_customer_is_tried_or_said_to_hide_nothing() -> None:
    undecided = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        if table.name in TEXTS or ("customer_id" in table.c and table.name != "lead")
        for column in table.c
        if isinstance(column.type, String) and not isinstance(column.type, Enum)
        if column.name not in {*TEXTS.get(table.name, ()), *HIDES_NOTHING}
        if not column.name.startswith(LOOKED_UP)
    }
    assert undecided == set()


@pytest.mark.parametrize(
    ("subject", "noun"),
    [
        (OPPORTUNITIES, opportunities.LISTED),
        (QUOTES, quote_lists.LISTED),
        (ORDERS, order_lists.LISTED),
        (CONTRACTS, contract_lists.LISTED),
    ],
)
def test_no_list_asks_or_sorts_by_a_text_that_may_be_masked(
    subject: Subject, noun: ListedNoun[Any]
) -> None:
    texts = {each for each in subject.fields if each.kind is FieldKind.TEXT}
    open_ones = {each.key for each in texts if not each.is_masked}
    assert {each for each in open_ones if not each.endswith("_number")} == {"of_customer"}
    sorted_by = {each.sort for each in texts if each.is_masked} & set(noun.orders)
    assert sorted_by == noun.masked_orders


@pytest.mark.long
def test_no_method_tells_a_hidden_number(crm: Crm, sun: Actor, tmp_path: Path) -> None:
    guesser = Guesser((1, 2, 3, 4, 5), ("张敏",) * 5, tmp_path, 12)
    writing = set(operations())
    names = sorted(methods(), key=lambda each: (each in writing, each))
    names = [each for each in names if not each.startswith(OPENS)]
    found = list(attempts(crm, sun, guesser, names))
    assert sorted({name for name, _guessed, answer in found if NUMBER in answer}) == []
    assert sum("138****5678" in answer for _name, _guessed, answer in found) > 20
