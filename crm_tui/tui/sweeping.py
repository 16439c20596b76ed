"""The sweep in the background: when it is due, what it did, and who hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.domain.pools import DueCustomer, SweepReport
from crm_tui.domain.users import Permission
from crm_tui.errors import CrmError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation import errors
from crm_tui.presentation.words import name_in_sentence
from crm_tui.settings import Settings
from crm_tui.tui.machine import Machine
from crm_tui.tui.operations import EVERYTHING
from crm_tui.tui.session import Session

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.upkeep import UpkeepReport

_NAMED = 3


class Sweeping(Machine):
    """An app that sweeps while somebody sits here who may."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.session: Session | None = None
        self._held_told = 0
        self._clock_told = False
        self._backup_told = False
        self._network_told = False

    def look_for_sweep(self) -> None:
        """Sweep when it is time to, and this person may."""
        session = self.session
        if session is not None and session.person.may(Permission.SWEEP):
            self.ask(session.crm.sweeps.is_due, self._sweep_if, key="sweep")
            escalations, actor = session.crm.escalations, session.actor
            self.ask(lambda: escalations.is_due(actor), self._escalate_if, key="escalations")
            self.ask(session.crm.upkeep.is_due, self._keep_up_if, key="upkeep")

    def look_for_seal(self) -> None:
        """Seal what was done since, beside everything else."""
        session = self.session
        if session is not None:
            self.ask(session.crm.seals.seal, lambda _count: None, key="seal", failed=_not_told)

    def waits_for_others(self) -> bool:
        """Return whether a write waits until other programs have saved."""
        return self.session is not None and self.session.crm.waits_for_others

    def say_present(self) -> None:
        """Let others see who has the office open; on a network drive say once what that means."""
        session = self.session
        if session is None:
            return
        presence, actor = session.crm.presence, session.actor
        self.ask(
            lambda: presence.announce(actor), lambda _none: None, key="presence", failed=_not_told
        )
        if session.crm.network is not None and not self._network_told:
            self._network_told = True
            self.tell(
                _(
                    "The database lies on a network drive ({kind}): let one machine at a time"
                    " write; for several move to a server: crm move-to"
                ).format(kind=session.crm.network),
                severity="warning",
            )

    def look_for_backup(self) -> None:
        """Make today's backup, beside everything else, when nobody's program has made it yet."""
        session = self.session
        if session is not None:
            self.ask(session.crm.backups.is_due, self._back_up_if, key="backup")

    def _back_up_if(self, is_due: bool) -> None:
        session = self.session
        if is_due and session is not None:
            make = session.crm.backups.make_daily
            self.ask(make, lambda _made: None, key="daily backup", failed=self._backup_failed)

    def _backup_failed(self, error: CrmError) -> None:
        if not self._backup_told:
            self._backup_told = True
            words = _("Today's backup could not be made: {reason}")
            self.tell(words.format(reason=errors.sentence(error)), severity="warning")

    def _escalate_if(self, is_due: bool) -> None:
        session = self.session
        if is_due and session is not None:
            escalations, actor = session.crm.escalations, session.actor
            self.perform(lambda: escalations.run(actor), failed=self._sweep_failed)

    def _sweep_if(self, is_due: bool) -> None:
        session = self.session
        if is_due and session is not None:
            sweeps, actor = session.crm.sweeps, session.actor
            self.perform(lambda: sweeps.sweep(actor), self._tell_sweep, self._sweep_failed)

    def _keep_up_if(self, is_due: bool) -> None:
        session = self.session
        if is_due and session is not None:
            upkeep, actor = session.crm.upkeep, session.actor
            self.perform(lambda: upkeep.run(actor), self._tell_upkeep, self._sweep_failed)

    def _tell_upkeep(self, report: UpkeepReport) -> None:
        if report.at_risk or report.levels:
            self.tell_changed(EVERYTHING)

    def _sweep_failed(self, error: CrmError) -> None:
        words = _("The sweep could not run: {reason}").format(reason=errors.sentence(error))
        self.tell(words, severity="warning")

    def _tell_sweep(self, report: SweepReport) -> None:
        session = self.session
        if session is None:
            return
        if report.skipped_because:
            self._tell_clock_is_behind()
        elif report.held_because is not None:
            self._tell_held(report.total, session)
        elif report.total:
            mine = [each for each in report.taken if each.owner_id == session.actor.user_id]
            if mine:
                self.tell(_lost(mine), severity="warning")
            elif session.person.is_admin:
                self.tell(_swept(report.total))
            self.tell_changed(EVERYTHING)

    def _tell_clock_is_behind(self) -> None:
        if not self._clock_told:
            self._clock_told = True
            words = _("This machine's clock is behind, so nothing is taken back; set it right.")
            self.tell(words, severity="warning")

    def _tell_held(self, total: int, session: Session) -> None:
        if session.person.is_admin and total != self._held_told:
            self.tell(
                ngettext(
                    "The sweep of {count} customer waits for you: S on the first tab",
                    "The sweep of {count} customers waits for you: S on the first tab",
                    total,
                ).format(count=total),
                severity="warning",
            )
            self.tell_changed(EVERYTHING)
        self._held_told = total


def _not_told(_error: CrmError) -> None:
    """Say nothing: it is done a minute later, or by another program."""


def _lost(mine: list[DueCustomer]) -> str:
    names = _(", ").join(f"“{name_in_sentence(each.name)}”" for each in mine[:_NAMED])
    return ngettext(
        "{count} of your customers went back to the pool: {names}",
        "{count} of your customers went back to the pool: {names}",
        len(mine),
    ).format(count=len(mine), names=names if len(mine) <= _NAMED else f"{names} …")


def _swept(total: int) -> str:
    return ngettext(
        "{count} customer went back to the pool",
        "{count} customers went back to the pool",
        total,
    ).format(count=total)
