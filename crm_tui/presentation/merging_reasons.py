"""Why two customers cannot become one, and where one went that did, in sentences."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.merging import (
    ChildCannotFollow,
    KeepTheHeldOne,
    MergedInto,
    MergeRefusal,
    NoRightToGive,
    NotOverBoth,
    SameCustomer,
)
from crm_tui.i18n import _
from crm_tui.presentation.words import name_in_sentence


def merge_refusal(reason: MergeRefusal) -> str:
    """Return why two customers cannot become one, and what would do."""
    match reason:
        case SameCustomer():
            return _("“{customer}” cannot be merged with itself.").format(
                customer=name_in_sentence(reason.customer)
            )
        case KeepTheHeldOne():
            return _(
                "{owner} holds “{given_up}” and “{kept}” is in the pool; keep the one that is held."
            ).format(
                owner=name_in_sentence(reason.owner),
                given_up=name_in_sentence(reason.given_up),
                kept=name_in_sentence(reason.kept),
            )
        case NotOverBoth():
            return _(
                "{kept} and {given_up} hold one each; only a manager of both and an administrator"
                " merge them."
            ).format(
                kept=name_in_sentence(reason.kept_owner),
                given_up=name_in_sentence(reason.given_up_owner),
            )
        case NoRightToGive():
            return _(
                "“{given_up}” is in the pool; only who may assign it to {owner} merges it."
            ).format(
                given_up=name_in_sentence(reason.given_up), owner=name_in_sentence(reason.owner)
            )
        case ChildCannotFollow():
            return _(
                "“{child}” belongs to the one given up and cannot belong to “{kept}”; give it"
                " another parent first."
            ).format(child=name_in_sentence(reason.child), kept=name_in_sentence(reason.kept))
        case MergedInto():
            return merged_into_sentence(reason.customer, reason.into_id, reason.into)
        case _:
            assert_never(reason)


def merged_into_sentence(customer: str, into_id: int | None, into: str) -> str:
    """Say where a customer went; whoever does not see that one is told only that it went."""
    gone = name_in_sentence(customer)
    if into_id is None:
        return _(
            "“{customer}” was merged into another customer; only undoing that brings it back."
        ).format(customer=gone)
    return _("“{customer}” was merged into {number} “{into}”.").format(
        customer=gone, number=into_id, into=name_in_sentence(into)
    )
