"""交接单: the hand-overs made so far, and what of them was confirmed."""

from __future__ import annotations

from textual.content import Content

from crm_tui.domain.handovers import HandoverLineRow, HandoverRow
from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, MessageDialog


class SlipCommands(ScreenCommands[None]):
    """A screen from which the slips can be read."""

    def action_slips(self) -> None:
        """List the hand-overs made so far."""
        handovers, actor = self.session.crm.handovers, self.session.actor
        self.operations.ask(
            lambda: handovers.list(actor), self._choose_slip, key="slips", opens=True
        )

    def _choose_slip(self, slips: list[HandoverRow]) -> None:
        if not slips:
            self.operations.tell(_("No hand-over was made yet."))
            return
        choices = [Choice(each.id, self._slip_words(each)) for each in slips]
        handovers, actor = self.session.crm.handovers, self.session.actor

        def show(chosen: object) -> None:
            slip = next((each for each in slips if each.id == chosen), None)
            if slip is not None:
                self.operations.ask(
                    lambda: handovers.show(actor, slip.id), self._show_slip, key="slip", opens=True
                )

        self.app.push_screen(ChooseDialog(_("Hand-over slips"), choices), show)

    def _slip_words(self, slip: HandoverRow) -> str:
        when = happened_moment(slip.created_at, self.session.now, self.session.zone)
        confirmed = _("{confirmed} of {count} confirmed").format(
            confirmed=slip.confirmed, count=slip.customers - slip.to_pool
        )
        return "  ".join((when, name_in_sentence(slip.person), confirmed,
                          name_in_sentence(slip.reason)))  # fmt: skip

    def _show_slip(self, found: tuple[HandoverRow, list[HandoverLineRow]]) -> None:
        slip, lines = found
        in_pool, heading = _("the pool"), _("Hand-over slip")
        body = [
            f"{'✓' if each.confirmed_at else '○'} {name_in_sentence(each.customer)}"
            f"  → {name_in_sentence(each.to_user) or in_pool}"
            for each in lines
        ]
        title = f"{heading} {self._slip_words(slip)}"
        self.app.push_screen(MessageDialog(title, Content("\n".join(body))))
