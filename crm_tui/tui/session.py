"""Who works at these screens, in which office, over which open database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crm_tui.clock import Clock
from crm_tui.domain.days import WorkCalendar, day_of
from crm_tui.domain.dictionaries import DictionaryItem
from crm_tui.domain.offices import Office
from crm_tui.domain.users import Actor, Person
from crm_tui.settings import Settings
from crm_tui.values import dataclass

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.bootstrap import Crm
    from crm_tui.domain.custom_fields import CustomField


class OwnFields:
    """The office's own fields as they were last read; they are read again when one is changed."""

    def __init__(self) -> None:
        self.customers: tuple[CustomField, ...] = ()
        self.contacts: tuple[CustomField, ...] = ()

    def take(self, fields: Sequence[CustomField]) -> bool:
        """Take what was read; return whether it differs from what was known."""
        from crm_tui.domain.custom_fields import by_holder  # noqa: PLC0415 - read after the start

        before = (self.customers, self.contacts)
        self.customers, self.contacts = by_holder(fields)
        return before != (self.customers, self.contacts)


class Pass:
    """What this program shows since whoever sits here changed their password."""

    def __init__(self) -> None:
        self.token: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """What every screen is given: the services, and who asks them."""

    crm: Crm
    actor: Actor
    person: Person
    first_office: Office
    """The office as it was when this session began."""
    words: tuple[DictionaryItem, ...]
    """The office's own words, of every list."""
    settings: Settings
    clock: Clock
    own: OwnFields = field(default_factory=OwnFields)
    shown: Pass = field(default_factory=Pass)

    @property
    def office(self) -> Office:
        """How the office works as it was last read: others change its settings, too."""
        return self.crm.known_office or self.first_office

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now()

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return self.office.zone

    @property
    def calendar(self) -> WorkCalendar:
        """The days the office works, which say when 春节后 is."""
        return self.crm.calendar

    @property
    def today(self) -> int:
        """The office's business day."""
        return day_of(self.now, self.office.zone)
