"""Quotes out of files and into them: all versions of a number together, each on its own day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.exports import Subject
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import Cell, FaultCode, ImportKind, RowFault
from crm_tui.domain.imports.outcomes import FieldTrouble, NotStored, RowNotStored, RowRefused
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.queries.fields import QUOTES
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import Quote, QuoteLineFields, QuoteStatus, full_number
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from tests import invariants, make
from tests.exporting import exported, table_of
from tests.integration.import_runs import SKIP, counts, refusals, run, sheet

OVERWRITE = MatchPolicy(MatchAction.OVERWRITE, MatchAction.OVERWRITE, MatchAction.OVERWRITE)
TODAY = make.NOW.toordinal()
YUNQI = "云启科技有限公司"
HEADER = "报价单编号 版本 客户名称 报价日期 有效期至 状态 产品名称 数量 单价 金额 结束日期 结束原因"
KIND = {"kind": ImportKind.QUOTES}


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    use_language("zh")
    yield
    use_language("en")


def ago(days: int) -> str:
    return date.fromordinal(TODAY - days).isoformat()


def statuses(crm: Crm, actor: Actor) -> dict[str, QuoteStatus]:
    found = crm.quotes.list(actor, QuoteRequest(all_versions=True))
    return {full_number(each): each.status for each in found}


def whole(crm: Crm, actor: Actor, number: str) -> Quote:
    return crm.quotes.quote(actor, crm.quotes.find(actor, number))


def reasons(crm: Crm, actor: Actor, file: Path, policy: MatchPolicy = SKIP) -> list[object]:
    """Why rows are refused, in the order of the file."""
    said: list[object] = []
    for each in refusals(run(crm, actor, file, dry_run=True, policy=policy, **KIND)):
        match each:
            case RowFault():
                said.append(each.code)
            case RowNotStored():
                said.append(each.reason)
            case RowRefused(why=FieldTrouble() as why):
                said.append(why.reason)
            case RowRefused():
                said.append(type(each.why).__name__)
    return said


def test_versions_of_a_number_are_sent_and_answered_each_on_its_day(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, lina, YUNQI)
    opportunity = crm.opportunities.add(lina, customer, OpportunityFields(name="二期"))
    head = f"{HEADER} 商机 整单折扣"
    first: list[Cell] = [
        "B-7",
        "",
        YUNQI,
        ago(40),
        ago(10),
        "未接受",
        "服务器",
        3,
        100,
        "",
        ago(30),
        "太贵",
    ]
    second: list[Cell] = [
        "B-7",
        "V2",
        YUNQI,
        ago(29),
        ago(5),
        "已同意",
        "服务器",
        3,
        90,
        "",
        ago(20),
        "",
    ]
    file = sheet(
        tmp_path,
        head,
        [*second, "二期", "10%"],
        [*first, "", ""],
        ["B-7", "", "", "", "", "", "安装", 1, 500, 500, "", "", "", ""],
        ["B-8-V3", "", YUNQI, ago(3), "", "已发送", "网线", 10, 3, "", "", "", "", ""],
        ["B-9", "", YUNQI, "", "", "", "培训", 1, 200, "", "", "", "", ""],
    )
    tried = run(crm, lina, file, dry_run=True, **KIND)
    assert (counts(tried), statuses(crm, lina)) == ({"created": 4, "joined": 1}, {})
    assert counts(run(crm, lina, file, **KIND)) == {"created": 4, "joined": 1}
    assert statuses(crm, lina) == {
        "B-7": QuoteStatus.REFUSED,
        "B-7-V2": QuoteStatus.ACCEPTED,
        "B-8-V3": QuoteStatus.SENT,
        "B-9": QuoteStatus.DRAFT,
    }
    taken = whole(crm, lina, "B-7-V2")
    assert (taken.sent_day, taken.decided_day) == (TODAY - 29, TODAY - 20)
    assert taken.fields.discount == Discount(DiscountKind.PERCENT, 1000)
    assert (taken.row.total_minor, taken.opportunity) == (243_00, "二期")
    assert taken.fields.opportunity_id == opportunity.opportunity_id
    old = whole(crm, lina, "B-7-V1")
    assert [each.fields.name for each in old.lines] == ["服务器", "安装"]
    assert (old.reason, old.first_id) == ("太贵", taken.first_id)
    facts = make.query(crm, "SELECT day FROM period_fact WHERE kind = 'quote' ORDER BY day")
    assert facts == [(TODAY - 40,), (TODAY - 29,), (TODAY - 3,)]
    assert not invariants.broken(crm)
    crm.history.undo(lina)
    assert statuses(crm, lina) == {}
    assert make.query(crm, "SELECT day FROM period_fact WHERE kind = 'quote'") == []
    # What was taken back gives its numbers to the next try.
    assert counts(run(crm, lina, file, **KIND))["created"] == 4
    assert len(statuses(crm, lina)) == 4


@pytest.mark.long
def test_the_same_file_makes_no_second_version_of_anything(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    make.customer(crm, lina, "恒信")
    head = "报价单编号 客户名称 产品名称 单价 状态"
    first = sheet(tmp_path, head, ["B-1", YUNQI, "甲", 5, ""])
    run(crm, lina, first, **KIND)
    assert counts(run(crm, lina, first, policy=SKIP, **KIND)) == {"skipped": 1}
    assert reasons(crm, lina, first, MatchPolicy()) == [NotStored.NUMBER_KNOWN]
    assert counts(run(crm, lina, first, policy=OVERWRITE, **KIND)) == {"unchanged": 1}
    sent = sheet(tmp_path, head, ["B-1", YUNQI, "乙", 7, "已发送"])
    assert counts(run(crm, lina, sent, policy=OVERWRITE, **KIND)) == {"updated": 1}
    assert whole(crm, lina, "B-1").row.total_minor == 7_00
    assert reasons(crm, lina, sent, OVERWRITE) == ["QuoteNotDraft"]
    other = sheet(tmp_path, head, ["B-1-V2", "恒信", "乙", 7, ""])
    assert reasons(crm, lina, other) == [NotStored.NUMBER_OF_OTHERS]
    second = sheet(tmp_path, head, ["B-1-V2", YUNQI, "乙", 6, ""], ["B-1-V3", YUNQI, "乙", 5, ""])
    # A draft is changed itself: there is no version behind one.
    assert reasons(crm, lina, second) == [NotStored.WITH_OTHERS, "QuoteNotSent"]
    assert list(statuses(crm, lina)) == ["B-1"]
    crm.history.undo(lina)
    assert whole(crm, lina, "B-1").row.status is QuoteStatus.DRAFT


def test_a_wrong_version_refuses_all_of_its_number_and_no_other(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)

    def row(number: str, version: Cell, status: str, *rest: Cell) -> list[Cell]:
        price, amount, ended, why = rest or (5, "", "", "")
        return [number, version, YUNQI, ago(9), ago(2), status, "甲", 1, price, amount, ended, why]

    file = sheet(
        tmp_path,
        HEADER,
        row("B-1", 1, "已发送"),
        row("B-1", 2, "已发送", 5, 6, "", ""),
        row("B-2", 1, "已同意", 5, "", ago(1), ""),
        row("B-3", 1, "未接受"),
        row("B-4", 1, "已同意", 5, "", ago(5), ""),
        row("B-4", 2, "已发送"),
        row("B-5", "二", ""),
        row("B-6", 1, "已作废", 5, "", "", "录错"),
    )
    assert reasons(crm, lina, file) == [
        *(NotStored.WITH_OTHERS, FaultCode.AMOUNT_DIFFERS, "QuoteExpired", "required"),
        *("QuoteSuperseded", NotStored.WITH_OTHERS, FaultCode.NUMBER_NOT_UNDERSTOOD),
    ]
    run(crm, lina, file, **KIND)
    assert statuses(crm, lina) == {"B-6": QuoteStatus.VOID}
    # What is void in the file never counted for anything.
    assert make.query(crm, "SELECT day FROM period_fact WHERE kind = 'quote'") == []


def test_the_offices_quotes_go_on_behind_those_that_came(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, lina, YUNQI)
    file = sheet(
        tmp_path,
        "报价单编号 客户名称 金额",
        ["BJ-202611-0041", YUNQI, 5],
        ["BJ-202611-0042", YUNQI, 5],
    )
    run(crm, lina, file, **KIND)
    crm.quotes.add(lina, customer, crm.quotes.blank(lina, customer))
    assert "BJ-202611-0043" in statuses(crm, lina)


def test_quotes_of_listed_customers_go_out_with_every_version(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    make.customer(crm, lina, YUNQI)
    file = sheet(
        tmp_path,
        "报价单编号 客户名称 货币 产品名称 单价 数量 状态",
        ["B-1", YUNQI, "JPY", "甲", 1500, 2.5, "已发送"],
        ["B-1-V2", YUNQI, "JPY", "甲", 1400, 2.5, ""],
    )
    run(crm, lina, file, **KIND)
    exported(crm, lina, tmp_path / "out.csv", Subject.QUOTES)
    rows = table_of(tmp_path / "out.csv")
    assert [(each["报价单编号"], each["报价单版本"], each["金额"]) for each in rows] == [
        ("B-1", "1", "3750"),
        ("B-1", "2", "3500"),
    ]


def test_of_an_opportunity_its_own_quotes_alone_go_out(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, lina, YUNQI)
    crm.opportunities.add(lina, customer, OpportunityFields(name="一期"))
    (opportunity,) = crm.opportunities.of_customer(lina, customer)
    for name, its in (("耗材", None), ("仪器", opportunity.id)):
        blank = crm.quotes.blank(lina, customer, its)
        crm.quotes.add(lina, customer, blank, [QuoteLineFields(name=name, unit_price_minor=100)])
    asked = RecordRequest(QUOTES, opportunity_id=opportunity.id)
    file = tmp_path / "out.csv"
    exported(crm, lina, file, Subject.QUOTES, chosen_ids=[customer], asked=asked)
    assert [each["产品名称"] for each in table_of(file)] == ["仪器"]


def test_of_a_list_of_quotes_what_it_shows_goes_out_in_its_order(
    crm: Crm, lina: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, lina, YUNQI)
    blank, line = crm.quotes.blank(lina, customer), QuoteLineFields(name="仪器", unit_price_minor=1)
    first, second = (
        crm.quotes.add(lina, customer, replace(blank, quote_day=day), [line, line]).quote_id
        for day in (blank.quote_day, blank.quote_day - 9)
    )
    crm.quotes.send(lina, first)
    crm.quotes.new_version(lina, first)
    file, listed = tmp_path / "out.csv", RecordRequest(QUOTES, query="is:latest", sort="day")
    exported(crm, lina, file, Subject.QUOTES, request=listed)
    rows = [(each["报价单编号"], each["报价单版本"]) for each in table_of(file)]
    assert rows == [("BJ-202611-0002", "1")] * 2 + [("BJ-202611-0001", "2")] * 2
    marked = tmp_path / "marked.csv"
    exported(crm, lina, marked, Subject.QUOTES, request=listed, chosen_ids=[second])
    assert len(table_of(marked)) == 2
