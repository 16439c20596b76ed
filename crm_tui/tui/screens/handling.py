"""What others wait for, dealt with by a key: hand-overs, more days, clashes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from textual import on

from crm_tui.domain.approvals.records import ApprovalRow
from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.disputes import (
    WHOLE_SHARE,
    DisputeOutcome,
    DisputeRow,
    Evidence,
    SideEvidence,
)
from crm_tui.domain.events import Changed
from crm_tui.domain.extensions import ExtensionRow
from crm_tui.domain.handovers import HandoverLineRow
from crm_tui.domain.identifiers import CustomerId, HandoverId
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.day_headings import Heading
from crm_tui.presentation.moments import exact_moment
from crm_tui.presentation.words import more_words, name_in_sentence
from crm_tui.tui.outcomes import DECLINED, GRANTED
from crm_tui.tui.record_commands import RecordCommands
from crm_tui.tui.record_commands.fields import REASON_LIMIT, day_words, reason_field
from crm_tui.tui.screens.today_queue import QueueItem
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField, TextField, ValueField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.values import dataclass

_LISTED = 12
_EVEN_SHARE = "50"


@dataclass(frozen=True, slots=True)
class _Confirmed:
    """What confirming changed, and how many customers it was about."""

    changed: Changed
    number: int


class HandlingCommands(RecordCommands[None]):
    """A screen with things that wait for a decision; it says which are chosen."""

    @abstractmethod
    def chosen_items(self) -> list[QueueItem]:
        """Return the marked items, or the one under the cursor when none is marked."""

    @abstractmethod
    def open_claim(self, item: QueueItem) -> None:
        """Show what came into the bank, the cursor on what somebody claims."""

    def why_not_handle(self) -> str | None:
        """Return why there is nothing to decide under the cursor, or None."""
        if any(each.asked is not None or _is_claim(each) for each in self.chosen_items()):
            return None
        return _("Nothing here waits for your decision.")

    def action_handle(self) -> None:
        """Deal with what is chosen: all of the kind of the first."""
        refusal = self.why_not_handle()
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
            return
        chosen = self.chosen_items()
        asked = [each.asked for each in chosen if each.asked is not None]
        if not asked:
            # Claims are confirmed where what came stands, with all that the bank says.
            self.open_claim(next(filter(_is_claim, chosen)))
            return
        match asked[0]:
            case HandoverLineRow():
                self._confirm([each for each in asked if isinstance(each, HandoverLineRow)])
            case ExtensionRow():
                self._ask_grant([each for each in asked if isinstance(each, ExtensionRow)])
            case ApprovalRow() as approval:
                self._ask_approval(approval)
            case DisputeRow() as dispute:
                disputes, actor = self.session.crm.disputes, self.session.actor
                self.operations.ask(
                    lambda: disputes.evidence(actor, dispute.id),
                    self._ask_decision,
                    key="evidence",
                    opens=True,
                )

    # What was handed over -----------------------------------------------------------------------

    def _confirm(self, lines: Sequence[HandoverLineRow]) -> None:
        slips: dict[HandoverId, list[CustomerId]] = {}
        for line in lines:
            slips.setdefault(line.handover_id, []).append(line.customer_id)
        for handover_id, customer_ids in slips.items():
            # Without marks the whole slip is meant: nobody confirms a hundred lines one by one.
            self._confirm_slip(handover_id, customer_ids if self.marked_count else None)
        self.batch_done()

    def _confirm_slip(self, handover_id: HandoverId, customer_ids: list[CustomerId] | None) -> None:
        handovers, actor, tell = self.session.crm.handovers, self.session.actor, self.operations

        def told(confirmed: _Confirmed) -> None:
            said = ngettext("{count} taken over", "{count} taken over", confirmed.number)
            tell.tell(said.format(count=confirmed.number))

        self.operations.perform(
            lambda: _Confirmed(*handovers.confirm(actor, handover_id, customer_ids)), told
        )

    # More days ----------------------------------------------------------------------------------

    def _ask_grant(self, requests: Sequence[ExtensionRow]) -> None:
        lines = [_request_words(each) for each in requests[:_LISTED]]
        if len(requests) > _LISTED:
            lines.append(more_words(len(requests) - _LISTED))
        answers = [
            Choice(True, _("Grant"), "ty tongyi grant"),
            Choice(False, _("Refuse"), "jj jujue refuse"),
        ]
        dialog = FormDialog(
            _("More days?"),
            lambda: [
                ChoiceField(_("Answer"), answers, True, required=True, id="answer"),
                TextField(_("Note"), limit=REASON_LIMIT, id="note"),
            ],
            _("Decide"),
            lines=lines,
        )
        self.ask_values(dialog, partial(self._grant, requests))

    def _grant(self, requests: Sequence[ExtensionRow], values: Values) -> None:
        movements, actor = self.session.crm.movements, self.session.actor
        ids = [each.id for each in requests]
        is_granted, note = bool(values["answer"]), str(values["note"])
        self.do_with_each(
            lambda: movements.decide_extension(actor, ids, is_granted=is_granted, note=note),
            GRANTED if is_granted else DECLINED,
        )

    # Approvals ----------------------------------------------------------------------------------

    def _ask_approval(self, row: ApprovalRow) -> None:
        from crm_tui.presentation.approvals import asked_words  # noqa: PLC0415 - seldom there

        answers = [
            Choice(True, _("Grant"), "ty tongyi grant"),
            Choice(False, _("Do not grant"), "bty jujue refuse"),
        ]
        who = _("{person}: {reason}").format(
            person=name_in_sentence(row.asked_by), reason=name_in_sentence(row.reason)
        )
        dialog = FormDialog(
            _("Approval {id}").format(id=row.id),
            lambda: [
                ChoiceField(_("Answer"), answers, True, required=True, id="answer"),
                TextField(_("Note"), limit=REASON_LIMIT, id="note"),
            ],
            _("Decide"),
            lines=[asked_words(row.content), name_in_sentence(row.customer), who],
        )
        self.ask_values(dialog, partial(self._answer_approval, row))

    def _answer_approval(self, row: ApprovalRow, values: Values) -> None:
        approvals, actor = self.session.crm.approvals, self.session.actor
        is_granted, note = bool(values["answer"]), str(values["note"])
        if not is_granted and not note.strip():
            self.operations.tell(_("Say why it is not granted."), severity="warning")
            self._ask_approval(row)
            return
        answer = approvals.grant if is_granted else approvals.refuse
        words = _("{number}: granted · u takes it back")
        if not is_granted:
            words = _("{number}: not granted · u takes it back")
        said = words.format(number=row.content.number)
        self.operations.perform(
            lambda: answer(actor, row.id, note), lambda _changed: self.operations.tell(said)
        )

    # Clashes ------------------------------------------------------------------------------------

    def _ask_decision(self, evidence: Evidence) -> None:
        dispute = evidence.dispute
        title = _("Whose is it?  {customer}").format(customer=name_in_sentence(dispute.customer))
        dialog = DecisionDialog(
            title,
            lambda: _decision_fields(dispute),
            _("Decide"),
            lines=self._evidence_lines(evidence),
        )
        self.ask_values(dialog, partial(self._decide, dispute))

    def _evidence_lines(self, evidence: Evidence) -> list[str]:
        dispute = evidence.dispute
        filed = _("{person} reported: {note}").format(
            person=name_in_sentence(dispute.filed_by), note=name_in_sentence(dispute.note)
        )
        first = evidence.entered_first
        sides = [
            self._side_words(side, is_first=side.user_id == first)
            for side in (evidence.filer, evidence.other)
        ]
        return [filed, "", *sides]

    def _side_words(self, side: SideEvidence, *, is_first: bool) -> str:
        zone = self.session.zone
        said = [name_in_sentence(side.person)]
        if side.entered_at is None:
            said.append(_("did not enter it"))
        else:
            words = _("entered it first, {when}") if is_first else _("entered it {when}")
            said.append(words.format(when=exact_moment(side.entered_at, zone)))
        if side.held_since is not None:
            day = date_of(day_of(side.held_since, zone)).isoformat()
            said.append(_("held it since {day}").format(day=day))
        said.append(_follow_ups(side, zone))
        return " · ".join(said)

    def _decide(self, dispute: DisputeRow, values: Values) -> None:
        disputes, actor = self.session.crm.disputes, self.session.actor
        outcome: DisputeOutcome = values["outcome"]
        share = int(values["share"]) if outcome is DisputeOutcome.SHARED else None
        reason = str(values["reason"])
        self.operations.perform(
            lambda: disputes.decide(actor, dispute.id, outcome, reason, share=share),
            lambda _changed: self.operations.tell(_("Decided; both sides see it")),
        )


class DecisionDialog(FormDialog):
    """Asks whose a customer is; for shares only where both are to have it."""

    def on_mount(self) -> None:
        """Begin with the decision."""
        super().on_mount()
        self._show_share()

    @on(FormField.Changed)
    def _show_share(self) -> None:
        outcome = self.query_one("#outcome", ChoiceField).value
        self.query_one("#share").display = outcome is DisputeOutcome.SHARED


def _is_claim(item: QueueItem) -> bool:
    return item.heading is Heading.CLAIM


def _request_words(request: ExtensionRow) -> str:
    return _("{person} · {customer}: from {last} to {until}: {reason}").format(
        person=name_in_sentence(request.asked_by),
        customer=name_in_sentence(request.customer),
        last=day_words(request.last_day),
        until=day_words(request.until_day),
        reason=name_in_sentence(request.reason),
    )


def _follow_ups(side: SideEvidence, zone: ZoneInfo) -> str:
    count = side.effective_follow_ups
    said = ngettext("{count} effective follow-up", "{count} effective follow-ups", count)
    told = (side.first_follow_up_at, side.last_follow_up_at)
    days = [date_of(day_of(each, zone)).isoformat() for each in told if each is not None]
    return f"{said.format(count=count)} {' → '.join(dict.fromkeys(days))}".rstrip()


def _decision_fields(dispute: DisputeRow) -> list[FormField[Any]]:
    filer, other = name_in_sentence(dispute.filed_by), name_in_sentence(dispute.against)
    outcomes = [
        Choice(DisputeOutcome.FILER, _("to {person}").format(person=filer)),
        Choice(DisputeOutcome.OTHER, _("to {person}").format(person=other)),
        Choice(DisputeOutcome.SHARED, _("shared by both"), "gt gongtong shared"),
    ]
    return [
        ChoiceField(_("Decision"), outcomes, required=True, id="outcome"),
        ValueField(
            _("Share of {person} in %").format(person=filer),
            _EVEN_SHARE,
            why_wrong=_share_fault,
            id="share",
        ),
        reason_field(),
    ]


def _share_fault(text: str) -> str | None:
    if text.isascii() and text.isdigit() and 0 < int(text) < WHOLE_SHARE:
        return None
    return _("A share is 1 to 99 percent.")
