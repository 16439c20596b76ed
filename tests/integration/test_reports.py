"""Reports of a day, week or month: exact, of whom one sees, and readable in a chat."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.credits import Credit, CreditRequest, CreditSum
from crm_tui.domain.days import DayRange
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.reports import REPORTED, Coming, Report, ReportRequest, ReportSpan, beside
from crm_tui.domain.targets import Attainment, TargetEntry, TargetKind, together
from crm_tui.domain.users import Actor
from crm_tui.errors import NotFoundError
from crm_tui.formats.sheets import read_sheet
from crm_tui.i18n import use_language
from crm_tui.presentation.reports import report_lines, report_words
from crm_tui.presentation.targets import attainment_words
from crm_tui.services.opportunities.ending import Ending
from tests import make

TODAY = make.NOW.toordinal()


def report(
    crm: Crm, by: Actor, day: int = TODAY, span: ReportSpan = ReportSpan.DAY, **whom: int
) -> Report:
    return crm.reports.show(by, ReportRequest(span, day, **whom))  # type: ignore[arg-type]  # ids


def counts(found: Report) -> dict[Credit, int]:
    every = {credit: found.total(credit).count for credit in REPORTED}
    return {credit: count for credit, count in every.items() if count}


def lines(found: Report) -> list[str]:
    return list(report_lines(found, "CNY"))


@pytest.fixture
def worked(crm: Crm, lina: Actor, zhao: Actor, boss: Actor) -> Crm:
    """A day of two: one called twice, claimed, won, lost; the other gave a customer back."""
    call = make.word(crm, DictionaryKind.FOLLOW_UP_METHOD, "call")
    customer = make.customer(crm, lina, "甲公司")
    given = make.customer(crm, zhao, "乙公司")
    crm.pools.claim(lina, [make.customer(crm, name="丙公司", in_pool=True)])
    make.follow_up(crm, lina, customer, "谈了报价", method_id=call)
    make.follow_up(crm, lina, customer, "又谈了交期", method_id=call)
    make.follow_up(crm, lina, customer, "留了言给他")
    for name, minor in (("一期", 320_000_00), ("二期", 50_000_00), ("三期", 1)):
        crm.opportunities.add(lina, customer, OpportunityFields(name=name, amount_minor=minor))
    won, lost = (crm.opportunities.find(lina, name) for name in ("一期", "二期"))
    crm.opportunities.win(lina, won, Ending())
    crm.opportunities.lose(lina, lost, Ending("价格太高"))
    crm.pools.return_to_pool(zhao, [given], make.return_reason(crm))
    crm.tasks.set_next_contact(lina, customer, make.NOW + make.DAY)
    return crm


def test_a_day_tells_exactly_what_was_done(worked: Crm, lina: Actor, boss: Actor) -> None:
    found = report(worked, boss)
    assert counts(found) == {
        Credit.FOLLOW_UPS: 3,
        Credit.CUSTOMERS: 2,
        Credit.CLAIMED: 1,
        Credit.RETURNED: 1,
        Credit.WON: 1,
        Credit.LOST: 1,
    }
    assert found.total(Credit.WON) == CreditSum(1, 320_000_00)
    assert [count for _name, count in found.methods] == [2, 1]
    assert (found.followed, found.coming) == (1, Coming(1, 0, 0))
    own = report(worked, lina)
    assert (own.about, own.total(Credit.RETURNED).count) == ("李娜", 0)
    for credit in REPORTED:
        request = CreditRequest(credit, found.days, found.user_ids)
        assert len(worked.targets.rows(boss, request)) == found.total(credit).count


def test_the_text_is_short_lines_without_a_table(worked: Crm, lina: Actor, boss: Actor) -> None:
    worked.targets.set(boss, TODAY, [TargetEntry(lina.user_id, TargetKind.FOLLOW_UPS, 10)])
    use_language("zh")
    found = lines(report(worked, boss))
    assert found[0] == "日报 2026-11-22 周日 · 3 人"
    assert found[1] == "跟进 3 次，1 个客户：电话 2、未写方式 1"
    assert "赢单 1 ¥320,000" in found
    assert "· 跟进 3 / 10 · 30%" in found
    assert "· 赵强 新客户 1、退回 1" in found
    assert found[-1] == "明天：联系 1"
    assert all("\t" not in each and "  " not in each for each in found)


def test_only_what_counts_towards_a_target_stands_against_it() -> None:
    whole = together((Attainment(5), Attainment(2, 10, towards=2)))
    assert attainment_words(TargetKind.CUSTOMERS, whole, "CNY") == "2 / 10 · 20% (7 in all)"


def test_a_span_that_is_over_is_exact_and_foretells_nothing(
    worked: Crm, boss: Actor, clock: FakeClock
) -> None:
    clock.advance(timedelta(days=1))
    assert counts(report(worked, boss, TODAY + 1)) == {}
    before = report(worked, boss, TODAY)
    assert (before.total(Credit.FOLLOW_UPS).count, before.coming) == (3, None)
    week = report(worked, boss, TODAY, ReportSpan.WEEK)
    assert week.days == DayRange(TODAY - 6, TODAY)
    assert counts(week) == counts(before)
    assert counts(report(worked, boss, TODAY + 1, ReportSpan.MONTH)) == counts(before)
    assert lines(report(worked, boss, TODAY + 1))[1] == "No follow-ups"


def test_steps_lead_to_the_span_beside(crm: Crm) -> None:
    assert beside(ReportSpan.DAY, TODAY, -1) == TODAY - 1
    assert beside(ReportSpan.WEEK, TODAY, 1) == TODAY + 1
    assert beside(ReportSpan.MONTH, TODAY, 1) == TODAY + 9


@pytest.mark.long
def test_a_report_is_of_a_person_or_department_that_one_sees(
    worked: Crm, lina: Actor, zhao: Actor, boss: Actor
) -> None:
    assert counts(report(worked, boss, user_id=zhao.user_id)) == {
        Credit.CUSTOMERS: 1,
        Credit.RETURNED: 1,
    }
    department = worked.people.find_department(boss, "销售部")
    assert report(worked, boss, department_id=department).about == "销售部"
    with pytest.raises(NotFoundError):
        report(worked, lina, user_id=zhao.user_id)
    empty = make.department(worked, "空部门")
    with pytest.raises(NotFoundError):
        report(worked, boss, department_id=empty)


def test_a_claim_taken_back_is_no_claim(worked: Crm, lina: Actor) -> None:
    pooled = make.customer(worked, name="丁公司", in_pool=True)
    worked.pools.claim(lina, [pooled])
    worked.history.undo(lina)
    assert report(worked, lina).total(Credit.CLAIMED).count == 1


def test_what_was_done_at_a_deleted_customer_counts_for_nobody(
    worked: Crm, lina: Actor, boss: Actor
) -> None:
    admin = make.admin(worked)
    gone = make.customer(worked, lina, "丁公司")
    make.follow_up(worked, lina, gone, "问了近况")
    people = (lina, boss, admin)
    before = [counts(report(worked, each)) for each in people]
    worked.standings.delete(lina, [gone])
    for each, was in zip(people, before, strict=True):
        less = {Credit.FOLLOW_UPS: 1, Credit.CUSTOMERS: 1}
        expected = {credit: number - less.get(credit, 0) for credit, number in was.items()}
        assert counts(report(worked, each)) == expected


def test_the_file_has_a_row_for_each_person(worked: Crm, boss: Actor, tmp_path: Path) -> None:
    file = tmp_path / "日报.xlsx"
    request = ReportRequest(ReportSpan.DAY, TODAY)
    assert worked.reports.export(boss, file, request, report_words()) == 3
    with read_sheet(file) as sheet:
        header, *people = (row.cells for row in sheet.rows)
    by_name = {str(cells[1]): dict(zip(header, cells, strict=False)) for cells in people}
    assert by_name["李娜"]["Follow-ups"] == 3
    assert by_name["李娜"]["Amount won"] == 320_000
