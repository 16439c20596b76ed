"""Lock, ask for more days, start the clock anew: the customer stays longer with its owner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar, Generic

from textual.content import Content

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.days import NEVER, date_of
from crm_tui.domain.extensions import NothingToExtend, why_not_decide
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.keeping import Keeping
from crm_tui.domain.pools import NotYours
from crm_tui.domain.users import Permission
from crm_tui.errors import RefusedError
from crm_tui.i18n import _
from crm_tui.presentation import errors, reasons
from crm_tui.tui.commands import ResultT
from crm_tui.tui.outcomes import ASKED, LOCKED, RESTARTED, UNLOCKED
from crm_tui.tui.record_commands.chosen import ChosenCustomers, batch_title, holding_of
from crm_tui.tui.record_commands.fields import day_field, day_words, reason_field, typed_day
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values


class KeepingCommands(ChosenCustomers[ResultT], Generic[ResultT]):
    """What lets an owner keep a customer longer."""

    JUDGES: ClassVar[Mapping[str, str]] = {
        "lock": "why_not_lock",
        "extension": "why_not_extend",
        "clock.restart": "why_not_restart",
    }

    def why_not_lock(self, row: CustomerRow) -> str | None:
        """Return why the customer cannot be locked or unlocked, as far as is known."""
        if self.marked_count:
            return self.why_not_permitted(Permission.LOCK)
        if row.owner_id is None:
            return reasons.refusal(NotYours(row.name, "", is_pooled=True))
        if not self.is_mine(row) and not self.session.person.may(Permission.GRANT):
            return reasons.refusal(NotYours(row.name, row.owner))
        return self.why_not_permitted(Permission.LOCK)

    def why_not_extend(self, row: CustomerRow) -> str | None:
        """Return why more days cannot be asked for, as far as is known."""
        if self.marked_count:
            return self.why_not_permitted(Permission.LOCK)
        if row.owner_id is None:
            return reasons.refusal(NotYours(row.name, "", is_pooled=True))
        if not self.is_mine(row):
            return reasons.refusal(NotYours(row.name, row.owner))
        if row.last_day >= NEVER:
            return errors.sentence(RefusedError(NothingToExtend(row.name, row.last_day)))
        return self.why_not_permitted(Permission.LOCK)

    def why_not_restart(self, row: CustomerRow) -> str | None:
        """Return why the clock cannot be started anew, as far as is known."""
        lacking = self.why_not_permitted(Permission.GRANT)
        if lacking is not None or self.marked_count:
            return lacking
        # Whether this person stands above another owner is known in the office only.
        refusal = why_not_decide(holding_of(row), by=self.session.person, manages_owner=True)
        return None if refusal is None else reasons.refusal(refusal)

    # Lock ---------------------------------------------------------------------------------------

    def action_lock(self) -> None:
        """Lock until a day; lift a lock that holds."""
        row = self.allowed("lock")
        if row is None:
            return
        chosen = self.chosen(row)
        is_locked = row.locked_until_day is not None and row.locked_until_day >= self.session.today
        if is_locked and len(chosen) == 1:
            self._ask_unlock(row, chosen)
        else:
            self._with_keeping(row, partial(self._ask_lock, row, chosen))

    def _with_keeping(self, row: CustomerRow, then: Callable[[Keeping], None]) -> None:
        movements, actor, customer_id = self.session.crm.movements, self.session.actor, row.id
        self.operations.ask(
            lambda: movements.keeping(actor, customer_id), then, key="keeping", opens=True
        )

    def _ask_unlock(self, row: CustomerRow, chosen: list[CustomerId]) -> None:
        until = day_words(row.locked_until_day or 0)
        said = _("It is locked until {day}. Without the lock its rule counts again.")

        def unlock(confirmed: bool | None) -> None:
            if confirmed:
                movements, actor = self.session.crm.movements, self.session.actor
                self.do_with_many(chosen, lambda ids: movements.unlock(actor, ids), UNLOCKED)

        dialog = ConfirmDialog(
            batch_title(_("Lift the lock?"), row.name, chosen),
            Content(said.format(day=until)),
            yes=_("Lift it"),
        )
        self.app.push_screen(dialog, unlock)

    def _ask_lock(self, row: CustomerRow, chosen: list[CustomerId], keeping: Keeping) -> None:
        latest = keeping.latest_lock_day
        shown = "" if latest is None else date_of(latest).isoformat()
        dialog = FormDialog(
            batch_title(_("Lock until"), row.name, chosen),
            lambda: [
                day_field(self.session, _("Until"), shown),
                reason_field(required=False),
            ],
            _("Lock"),
            lines=_lock_lines(keeping),
            begin_in="reason" if shown else "day",
        )
        self.ask_values(dialog, partial(self._lock, chosen))

    def _lock(self, chosen: list[CustomerId], values: Values) -> None:
        movements, actor = self.session.crm.movements, self.session.actor
        day, reason = typed_day(self.session, values) or 0, str(values["reason"])
        self.do_with_many(
            chosen, lambda ids: movements.lock(actor, ids, day, reason=reason), LOCKED
        )

    # More days ----------------------------------------------------------------------------------

    def action_ask_extension(self) -> None:
        """Ask those above for more days."""
        row = self.allowed("extension")
        if row is not None:
            self._with_keeping(row, partial(self._ask_extension, row, self.chosen(row)))

    def _ask_extension(self, row: CustomerRow, chosen: list[CustomerId], found: Keeping) -> None:
        latest = found.latest_extension_day
        shown = "" if latest is None else date_of(latest).isoformat()
        dialog = FormDialog(
            batch_title(_("Ask for more days"), row.name, chosen),
            lambda: [
                day_field(self.session, _("Until"), shown),
                reason_field(placeholder=_("what is coming up")),
            ],
            _("Ask"),
            lines=_extension_lines(found),
            begin_in="reason" if shown else "day",
        )
        self.ask_values(dialog, partial(self._extend, chosen))

    def _extend(self, chosen: list[CustomerId], values: Values) -> None:
        movements, actor = self.session.crm.movements, self.session.actor
        day, reason = typed_day(self.session, values) or 0, str(values["reason"])
        self.do_with_many(
            chosen, lambda ids: movements.ask_extension(actor, ids, day, reason), ASKED
        )

    # The clock ----------------------------------------------------------------------------------

    def action_restart_clock(self) -> None:
        """Let the days count from today, with a reason."""
        row = self.allowed("clock.restart")
        if row is None:
            return
        chosen = self.chosen(row)
        dialog = FormDialog(
            batch_title(_("Count from today?"), row.name, chosen),
            lambda: [reason_field()],
            _("Restart"),
            lines=[_("The days until it is taken back start again, as for a new owner.")],
        )
        self.ask_values(dialog, partial(self._restart, chosen))

    def _restart(self, chosen: list[CustomerId], values: Values) -> None:
        movements, actor = self.session.crm.movements, self.session.actor
        reason = str(values["reason"])
        self.do_with_many(
            chosen, lambda ids: movements.restart_clock(actor, ids, reason), RESTARTED
        )


def _lock_lines(keeping: Keeping) -> Sequence[str]:
    quota, latest = keeping.quota, keeping.latest_lock_day
    lines = [
        _("Locked by the owner in this pool: {count} of {limit}").format(
            count=quota.locked, limit=quota.lock_limit
        )
    ]
    if latest is None:
        lines.append(_("The days of locking this customer are used up."))
    else:
        lines.append(_("This customer can be locked until {day}").format(day=day_words(latest)))
    return lines


def _extension_lines(keeping: Keeping) -> Sequence[str]:
    lines = []
    if keeping.last_day < NEVER:
        lines.append(_("Protected through {day}").format(day=day_words(keeping.last_day)))
    if keeping.latest_extension_day is not None:
        lines.append(
            _("More days can be asked for until {day}").format(
                day=day_words(keeping.latest_extension_day)
            )
        )
    if keeping.asked_until_day is not None:
        lines.append(
            _("Asked already: until {day}; it waits for a decision").format(
                day=day_words(keeping.asked_until_day)
            )
        )
    return lines
