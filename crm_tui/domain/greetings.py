"""节日名单: whom to greet for a festival or a birthday, and what is said to them."""

from __future__ import annotations

from crm_tui.domain.festivals import Festival
from crm_tui.domain.identifiers import ContactId, CustomerId, KeyDateId
from crm_tui.domain.message_templates import Addressee, MessageTemplateFields, filled
from crm_tui.domain.salutations import salutation
from crm_tui.values import dataclass

BIRTHDAY_AHEAD_DAYS = 7
"""So many days ahead a birthday stands in the list of whom to greet."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What people are greeted for: a festival on its day, or their birthdays until a day."""

    festival: Festival | None
    day: int


@dataclass(frozen=True, slots=True)
class FestivalReminder:
    """A festival whose lead time has begun, and how many customers were not greeted yet."""

    festival: Festival
    day: int
    ungreeted: int


@dataclass(frozen=True, slots=True)
class Greeting:
    """Somebody to greet: at which customer, by which roads, and whether that was done."""

    customer_id: CustomerId
    customer: str
    company: str
    contact_id: ContactId | None
    name: str
    title: str
    gender: str
    phone: str
    email: str
    occurs_day: int
    key_date_id: KeyDateId | None
    is_greeted: bool

    @property
    def salutation(self) -> str:
        """How the person is addressed; a customer without a contact by its name."""
        return salutation(self.name, self.title, self.gender) or self.company


@dataclass(frozen=True, slots=True)
class Written:
    """A greeting with the words that go to somebody."""

    greeting: Greeting
    subject: str
    body: str


def written_for(
    greeting: Greeting, template: MessageTemplateFields, *, occasion: str, me: str
) -> Written:
    """Return what a template says to one person."""
    addressee = Addressee(greeting.salutation, greeting.company, greeting.name, occasion, me)
    return Written(greeting, filled(template.subject, addressee), filled(template.body, addressee))
