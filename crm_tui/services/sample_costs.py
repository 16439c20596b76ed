"""What the people of the sample office spent of late, on customers and on a campaign."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.db.queries import dictionaries
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.expenses import ExpenseFields
from crm_tui.domain.identifiers import CustomerId, OpportunityId
from crm_tui.domain.products import ProductRequest
from crm_tui.domain.projects import Step
from crm_tui.domain.usages import UsageFields
from crm_tui.domain.users import Actor
from crm_tui.services.expenses import Expenses
from crm_tui.services.products import Products
from crm_tui.services.projects import Projects
from crm_tui.services.usages import Usages
from crm_tui.values import dataclass

_SPENT = (("travel", 860_00), ("hospitality", 1_280_00), ("gift", 350_00))
_WORDS = {
    "zh": {
        "travel": "高铁往返",
        "hospitality": "客户午餐",
        "gift": "中秋礼盒",
        "campaign": "秋季展会",
        "competitor": "同城另一家",
        "plan": "现场调研 | 提交方案 | 试运行",
        "team": "售前、实施各一人",
    },
    "en": {
        "travel": "Train there and back",
        "hospitality": "Lunch",
        "gift": "A present",
        "campaign": "Autumn fair",
        "competitor": "Another firm in town",
        "plan": "Survey | Proposal | Trial",
        "team": "One of presales, one of service",
    },
}
_FAIR_MINOR = 36_000_00
_INVESTED_MINOR = 3_000_000_00


@dataclass(frozen=True, slots=True)
class SampleCosts:
    """The expenses of a sample office that holds its customers already."""

    database: Database
    language: str

    def spend(self, actor: Actor, held: Sequence[CustomerId], today: int) -> None:
        """Let somebody have spent something on each of a few customers, days apart."""
        kinds, words = self._kinds(actor), _WORDS[self.language]
        for number, ((code, minor), customer_id) in enumerate(zip(_SPENT, held, strict=False)):
            Expenses(self.database).add(
                actor,
                ExpenseFields(
                    day=today - 3 * number - actor.user_id % 3,
                    kind_id=kinds[code],
                    amount_minor=minor + actor.user_id % 7 * 35_00,
                    customer_id=customer_id,
                    note=words[code],
                ),
            )

    def use(self, actor: Actor, held: Sequence[CustomerId]) -> None:
        """Let it be known what some customers use, and how much of it is ours."""
        known = Products(self.database).list(actor, ProductRequest())
        for number, customer_id in enumerate(held):
            product = known[(actor.user_id + number) % len(known)]
            quantity = (40 + 25 * number) * 1000
            entered = UsageFields(
                product_id=product.id,
                quantity_milli=quantity,
                ours_milli=quantity * (7 - 3 * number) // 10,
                competitor=_WORDS[self.language]["competitor"],
            )
            Usages(self.database).add(actor, customer_id, entered)

    def plan(self, actor: Actor, opportunity_id: OpportunityId, today: int) -> None:
        """Let an opportunity have a project file: what they invest, the bid, a plan."""
        names = _WORDS[self.language]["plan"].split(" | ")
        changes = {
            "investment_minor": _INVESTED_MINOR,
            "bid_day": today + 18,
            "team": _WORDS[self.language]["team"],
            "steps": tuple(
                Step(name, today - 6 + 15 * number, is_done=number == 0)
                for number, name in enumerate(names)
            ),
        }
        Projects(self.database).edit(actor, opportunity_id, changes)

    def exhibit(self, administrator: Actor, today: int) -> None:
        """Enter what the fair cost from which leads came."""
        fields = ExpenseFields(
            day=today - 20,
            kind_id=self._kinds(administrator)["exhibition"],
            amount_minor=_FAIR_MINOR,
            campaign=_WORDS[self.language]["campaign"],
        )
        Expenses(self.database).add(administrator, fields)

    def _kinds(self, actor: Actor) -> dict[str, int]:
        with self.database.reading(actor) as view:
            words = dictionaries.items(view.connection, DictionaryKind.EXPENSE_KIND)
        return {each.code: each.id for each in words}
