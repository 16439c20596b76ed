"""What stands over and in the columns of a file is what the import reads there again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

import pytest

from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.customers import CustomerKind, CustomerType, Level
from crm_tui.domain.exported_columns import CONTRACT_COLUMNS as CONTRACT_PAPERS
from crm_tui.domain.exported_columns import ORDER_COLUMNS, PAYMENT_PLAN_COLUMNS
from crm_tui.domain.exports import (
    BANK_RECEIPT_COLUMNS,
    CONTACT_COLUMNS,
    CUSTOMER_COLUMNS,
    FOLLOW_UP_COLUMNS,
    LEAD_COLUMNS,
    OPPORTUNITY_COLUMNS,
    ExportColumn,
    further_contacts,
)
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.aliases import numbered
from crm_tui.domain.imports.choices import (
    ATTITUDE_WORDS,
    BUSINESS_WORDS,
    CONTRACT_STATUS_WORDS,
    DOCUMENT_KIND_WORDS,
    KIND_WORDS,
    LEAD_STAGE_WORDS,
    LEVEL_WORDS,
    OPPORTUNITY_STATE_WORDS,
    ORDER_STATUS_WORDS,
    PLAN_KIND_WORDS,
    ROLE_WORDS,
    TYPE_WORDS,
)
from crm_tui.domain.imports.columns import Column
from crm_tui.domain.imports.faults import FaultCode
from crm_tui.domain.imports.values import choice_parser
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.opportunities import OpportunityKind, OpportunityState
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.payments.records import DocumentKind, PlanKind
from crm_tui.i18n import LANGUAGES, use_language
from crm_tui.presentation.export_words import any_word, column_label

SHOWN_ONLY = frozenset({"mood"})
"""Columns of a usual file that no import stores."""
CALLED = {"company": Column.NAME}
"""Columns that a file of leads calls otherwise than the import."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    yield use_language(request.param)
    use_language("en")


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        (ImportKind.CUSTOMERS, CUSTOMER_COLUMNS),
        (ImportKind.CONTACTS, CONTACT_COLUMNS),
        (ImportKind.FOLLOW_UPS, FOLLOW_UP_COLUMNS),
        (ImportKind.LEADS, LEAD_COLUMNS),
        (ImportKind.OPPORTUNITIES, OPPORTUNITY_COLUMNS),
        (ImportKind.ORDERS, ORDER_COLUMNS),
        (ImportKind.CONTRACTS, CONTRACT_PAPERS),
        (ImportKind.PAYMENT_PLANS, PAYMENT_PLAN_COLUMNS),
        (ImportKind.BANK_RECEIPTS, BANK_RECEIPT_COLUMNS),
    ],
)
def test_the_import_knows_every_label_of_a_usual_file(
    language: str, kind: ImportKind, columns: tuple[ExportColumn, ...]
) -> None:
    usual = [each for each in columns if each.is_usual or each.key.startswith("contact_")]
    named = {each.key: numbered(column_label(each), kind) for each in usual}
    known = {
        each.key: (CALLED.get(each.key) or Column(each.key), 0)
        for each in usual
        if each.key not in SHOWN_ONLY
    }
    assert {key: found for key, found in named.items() if key in known} == known


def test_the_import_knows_the_labels_of_further_contacts(language: str) -> None:
    people = [each for each in CUSTOMER_COLUMNS if each.key.startswith("contact_")]
    for each in further_contacts(people, 3)[len(people) :]:
        first = replace(each, place=0, key=each.key.replace(f"contact{each.place + 1}", "contact"))
        assert numbered(column_label(each)) == (Column(first.key), each.place + 1)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (CustomerKind, KIND_WORDS),
        (CustomerType, TYPE_WORDS),
        (Level, LEVEL_WORDS),
        (DecisionRole, ROLE_WORDS),
        (Attitude, ATTITUDE_WORDS),
        (LeadStage, LEAD_STAGE_WORDS),
        (OpportunityKind, BUSINESS_WORDS),
        (OpportunityState, OPPORTUNITY_STATE_WORDS),
        (OrderStatus, ORDER_STATUS_WORDS),
        (ContractStatus, CONTRACT_STATUS_WORDS),
        (PlanKind, PLAN_KIND_WORDS),
        (DocumentKind, DOCUMENT_KIND_WORDS),
    ],
)
def test_the_import_knows_every_word_of_a_choice(
    language: str, members: type[Enum], words: dict[str, Enum]
) -> None:
    parse = choice_parser(words, code=FaultCode.UNKNOWN_CHOICE)
    assert {each: parse(any_word(each)) for each in members} == {each: each for each in members}
