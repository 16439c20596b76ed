"""Nobody reads out others' customers by trying numbers at the duplicate check."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import DuplicateMatch, NewCustomer
from crm_tui.domain.events import HistoryFilter
from crm_tui.domain.identifiers import CustomerId, LeadId
from crm_tui.domain.imports.outcomes import ExistingCustomer, ImportResult
from crm_tui.domain.masking import ToldEnough
from crm_tui.domain.users import Actor
from crm_tui.errors import DuplicateCustomerError, DuplicateLeadError, RefusedError
from crm_tui.services.discreet import Discreet
from crm_tui.services.disputes import Filing
from tests import make
from tests.integration.import_runs import run, sheet

LIMIT = 3
PHONES = tuple(f"1380013800{each}" for each in range(6))


@pytest.fixture
def hers(crm: Crm, admin: Actor, lina: Actor) -> list[CustomerId]:
    """Lina's customers, one for each number, in an office that lets three be told in an hour."""
    crm.offices.change(admin, {"others_told_hourly": str(LIMIT)})
    return [
        make.customer(crm, lina, f"客户{each}公司", phone=phone)
        for each, phone in enumerate(PHONES)
    ]


def asked(crm: Crm, actor: Actor, phone: str) -> list[DuplicateMatch]:
    return crm.customers.duplicates(actor, phones=[phone])


def used_up(crm: Crm, actor: Actor) -> None:
    for phone in PHONES[:LIMIT]:
        assert len(asked(crm, actor, phone)) == 1


def told(crm: Crm, actor: Actor) -> list[tuple[str, int | None]]:
    """Who was told of which customers, as the history has it."""
    rows = crm.audits.rows(actor, crm.audits.ids(actor, HistoryFilter()))
    return sorted((row.login, row.customer_id) for row in rows if row.kind == "duplicate_told")


def test_who_tries_numbers_is_told_of_so_many_an_hour(
    crm: Crm, admin: Actor, zhao: Actor, hers: list[CustomerId], clock: FakeClock
) -> None:
    used_up(crm, zhao)
    for phone in (PHONES[0], PHONES[LIMIT], "13999999999"):
        with pytest.raises(RefusedError) as refused:
            asked(crm, zhao, phone)
        assert isinstance(refused.value.refusal, ToldEnough), "whether anybody has it or not"
    assert told(crm, admin) == [("zhao", each) for each in hers[:LIMIT]]
    clock.advance(make.DAY / 24)
    assert len(asked(crm, zhao, PHONES[LIMIT])) == 1


def test_once_another_program_used_the_hour_up_nothing_more_is_noted(
    crm: Crm, admin: Actor, zhao: Actor, hers: list[CustomerId]
) -> None:
    used_up(crm, zhao)
    refusal = Discreet(crm.database).note(zhao, {hers[LIMIT]: "phone"})
    assert isinstance(refusal, ToldEnough)
    assert told(crm, admin) == [("zhao", each) for each in hers[:LIMIT]]


def test_the_same_customer_counts_once_and_ones_own_never(
    crm: Crm, zhao: Actor, lina: Actor, hers: list[CustomerId]
) -> None:
    for _ in range(2 * LIMIT):
        assert len(asked(crm, zhao, PHONES[0])) == 1
    for phone in PHONES:
        assert len(asked(crm, lina, phone)) == 1
    make.customer(crm, None, "公海公司", phone="13700137000", in_pool=True)
    assert [each.claimable for each in asked(crm, zhao, "13700137000")] == [True]
    used_up(crm, zhao)


@pytest.mark.parametrize("hides", [True, False])
def test_a_number_that_a_pool_hides_counts_when_it_is_guessed(
    crm: Crm, admin: Actor, zhao: Actor, hers: list[CustomerId], *, hides: bool
) -> None:
    make.set_pool(crm, masks_contacts=hides)
    hidden = make.customer(crm, None, "公海公司", phone="13700137000", in_pool=True)
    assert asked(crm, zhao, "13700137001") == []
    (found,) = asked(crm, zhao, "13700137000")
    assert (found.claimable, found.is_revealing) == (True, hides)
    assert told(crm, admin) == ([("zhao", hidden)] if hides else [])
    used_up(crm, zhao) if not hides else [asked(crm, zhao, each) for each in PHONES[: LIMIT - 1]]
    with pytest.raises(RefusedError):
        asked(crm, zhao, "13700137000")


def enter(crm: Crm, actor: Actor, name: str, phone: str) -> CustomerId:
    """Enter a customer without insisting."""
    new = NewCustomer(make.fields(name), make.contact("张敏", phone))
    return crm.customers.add(actor, new).customer_id


def test_an_entry_that_is_refused_counts_and_then_does_not_say_whose(
    crm: Crm, admin: Actor, zhao: Actor, hers: list[CustomerId]
) -> None:
    for number, phone in enumerate(PHONES[:LIMIT]):
        with pytest.raises(DuplicateCustomerError):
            enter(crm, zhao, f"试{number}", phone)
    with pytest.raises(RefusedError) as refused:
        enter(crm, zhao, "又试", PHONES[LIMIT])
    assert isinstance(refused.value.refusal, ToldEnough)
    assert told(crm, admin) == [("zhao", each) for each in hers[:LIMIT]]
    assert enter(crm, zhao, "新公司", "13999999999")


def test_by_leads_no_more_is_read_out(crm: Crm, zhao: Actor, hers: list[CustomerId]) -> None:
    for phone in PHONES[:LIMIT]:
        with pytest.raises(DuplicateLeadError):
            crm.leads.add(zhao, make.lead_fields(name="试", phone=phone))
    lead = make.lead(crm, zhao, name="试", phone=PHONES[LIMIT])
    assert not crm.leads.duplicates(zhao, make.lead_fields(name="试", phone=PHONES[4])).customers
    (known,) = crm.leads.detail(zhao, LeadId(lead)).duplicates.customers
    assert (known.owner, known.department) == ("", "")


def test_no_clash_is_filed_to_read_out_whose_it_is(
    crm: Crm, admin: Actor, zhao: Actor, hers: list[CustomerId]
) -> None:
    for phone, customer in zip(PHONES[:LIMIT], hers, strict=False):
        assert crm.disputes.find_customer(zhao, phone) == customer
    assert len(told(crm, admin)) == LIMIT
    for phone in (PHONES[LIMIT], "13999999999"):
        with pytest.raises(RefusedError):
            crm.disputes.find_customer(zhao, phone)
    with pytest.raises(RefusedError):
        crm.disputes.file(zhao, Filing(hers[LIMIT], "我的", found_by=PHONES[LIMIT]))
    assert crm.disputes.list(zhao) == []


def existing(result: ImportResult) -> list[DuplicateMatch]:
    refusals = [refusal for line in result.lines for refusal in getattr(line, "refusals", ())]
    return [each.match for each in refusals if isinstance(each, ExistingCustomer)]


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_file_tells_whose_of_no_more(
    crm: Crm, admin: Actor, zhao: Actor, hers: list[CustomerId], tmp_path: Path, *, dry_run: bool
) -> None:
    rows = [(f"试{number}", "张敏", phone) for number, phone in enumerate(PHONES)]
    file = sheet(tmp_path, "客户名称 联系人 电话", *rows)
    found = existing(run(crm, zhao, file, dry_run=dry_run))
    assert len(found) == len(PHONES)
    assert [bool(each.owner) for each in found].count(True) == LIMIT
    assert len(told(crm, admin)) == LIMIT
    with pytest.raises(RefusedError):
        asked(crm, zhao, PHONES[0])


def test_a_file_of_guesses_is_told_of_no_more_hidden_numbers(
    crm: Crm, admin: Actor, zhao: Actor, tmp_path: Path
) -> None:
    crm.offices.change(admin, {"others_told_hourly": str(LIMIT)})
    make.set_pool(crm, masks_contacts=True)
    for each, phone in enumerate(PHONES):
        make.customer(crm, None, f"公海{each}公司", phone=phone, in_pool=True)
    rows = [(f"试{number}", "张敏", phone) for number, phone in enumerate(PHONES)]
    file = sheet(tmp_path, "客户名称 联系人 电话", *rows)
    found = existing(run(crm, zhao, file, dry_run=True))
    assert [bool(each.customer) for each in found].count(True) == LIMIT
    assert len(told(crm, admin)) == LIMIT


def test_what_one_was_told_stands_in_no_undos_way(
    crm: Crm, lina: Actor, zhao: Actor, hers: list[CustomerId]
) -> None:
    crm.customers.edit(lina, hers[0], {"city": "北京"})
    assert asked(crm, zhao, PHONES[0])
    crm.history.undo(lina)
    assert crm.customers.record(lina, hers[0]).fields.city == ""


def test_who_works_much_meanwhile_is_counted_all_the_same(
    crm: Crm, zhao: Actor, hers: list[CustomerId], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_tui.db.queries.lately._AT_ONCE", 2)
    used_up(crm, zhao)
    mine = make.customer(crm, zhao, "我的公司")
    for number in range(5):
        crm.customers.edit(zhao, mine, {"city": f"城市{number}"})
    with pytest.raises(RefusedError):
        asked(crm, zhao, PHONES[LIMIT])
