"""What is looked up of a customer: why, who held it, what the last owner left, its number."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Generic

from textual.content import Content

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.handovers import HandoverPacket
from crm_tui.domain.ownerships import Ownership
from crm_tui.domain.pools import Explanation
from crm_tui.i18n import _
from crm_tui.presentation.explanations import explanation_lines
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ResultT
from crm_tui.tui.record_commands.chosen import ChosenCustomers
from crm_tui.tui.screens.ownerships import OwnershipsDialog
from crm_tui.tui.screens.packets import packet_lines
from crm_tui.tui.widgets.dialogs import MessageDialog

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.services.reveals import Revealed


_CONTACTS = 2


class LookingCommands(ChosenCustomers[ResultT], Generic[ResultT]):
    """What explains a customer."""

    JUDGES: ClassVar[Mapping[str, str]] = {
        "why": "nothing_forbids",
        "owners": "nothing_forbids",
        "packet": "nothing_forbids",
        "group.tree": "nothing_forbids",
        "reveal": "why_not_reveal",
    }

    hides_contacts: bool = False
    """Whether the contact details of the customer under the cursor are hidden."""

    def why_not_reveal(self, row: CustomerRow) -> str | None:
        """Return why there is nothing to look at, as far as is known."""
        if self.hides_contacts:
            return None
        return _("The contact details of “{customer}” are not hidden.").format(
            customer=name_in_sentence(row.name)
        )

    def action_why(self) -> None:
        """Explain which rule takes the customer back, and when."""
        row = self.allowed("why")
        if row is not None:
            pools, actor, customer_id = self.session.crm.pools, self.session.actor, row.id
            self.operations.ask(
                lambda: pools.why(actor, customer_id), self._show_explanation, key="why", opens=True
            )

    def _show_explanation(self, explanation: Explanation) -> None:
        title = _("Why: {customer}").format(customer=name_in_sentence(explanation.customer))
        body = Content("\n".join(explanation_lines(explanation)))
        self.app.push_screen(MessageDialog(title, body))

    def action_owners(self) -> None:
        """Show who held the customer from when to when, and under which rule."""
        row = self.allowed("owners")
        if row is not None:
            ownerships, actor, customer_id = self.session.crm.ownerships, self.session.actor, row.id
            self.operations.ask(
                lambda: ownerships.of(actor, customer_id),
                partial(self._show_owners, row.name),
                key="owners",
                opens=True,
            )

    def _show_owners(self, name: str, found: list[Ownership]) -> None:
        self.app.push_screen(OwnershipsDialog(self.session, name, found))

    def action_show_group(self) -> None:
        """Open the group that the customer belongs to."""
        from crm_tui.tui.screens.customer_groups import GroupScreen  # noqa: PLC0415

        row = self.allowed("group.tree")
        if row is not None:
            self.app.push_screen(GroupScreen(self.session, row.id))

    def action_packet(self) -> None:
        """Show what the last owner left: why it was returned, objections, open plans."""
        row = self.allowed("packet")
        if row is not None:
            handovers, actor, customer_id = self.session.crm.handovers, self.session.actor, row.id
            self.operations.ask(
                lambda: handovers.packet(actor, customer_id),
                self._show_packet,
                key="packet",
                opens=True,
            )

    def _show_packet(self, packet: HandoverPacket) -> None:
        title = _("What the last owner left: {customer}").format(
            customer=name_in_sentence(packet.customer)
        )
        body = Content("\n").join(packet_lines(self.session, packet))
        self.app.push_screen(MessageDialog(title, body))

    def action_reveal(self) -> None:
        """Show the hidden contact details; each look is recorded and counted."""
        row = self.allowed("reveal")
        if row is not None:
            reveals, actor, customer_id = self.session.crm.reveals, self.session.actor, row.id
            self.operations.perform(lambda: reveals.reveal(actor, customer_id), self._tell_revealed)

    def _tell_revealed(self, revealed: Revealed) -> None:
        # Where the preview is hidden, nothing else on the screen shows what was looked at.
        said = [_contact_words(each) for each in revealed.contacts[:_CONTACTS]]
        if revealed.limit is None:
            said.append(_("Shown; the look is recorded"))
        else:
            left = max(0, revealed.limit - revealed.revealed_today)
            said.append(
                _("Shown and recorded; looks left today: {left} of {limit}").format(
                    left=left, limit=revealed.limit
                )
            )
        self.operations.tell(" · ".join(said))


def _contact_words(contact: ContactRow) -> str:
    numbers = [phone.number for phone in contact.fields.phones]
    return " ".join([name_in_sentence(contact.fields.name), *numbers])
