"""The whole road of a sale from the shell: from a web form's record to the last payment.

After each step the customer's totals, its opportunities by stage and month, the day its protection
ends and its history say the same as the rows they are made of.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.cli.process import Shell

FORM = {
    "entry_id": "F-1001",
    "姓名": "张敏",
    "公司名称": "云启科技有限公司",
    "手机": "13900001111",
    "utm_source": "官网",
    "utm_campaign": "秋季展会",
    "留言": "想要四十台服务器，请报价",
}
RULES = [
    {
        "name": "成单",
        "conditions": [
            {"kind": "idle", "days": 30, "unit": "all"},
            {"kind": "no_opportunity", "days": 10, "unit": "all"},
            {"kind": "no_deal", "days": 200, "unit": "all"},
            {"kind": "milestone", "unit": "all", "milestones": [{"kind": "quote", "days": 15}]},
        ],
    }
]
QUOTE_BY, FOLLOW_BY, CONTRACT_UNTIL = "2026-12-07", "2026-12-22", "2027-12-31"


@dataclass(frozen=True)
class Stands:
    """What a customer shows of money and of the pool's clock."""

    opportunities: str = "0.00"
    open: str = "0.00"
    ordered: str = "0.00"
    received: str = "0.00"
    outstanding: str = "0.00"
    type: str = "potential"
    last_day: str = QUOTE_BY


@dataclass
class Road:
    """A customer on its way."""

    shell: Shell
    customer: str = ""
    seen: set[Stands] = field(default_factory=set)

    def done(self, *arguments: str) -> Any:
        """Run a command a minute after the last one, so that the history has an order."""
        at = datetime.fromisoformat(self.shell.at) + timedelta(minutes=1)
        self.shell.at = at.isoformat()
        return self.shell.done(*arguments, "--json").json

    def undo(self) -> None:
        self.shell.done("undo")

    def stands(self) -> Stands:
        """Return what the customer's own page says, once its rows were found to say the same."""
        shown = self.done("customer", "show", self.customer)
        money = shown["money"]
        (totals,) = money["totals"] or (dict.fromkeys(("ordered", "received"), "0.00"),)
        found = Stands(
            money["opportunities"],
            money["opportunities_open"],
            totals["ordered"],
            totals["received"],
            totals.get("outstanding", "0.00"),
            shown["type"],
            shown["last_day"],
        )
        if found not in self.seen:
            self._refuse_other_rows(money, totals)
            self.seen.add(found)
        return found

    def _refuse_other_rows(self, money: Any, totals: Any) -> None:
        sales = self.done("opportunity", "list")
        assert Decimal(money["opportunities"]) == sum_of(sales, "amount")
        open_sales = [each for each in sales if each["state"] == "open"]
        forecast = self.done("opportunity", "forecast")
        assert sum_of(forecast, "amount") == sum_of(open_sales, "amount")
        assert sum_of(forecast, "weighted_amount") == sum_of(open_sales, "weighted_amount")
        orders = [e for e in self.done("order", "list") if e["status"] in {"confirmed", "closed"}]
        ordered = sum_of(orders, "total") - sum_of(orders, "returned")
        assert Decimal(totals["ordered"]) == ordered
        paid = self.done("payment", "list", "--customer", self.customer)
        assert Decimal(totals["received"]) == sum_of(paid, "amount")
        due = self.done("payment", "due", self.customer)
        assert sum_of(due, "left") == ordered - sum_of(paid, "amount")

    def newest(self) -> str:
        """Return what came last in the customer's timeline."""
        what = self.done("customer", "timeline", self.customer)["entries"][0]["what"]
        assert isinstance(what, str)
        return what


def sum_of(rows: Any, key: str) -> Decimal:
    return sum((Decimal(each[key]) for each in rows), Decimal())


def test_the_whole_road_of_a_sale_from_a_form_to_the_last_payment(office: Shell) -> None:
    set_up(office)
    road = Road(office)
    take_in(road)
    office.environment["CRM_USER"] = "lina"
    begin(road)
    quote(road)
    order(road)
    sign(road)
    pay(road)


def set_up(office: Shell) -> None:
    """Rules about everything on the road, and who is given what a form sends."""
    rules = office.folder / "rules.json"
    rules.write_text(json.dumps(RULES), "utf-8")
    office.done("pool", "rule", "set", "公海", "--file", str(rules), "--effective", "2026-11-22")
    office.done("lead", "route", "add", "lina", "--source", "官网")


def take_in(road: Road) -> None:
    """The form's record becomes lina's lead, once, with a score that its rules add up to."""
    file = road.shell.folder / "form.json"
    file.write_text(json.dumps(FORM), "utf-8")
    lead = road.done("lead", "intake", str(file))
    assert (lead["owner"], lead["campaign"], lead["new"]) == ("lina", "秋季展会", True)
    again = road.done("lead", "intake", str(file))
    assert (again["id"], again["new"]) == (lead["id"], False)
    shown = road.done("lead", "show", str(lead["id"]))
    assert shown["score"] == sum(each["points"] for each in shown["score_parts"] if each["met"])
    road.customer = str(lead["id"])


def begin(road: Road) -> None:
    """The lead is followed up and becomes a customer with an opportunity, in one step."""
    lead = road.customer
    road.done("lead", "follow", lead, "电话 预算已批，明天10点 发方案")
    road.done("lead", "stage", "sql", lead)
    to = (
        "lead",
        "convert",
        lead,
        "--opportunity",
        "一期",
        "--amount",
        "32万",
        "--expected",
        "12-20",
    )
    road.done(*to)
    road.undo()
    assert road.done("customer", "list") == []
    assert road.done("lead", "show", lead)["stage"] == "sql"
    made = road.done(*to)
    road.customer = str(made["customer_id"])
    stands = Stands("320000.00", "320000.00")
    assert road.stands() == stands
    (first, second, *_) = [each["stage"] for each in road.done("pipeline", "list")]
    moved = road.done("opportunity", "move", "一期", second)
    (month,) = road.done("opportunity", "forecast")
    assert (month["month"], month["owner"]) == ("2026-12", "lina")
    weighted = Decimal("320000") * moved["probability"] / 100
    assert Decimal(month["weighted_amount"]) == weighted
    road.undo()
    assert road.done("opportunity", "show", "一期")["stage"] == first
    assert road.stands() == stands
    road.done("opportunity", "move", "一期", second)


def quote(road: Road) -> None:
    """A quote protects once it is sent, and is no money; its second version is taken."""
    lines = ("服务器 40台 @8000 95折", "安装 1次 @16000")
    sent = road.done("quote", "add", road.customer, *lines, "--opportunity", "一期")
    assert (sent["amount"], sent["in_words"]) == ("320000.00", "叁拾贰万元整")
    number = sent["number"]
    assert road.stands().last_day == QUOTE_BY
    road.done("quote", "send", number)
    stands = Stands("320000.00", "320000.00", last_day=FOLLOW_BY)
    assert road.stands() == stands
    road.done("quote", "new-version", number)
    second = road.done("quote", "edit", number, "--discount", "2万")
    assert second["total"] == "300000.00"
    road.done("quote", "send", number)
    road.done("quote", "accept", number)
    assert road.stands() == stands
    road.done("opportunity", "edit", "一期", "--amount", second["total"])


def order(road: Road) -> None:
    """Winning makes the deal; the order counts once it is confirmed, less what came back."""
    made = road.done("opportunity", "win", "一期")
    stands = Stands("300000.00", type="deal", last_day=FOLLOW_BY)
    assert (made["state"], road.stands()) == ("won", stands)
    assert road.done("opportunity", "forecast") == []
    road.undo()
    assert road.stands() == Stands("300000.00", "300000.00", last_day=FOLLOW_BY)
    road.done("opportunity", "win", "一期")
    drafted = road.done("order", "from-quote", "BJ-202611-0001", "--due", "+3d")
    assert (drafted["total"], road.stands()) == ("300000.00", stands)
    number = drafted["number"]
    road.done("order", "confirm", number)
    ordered = replace(stands, ordered="300000.00", outstanding="300000.00")
    assert road.stands() == ordered
    assert [each["left"] for each in road.done("order", "due", "week")] == ["40", "1"]
    road.undo()
    assert road.stands() == stands
    road.done("order", "confirm", number)
    road.done("order", "deliver", number)
    assert road.done("order", "due") == []
    road.done("order", "return", number, "1=1", "--reason", "破损")
    # 304,000 of 320,000 is that line; less its share of the 20,000 it is 285,000, of 40 pieces.
    less = replace(ordered, ordered="292875.00", outstanding="292875.00")
    assert (road.stands(), road.newest()) == (less, "order_returned")
    road.undo()
    assert road.stands() == ordered


def sign(road: Road) -> None:
    """A contract of the order counts no second time, and protects to its last day."""
    named = ("--order", "DD-202611-0001", "--end", CONTRACT_UNTIL)
    drafted = road.done("contract", "add", road.customer, "--title", "一期合同", *named)
    assert drafted["amount"] == "300000.00"
    money = ("300000.00", "0.00", "300000.00", "0.00", "300000.00", "deal")
    assert road.stands() == Stands(*money, FOLLOW_BY)
    road.done("contract", "sign", drafted["number"])
    assert road.stands() == Stands(*money, CONTRACT_UNTIL)
    why = road.done("pool", "why", road.customer)
    assert (why["deciding"], why["contract_until"]) == ("contract", CONTRACT_UNTIL)
    road.undo()
    assert road.stands() == Stands(*money, FOLLOW_BY)
    road.done("contract", "sign", drafted["number"])


def pay(road: Road) -> None:
    """Planned lines are paid one by one; a refund and what is taken back open them again."""
    contract = "HT-202611-0001"
    lines = ("30% 今天 预付款", "60% +30d", "10% 2027-11-20 质保金")
    planned = road.done("payment", "plan", "add", contract, *lines)["lines"]
    assert [each["amount"] for each in planned] == ["90000.00", "180000.00", "30000.00"]
    first, second, retention = (f"#{each['id']}" for each in planned)
    refuse_other_money(road, "0.00", "300000.00")
    road.done("payment", "add", road.customer, "9万", "--for", first)
    refuse_other_money(road, "90000.00", "210000.00")
    road.undo()
    refuse_other_money(road, "0.00", "300000.00")
    road.done("payment", "add", road.customer, "9万", "--for", first)
    paid = road.done("payment", "add", road.customer, "18万", "--for", second)
    back = road.done("payment", "refund", paid["number"], "5000")
    refuse_other_money(road, "265000.00", "35000.00")
    road.done("payment", "delete", back["number"], "--reason", "记错")
    refuse_other_money(road, "270000.00", "30000.00")
    invoice = ("invoice", "add", road.customer, "25110001", "30万", "--tax-rate", "13%")
    road.done(*invoice, "--for", contract)
    (left,) = road.done("payment", "due", road.customer)
    assert (left["kind"], left["due"], left["left"]) == ("retention", "2027-11-20", "30000.00")
    road.shell.at = "2027-11-18T09:00:00+08:00"
    assert "payment" in {each["why"] for each in road.done("today")}
    road.done("payment", "add", road.customer, "3万", "--for", retention)
    refuse_other_money(road, "300000.00", "0.00")
    assert (road.newest(), road.done("payment", "due")) == ("payment_added", [])
    refuse_other_history(road)


def refuse_other_money(road: Road, received: str, outstanding: str) -> None:
    money = ("300000.00", "0.00", "300000.00", received, outstanding)
    assert road.stands() == Stands(*money, "deal", CONTRACT_UNTIL)


def refuse_other_history(road: Road) -> None:
    """The timeline tells what was done and not taken back; the history tells both."""
    entries = road.done("customer", "timeline", road.customer)["entries"]
    assert [each["what"] for each in reversed(entries)] == [
        *("follow_up", "period_started", "created", "was_lead", "opportunity_added"),
        *("opportunity_moved", "quote_added", "quote_status_set", "quote_added", "quote_edited"),
        *("quote_status_set", "quote_status_set", "opportunity_edited", "deal_recorded"),
        *("opportunity_ended", "order_added", "order_status_set", "order_delivered"),
        *("order_delivered", "contract_added", "key_date_added", "contract_status_set"),
        *("payment_plan_added",) * 3,
        *("payment_added",) * 3,
        *("payment_deleted", "invoice_added", "payment_added"),
    ]
    done = road.done("history", "--limit", "100")
    assert [each["operation"] for each in reversed(done) if each["undone_by"]] == [
        *("Leads.convert", "Opportunities.move", "Opportunities.win", "Orders.confirm"),
        *("OrderGoods.take_back", "Contracts.sign", "Payments.add"),
    ]
