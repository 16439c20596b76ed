"""Approvals as people use them: asked with a reason, answered with a word, let go."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from crm_tui.db.queries import approvals, notices, papers
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.approvals.papers import (
    APPROVAL_SETTINGS,
    KIND,
    ApprovalSettings,
    to_json,
    with_setting,
)
from crm_tui.domain.approvals.records import (
    Approval,
    ApprovalContent,
    ApprovalRequest,
    ApprovalRow,
    ApprovalStatus,
    ApprovalWish,
    Decider,
)
from crm_tui.domain.approvals.rules import (
    NEEDED,
    ApprovalNotOpen,
    ApprovalRefusal,
    why_not_answer,
    why_not_ask,
    why_not_grant,
    why_not_refuse,
    why_not_withdraw,
)
from crm_tui.domain.events import (
    ApprovalAnswered,
    ApprovalAsked,
    ApprovalSettingsChanged,
    ApprovalWithdrawn,
    Changed,
)
from crm_tui.domain.identifiers import ApprovalId
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.text import clean
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotPermittedError, RefusedError
from crm_tui.services import access
from crm_tui.services.approvals import contents
from crm_tui.services.approvals.asked import deciders_of, is_current, whole
from crm_tui.services.checks import checked_reason, checked_text
from crm_tui.values import dataclass

LISTED = 200
NOTE_LIMIT = 500
_STANDING = (ApprovalStatus.OPEN, ApprovalStatus.GRANTED)
TOLD = {
    ApprovalStatus.GRANTED: NoticeKind.APPROVAL_GRANTED,
    ApprovalStatus.REFUSED: NoticeKind.APPROVAL_REFUSED,
}


@dataclass(frozen=True, slots=True)
class ApprovalWritten:
    """What was asked, and who may answer it, the nearest above first."""

    approval_id: ApprovalId
    changed: Changed
    deciders: tuple[Decider, ...]


@dataclass(frozen=True, slots=True)
class Approvals:
    """What has to be granted before it is done, as who asks and who answers see it."""

    database: Database

    def list(
        self, actor: Actor, request: ApprovalRequest, *, limit: int = LISTED
    ) -> list[ApprovalRow]:
        """Return what one asked or may answer, the newest first."""
        with self.database.reading(actor) as view:
            return shown(view, approvals.approvals(view, request, limit))

    def show(self, actor: Actor, approval_id: ApprovalId) -> Approval:
        """Return what was asked; raise NotFoundError for what one neither asked nor answers."""
        with self.database.reading(actor) as view:
            row = approvals.approval(view, approval_id)
            return shown_one(view, whole(view, row))

    def settings(self, actor: Actor) -> ApprovalSettings:
        """Return what the office wants to be asked for."""
        with self.database.reading(actor) as view:
            return contents.settings_of(view)

    @operation(Permission.MANAGE_OFFICE)
    def change_settings(self, actor: Actor, changes: Mapping[str, str]) -> Changed:
        """Change settings, each given as a person writes it.

        Raises FieldError for one that there is not, or a value that cannot be.
        """
        with self.database.writing(actor) as unit:
            old = new = contents.settings_of(unit)
            for name, text in changes.items():
                if name not in APPROVAL_SETTINGS:
                    raise FieldError("setting", "unknown", name[:40])
                found = with_setting(new, name, clean(text), unit.office.currency)
                if isinstance(found, str):
                    raise FieldError(f"approval_{name}", found, clean(text)[:40])
                new = found
            if new != old:
                papers.set_paper(unit, KIND, {"settings": to_json(new)})
                unit.record(ApprovalSettingsChanged(before=to_json(old), after=to_json(new)))
        return unit.changed

    @operation(Permission.VIEW)
    def ask(self, actor: Actor, wish: ApprovalWish, reason: str) -> ApprovalWritten:
        """Ask to do something with a paper as it now is; what was asked of it before is let go.

        Raises RefusedError for what need not be asked, or was asked already just so.
        """
        words = checked_reason(reason)
        with self.database.writing(actor) as unit:
            needed = NEEDED[wish.act]
            if not unit.person.may(needed):
                raise NotPermittedError(needed.value)
            weighed = contents.of_wish(unit, wish)
            content = weighed.content
            access.editable(unit, content.customer_id)
            known = approvals.last_of(unit, content)
            is_needed = weighed.is_needed and not contents.by_its_quote(unit, weighed)
            _refuse(why_not_ask(content, known, needed=is_needed))
            for each in approvals.let_go_others(unit, content):
                _record_withdrawn(unit, content, each, ApprovalStatus.OPEN)
            approval_id = approvals.add_approval(unit, content, words)
            unit.record(
                ApprovalAsked(
                    customer_id=content.customer_id,
                    record_id=approval_id,
                    after={**_told(content), "reason": words},
                )
            )
            row = approvals.approval(unit, approval_id)
            return ApprovalWritten(approval_id, unit.changed, deciders_of(unit, row))

    @operation(Permission.VIEW)
    def grant(self, actor: Actor, approval_id: ApprovalId, note: str = "") -> Changed:
        """Let it be done once, as the paper is now; who asked is told."""
        with self.database.writing(actor) as unit:
            row = _answerable(unit, approval_id)
            _refuse(why_not_grant(row, is_current=is_current(unit, row)))
            _answer(unit, row, (ApprovalStatus.OPEN,), ApprovalStatus.GRANTED, note)
        return unit.changed

    @operation(Permission.VIEW)
    def refuse(self, actor: Actor, approval_id: ApprovalId, note: str) -> Changed:
        """Say no and why, or take back a grant that was not used; who asked is told."""
        words = checked_reason(note)
        with self.database.writing(actor) as unit:
            row = _answerable(unit, approval_id)
            _refuse(why_not_refuse(row))
            _answer(unit, row, _STANDING, ApprovalStatus.REFUSED, words)
        return unit.changed

    @operation(Permission.VIEW)
    def withdraw(self, actor: Actor, approval_id: ApprovalId) -> Changed:
        """Let go what one asked, granted or not, as long as it was not used."""
        with self.database.writing(actor) as unit:
            row = approvals.approval(unit, approval_id)
            _refuse(why_not_withdraw(row, by=unit.person))
            if not approvals.set_status(unit, row.id, _STANDING, ApprovalStatus.WITHDRAWN):
                _refuse_changed(unit, row)
            _record_withdrawn(unit, row.content, row.id, row.status)
        return unit.changed


def _answerable(unit: Unit, approval_id: ApprovalId) -> ApprovalRow:
    row = approvals.approval(unit, approval_id)
    refuse_not_decider(unit, row)
    return row


def refuse_not_decider(view: View, row: ApprovalRow) -> None:
    """Raise RefusedError for who may not answer what was asked."""
    deciders = approvals.decider_ids(view, row.asked_by_id)
    _refuse(why_not_answer(row, by=view.person, deciders=deciders))


def _answer(
    unit: Unit,
    row: ApprovalRow,
    was: Collection[ApprovalStatus],
    status: ApprovalStatus,
    note: str,
) -> None:
    words = checked_text("note", note, limit=NOTE_LIMIT)
    if not approvals.answer(unit, row.id, was, status, words):
        _refuse_changed(unit, row)
    before = {
        "status": row.status,
        "note": row.note,
        "decided_by_id": row.decided_by_id,
        "decided_at": row.decided_at,
    }
    unit.record(
        ApprovalAnswered(
            customer_id=row.content.customer_id,
            record_id=row.id,
            before=before,
            after={**_told(row.content), "status": status, "note": words},
        )
    )
    if row.status in TOLD:
        notices.take_back(unit, TOLD[row.status], row.id, [row.asked_by_id])
    said = " · ".join(filter(None, (row.content.number, words)))
    notices.tell(
        unit,
        row.asked_by_id,
        TOLD[status],
        customer_id=row.content.customer_id,
        record_id=row.id,
        words=said,
    )


def _record_withdrawn(
    unit: Unit, content: ApprovalContent, approval_id: ApprovalId, was: ApprovalStatus
) -> None:
    unit.record(
        ApprovalWithdrawn(
            customer_id=content.customer_id,
            record_id=approval_id,
            before={"status": was},
            after=_told(content),
        )
    )


def _refuse_changed(unit: Unit, row: ApprovalRow) -> None:
    now = approvals.stored(unit, row.id)
    raise RefusedError(ApprovalNotOpen(row.id, now.status))


def _refuse(refusal: ApprovalRefusal | None) -> None:
    if refusal is not None:
        raise RefusedError(refusal)


def _told(content: ApprovalContent) -> dict[str, object]:
    return {
        "act": content.act,
        "number": content.number,
        "amount_minor": content.amount_minor,
        "currency": content.currency,
        "discount_share": content.discount_share,
    }
