"""What the people of the sample office have to think of: what comes again, days, texts.

It is done through the services, as those people, so that every rule holds of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crm_tui.db.unit_of_work import Database
from crm_tui.domain import lunar
from crm_tui.domain.days import date_of
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.key_dates import KeyDateFields, KeyDateKind, KeyDay
from crm_tui.domain.message_templates import MessageTemplateFields
from crm_tui.domain.recurrences import Recurrence, RecurrenceUnit
from crm_tui.domain.recurrences.values import LAST
from crm_tui.domain.tasks import TaskDraft
from crm_tui.domain.users import Actor
from crm_tui.services.customers import Customers
from crm_tui.services.greetings import Greetings
from crm_tui.services.key_dates import KeyDates
from crm_tui.services.tasks import Tasks
from crm_tui.values import dataclass

_FRIDAY = 4
_BIRTHDAY_IN, _LUNAR_IN, _RENEWAL_IN = 2, 5, 20
_SOLAR_YEAR, _LUNAR_YEAR = 1986, 1979
_SHORT_MONTH = 29
"""Days that every lunar month has."""
_WORDS = {
    "zh": {
        "weekly": "写周报，列出下周要推进的客户",
        "monthly": "核对本月回款和应收",
        "visit": "例行回访，问使用情况和新需求",
        "renewal": "年度服务续签",
    },
    "en": {
        "weekly": "Write the weekly report, with whom to move on next week",
        "monthly": "Check this month's payments and what is owed",
        "visit": "Regular call: how it goes, what they need",
        "renewal": "Renewal of the yearly service",
    },
}
_TEXTS = {
    "zh": (
        (
            "节日祝福",
            "{节日}快乐",
            "{称呼}您好，{节日}将至，祝您和{公司}的同事节日快乐、一切顺利！{我}",
        ),
        ("生日祝福", "生日快乐", "{称呼}，生日快乐！祝您身体健康，工作顺心。{我}"),
    ),
    "en": (
        ("Festival", "{节日}", "Dear {称呼}, all good wishes to you and everybody at {公司}. {我}"),
        ("Birthday", "Happy birthday", "Dear {称呼}, happy birthday and a good year! {我}"),
    ),
}


@dataclass(frozen=True, slots=True)
class SamplePlans:
    """What the people of a sample office have before them."""

    database: Database
    language: str

    def add_texts(self, administrator: Actor) -> None:
        """Keep the texts for greetings that every office needs first."""
        for name, subject, body in _TEXTS[self.language]:
            fields = MessageTemplateFields(name, body, subject)
            Greetings(self.database).add_template(administrator, fields)

    def plan(self, actor: Actor, held: Sequence[CustomerId], today: int) -> None:
        """Let somebody who holds these customers have work that comes again, and days to keep."""
        tasks, dates = Tasks(self.database), KeyDates(self.database)
        for draft in self._tasks(held[-1]):
            tasks.make(actor, draft)
        for customer_id, fields in self._days(actor, held, today):
            dates.add(actor, customer_id, fields)

    def _tasks(self, customer_id: CustomerId) -> Iterator[TaskDraft]:
        said = _WORDS[self.language]
        weekly = Recurrence(RecurrenceUnit.WEEK, weekdays=(_FRIDAY,))
        yield TaskDraft(said["weekly"], None, recurrence=weekly)
        monthly = Recurrence(RecurrenceUnit.MONTH, days=(LAST,))
        yield TaskDraft(said["monthly"], None, recurrence=monthly)
        visit = Recurrence(RecurrenceUnit.WEEK, interval=2, weekdays=(1,))
        yield TaskDraft(said["visit"], None, recurrence=visit, customer_id=customer_id)

    def _days(
        self, actor: Actor, held: Sequence[CustomerId], today: int
    ) -> Iterator[tuple[CustomerId, KeyDateFields]]:
        solar, born = date_of(today + _BIRTHDAY_IN), lunar.lunar_day(today + _LUNAR_IN)
        days = [KeyDay(False, _SOLAR_YEAR, solar.month, solar.day)]
        if born is not None:
            days.append(KeyDay(True, _LUNAR_YEAR, born.month, min(born.day, _SHORT_MONTH)))
        for customer_id, day in zip(held, days, strict=False):
            people = Customers(self.database).detail(actor, customer_id).contacts
            who = people[0].id if people else None
            yield customer_id, KeyDateFields(KeyDateKind.BIRTHDAY, day, contact_id=who)
        renewal = KeyDay(once_day=today + _RENEWAL_IN)
        words = _WORDS[self.language]["renewal"]
        yield held[-1], KeyDateFields(KeyDateKind.RENEWAL, renewal, words)
