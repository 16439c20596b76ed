"""The way from a refusal to the hand-over that it asks for."""

from __future__ import annotations

from textual.content import Content

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.users import Permission
from crm_tui.errors import CrmError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.tui.operations import Operations
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.dialogs import ConfirmDialog


def offer_handover(
    session: Session, operations: Operations, leaver_id: UserId, error: CrmError
) -> None:
    """Say what was refused, and open the hand-over of this person's customers if it is wanted."""
    if not session.person.may(Permission.HAND_OVER):
        operations.show_error(error)
        return

    def answered(confirmed: bool | None) -> None:
        from crm_tui.tui.screens.handovers import HandoverScreen  # noqa: PLC0415

        if confirmed:
            operations.push_screen(HandoverScreen(session, leaver_id))

    question = ConfirmDialog(
        _("Hand over first?"),
        Content(errors.sentence(error)),
        yes=_("Hand over"),
        no=_("Not now"),
    )
    operations.push_screen(question, answered)
