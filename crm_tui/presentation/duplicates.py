"""The words for customers that may be one: in what they are the same, and what that means."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from crm_tui.domain.customers import DuplicateMatch, Standing
from crm_tui.i18n import N_, _
from crm_tui.presentation.words import name_in_sentence

if TYPE_CHECKING:
    from crm_tui.domain.duplicates import MatchKind, MatchLevel


def duplicate(match: DuplicateMatch) -> str:
    """Return who has a customer that may be the same, and in what, or that it can be claimed."""
    customer, key = name_in_sentence(match.customer), name_in_sentence(match.key)
    if match.kind == "name":
        is_told = match.visible and customer
        same = _("“{customer}” exists already") if is_told else _SAME["name"]
    else:
        same = _SAME[match.kind.value]
    same = _(same).format(customer=customer, key=key)
    if match.kind != "name" and match.visible and customer:
        same = _("{same}, “{customer}”").format(same=same, customer=customer)
    if match.standing is not Standing.NORMAL:
        return _set_aside(same, match)
    if match.claimable:
        return _("{same}: {customer} is in the pool “{pool}” and can be claimed.").format(
            same=same, customer=customer, pool=name_in_sentence(match.pool)
        )
    if match.owner:
        return _("{same}; {owner} holds it.").format(same=same, owner=name_in_sentence(match.owner))
    if match.department:
        return _("{same}; somebody in {department} holds it.").format(
            same=same, department=name_in_sentence(match.department)
        )
    return _("{same}.").format(same=same)


_SAME = {
    "name": N_("A customer of this name exists already"),
    "credit_code": N_("A customer with the credit code {key} exists already"),
    "former_name": N_("A customer was called “{key}” before or is so now"),
    "short_name": N_("A customer is called “{key}” for short"),
    "core_name": N_("A customer with the like name “{key}” exists already"),
    "mobile": N_("A customer with the phone {key} exists already"),
    "fixed_line": N_("A customer with the phone {key} exists already"),
    "wechat": N_("A customer with the WeChat account {key} exists already"),
    "email": N_("A customer with the e-mail address {key} exists already"),
    "domain": N_("A customer with the web domain {key} exists already"),
}


def _set_aside(same: str, found: DuplicateMatch) -> str:
    reason = name_in_sentence(found.standing_reason)
    match found.standing:
        case Standing.INVALID:
            return _("{same}; it was marked as invalid: {reason}.").format(same=same, reason=reason)
        case Standing.BLACKLISTED:
            return _("{same}; it is on the blacklist: {reason}.").format(same=same, reason=reason)
        case Standing.DELETED:
            return _("{same}; it was deleted lately and can be restored.").format(same=same)
        case Standing.NORMAL:
            return _("{same}.").format(same=same)
        case _:
            assert_never(found.standing)


_KINDS = {
    "credit_code": N_("the credit code"),
    "name": N_("the whole name"),
    "former_name": N_("a former name"),
    "mobile": N_("a mobile number"),
    "wechat": N_("a WeChat account"),
    "email": N_("an e-mail address"),
    "short_name": N_("the short name"),
    "core_name": N_("the name without place and legal form"),
    "fixed_line": N_("a fixed line or switchboard"),
    "domain": N_("the web domain"),
}
_LEVELS = {
    "block": N_("stops the entry"),
    "warn": N_("asks first"),
    "hint": N_("is only shown"),
    "off": N_("is not looked for"),
}


def match_kind_word(kind: MatchKind) -> str:
    """Return in what two customers are the same."""
    return _(_KINDS[kind.value])


def level_word(level: MatchLevel) -> str:
    """Return what a match of a level does."""
    return _(_LEVELS[level.value])
