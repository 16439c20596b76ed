"""A sweep that was held: what it would take, and whether it may."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

from textual.content import Content

from crm_tui.domain.pools import SweepReport
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.reasons import kept_sentence
from crm_tui.presentation.words import hold_cause_word, more_words, name_in_sentence
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.operations import EVERYTHING
from crm_tui.tui.widgets.dialogs import ConfirmDialog

_LISTED = 200


class HeldSweepCommands(ScreenCommands[None]):
    """A screen that tells of a sweep that waits for somebody to look at it."""

    @property
    @abstractmethod
    def held_sweep(self) -> int:
        """How many customers a sweep that waits would take; 0 where none waits."""

    def action_review_sweep(self) -> None:
        """Show what a held sweep would take, and ask whether it may."""
        if not self.held_sweep:
            self.operations.tell(_("No sweep waits for you."), severity="warning")
            return
        sweeps, actor = self.session.crm.sweeps, self.session.actor
        self.operations.ask(
            lambda: sweeps.preview(actor), self._ask_sweep, key="sweep preview", opens=True
        )

    def _ask_sweep(self, report: SweepReport) -> None:
        title = ngettext(
            "Take {count} customer back into the pool?",
            "Take {count} customers back into the pool?",
            report.total,
        ).format(count=report.total)
        question = ConfirmDialog(
            title,
            Content("\n".join(_sweep_lines(report))),
            yes=_("Take them back"),
            no=_("Let them stay for now"),
            is_dangerous=True,
        )
        self.app.push_screen(question, self._sweep)

    def _sweep(self, confirmed: bool | None) -> None:
        if confirmed is None:
            return
        sweeps, actor = self.session.crm.sweeps, self.session.actor
        if confirmed:
            self.operations.perform(lambda: sweeps.sweep(actor, confirmed=True), self._tell_swept)
        else:
            self.operations.perform(lambda: sweeps.dismiss(actor), self._tell_kept)

    def _tell_kept(self, number: int) -> None:
        self.operations.tell(kept_sentence(number))
        self.operations.tell_changed(EVERYTHING)

    def _tell_swept(self, report: SweepReport) -> None:
        self.operations.tell(
            ngettext(
                "{count} customer went back to the pool",
                "{count} customers went back to the pool",
                report.total,
            ).format(count=report.total)
        )
        self.operations.tell_changed(EVERYTHING)


def _sweep_lines(report: SweepReport) -> Iterable[str]:
    if report.held_because is not None:
        yield _("It waits because {cause}.").format(cause=hold_cause_word(report.held_because))
        yield ""
    for each in report.taken[:_LISTED]:
        yield f"· {name_in_sentence(each.name)}  {name_in_sentence(each.owner)}"
    if report.total > _LISTED:
        yield more_words(report.total - _LISTED)
