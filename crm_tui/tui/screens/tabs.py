"""What the screens behind the tabs about customers share: preview, opening, going on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from textual.message import Message

from crm_tui.domain.customers import CustomerRow, CustomerView
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.errors import CrmError
from crm_tui.i18n import current_language
from crm_tui.presentation import reasons
from crm_tui.presentation.columns import CustomerColumn, Moment
from crm_tui.presentation.tones import Tone
from crm_tui.tui.record_commands import RecordCommands
from crm_tui.tui.screens.customer_preview import CustomerFacts, customer_sections, read_facts
from crm_tui.tui.screens.list_frames import ListFrame
from crm_tui.tui.screens.trails import Trail
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.record_list import Cell, Column
from crm_tui.tui.widgets.record_list.messages import Highlighted

_WIDTHS_IN_CHINESE = {
    "stage": 8,
    "last_follow_up_at": 10,
    "next_contact_at": 11,
    "last_day": 7,
    "contact_names": 8,
    "owner": 8,
    "pool": 8,
    "type": 8,
    "holder_count": 6,
    "created_at": 11,
    "pool_since": 6,
    "opens_at": 11,
    "claimable": 11,
    "standing": 8,
}
"""Chinese says a date in fewer cells than English."""


@dataclass
class SearchWanted(Message):
    """All customers are to be searched, from a screen that is no list of them."""

    text: str


@dataclass
class ViewWanted(Message):
    """A view of the customers is to be shown, from wherever one is."""

    view: CustomerView


@dataclass
class OwnerWanted(Message):
    """The customers that somebody holds are to be listed, from wherever one is."""

    owner_id: UserId
    name: str


class TabScreen(ListFrame, RecordCommands[None]):
    """A screen behind a tab about customers; subclasses bring the list of them."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._opened_id: int | None = None
        self._previewed_id: CustomerId | None = None
        self.shown_row: CustomerRow | None = None
        """The customer that the preview shows."""

    def customer_id_of(self, record_id: int) -> CustomerId | None:
        """Return the customer that a record of the list is or belongs to."""
        return CustomerId(record_id)

    # The customer under the cursor --------------------------------------------------------------

    def on_record_list_highlighted(self, message: Highlighted) -> None:
        """Show the customer on which the cursor rests."""
        message.stop()
        self.show_customer(message.record_id)

    def show_customer(self, record_id: int | None) -> None:
        """Show the customer of a record beside the list, and what may be done with it."""
        customer_id = None if record_id is None else self.customer_id_of(record_id)
        if customer_id != self._previewed_id:
            self._previewed_id = customer_id
            self.claim_refusal = None
            self.hides_contacts = False
            self.shown_row = None
        self.refresh_keys()
        if customer_id is None:
            self.operations.forget(self._preview_key)
            self.show_sections(())
            return
        session = self.session
        self.operations.ask(
            lambda: read_facts(session, customer_id),
            self._show_facts,
            key=self._preview_key,
            failed=self._no_facts,
        )

    def _show_facts(self, facts: CustomerFacts) -> None:
        self.shown_row = facts.detail.record.row
        refusal = facts.explanation.claim_refusal if facts.explanation else None
        self.claim_refusal = None if refusal is None else reasons.refusal(refusal)
        self.hides_contacts = facts.detail.hides_contacts
        self.show_sections(customer_sections(self.session, facts))
        self.refresh_keys()

    def _no_facts(self, error: CrmError) -> None:
        # Somebody took it out of sight a moment ago; the list is read anew within a second.
        self.show_sections(())

    # Opening, and going on to the next without leaving ------------------------------------------

    def open_customer(self, record_id: int) -> None:
        """Open the detail of a record's customer."""
        from crm_tui.tui.screens.detail import DetailScreen  # noqa: PLC0415

        customer_id = self.customer_id_of(record_id)
        if customer_id is not None:
            self._opened_id = record_id
            trail = Trail(self.step, self.place, self.trail())
            self.app.push_screen(DetailScreen(self.session, customer_id, trail))

    def step(self, by: int) -> int | None:
        """Move on in the list; return the customer that is there, or None at the end."""
        records = self.records
        target = records.cursor_index + by
        if by > 0 and records.cursor_id != self._opened_id:
            target -= 1  # the opened record left the list: the cursor is on the next already
        while 0 <= target < records.count:
            records.move_to(target)
            record_id = records.cursor_id
            if records.cursor_group is not None:
                target += by
                continue
            if record_id is None:
                return None
            self._opened_id = record_id
            customer_id = self.customer_id_of(record_id)
            if customer_id is not None:
                return customer_id
            target += by
        return None

    def action_set_aside(self) -> None:
        """Show the customers that were deleted, marked as invalid or blacklisted."""
        self.post_message(ViewWanted(CustomerView.SET_ASIDE))


def list_columns(
    chosen: Iterable[CustomerColumn], moment: Callable[[], Moment]
) -> tuple[Column[CustomerRow], ...]:
    """Return columns of presentation as columns of the list; dates are told as of `moment`."""
    return tuple(_list_column(each, moment) for each in chosen)


def _list_column(column: CustomerColumn, moment: Callable[[], Moment]) -> Column[CustomerRow]:
    def render(row: CustomerRow) -> Cell:
        at = moment()
        tone = Tone.NORMAL if column.tone is None else column.tone(row, at)
        return Cell(column.text(row, at), tone)

    return Column[CustomerRow](
        column.key,
        column.label,
        _width(column),
        render,
        priority=column.priority,
        align=column.align,
        flexible=column.widest is not None,
        widest=column.widest or column.width,
        sortable=column.sortable,
    )


def _width(column: CustomerColumn) -> int:
    if current_language() == "zh":
        return min(column.width, _WIDTHS_IN_CHINESE.get(column.key, column.width))
    return column.width
