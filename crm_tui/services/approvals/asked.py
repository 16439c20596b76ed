"""What was asked, whole: who may answer it, and whether its paper is still the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from crm_tui.db.queries import approvals, users
from crm_tui.db.unit_of_work import View
from crm_tui.domain.approvals.records import Approval, ApprovalRow, ApprovalWish, Decider
from crm_tui.domain.contracts.records import Contract
from crm_tui.domain.orders.records import Order
from crm_tui.domain.payments.records import Payment
from crm_tui.domain.quotes.records import Quote
from crm_tui.errors import NotFoundError
from crm_tui.services.approvals import contents

_NAMED = 5

PaperT = TypeVar("PaperT", Quote, Order, Contract, Payment)


def with_approval(view: View, paper: PaperT) -> PaperT:
    """Return a paper that this person sees, with what was asked of it last, if anything was."""
    asked = paper.row.asked
    if asked is None:
        return paper
    return replace(paper, approval=whole(view, approvals.of_paper(view, asked)))


def whole(view: View, row: ApprovalRow) -> Approval:
    """Return what was asked with who may answer, the nearest above first."""
    return Approval(row, deciders_of(view, row), is_current(view, row))


def is_current(view: View, row: ApprovalRow) -> bool:
    """Return whether the paper is as it was asked for; one that was taken out is not.

    Read as who asked sees it: whoever answers knows this much of a paper out of their sight.
    """
    content = row.content
    wish = ApprovalWish(content.act, content.record_id, content.amount_minor)
    try:
        asker = users.person(view.connection, row.asked_by_id, view.today)
        found = contents.of_wish(replace(view, person=asker), wish)
    except NotFoundError:
        return False
    return found.content.mark == content.mark


def deciders_of(view: View, row: ApprovalRow) -> tuple[Decider, ...]:
    """Return who may answer what somebody asked: only some where many may."""
    ids = approvals.decider_ids(view, row.asked_by_id)[:_NAMED] or (row.asked_by_id,)
    return tuple(Decider(each, users.name_of(view.connection, each)) for each in ids)
