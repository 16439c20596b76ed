"""@colleagues: who is told of a follow-up, and who is named but may not see the customer."""

from __future__ import annotations

from collections.abc import Collection

from crm_tui.db.queries import mentions, notices
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import CustomerId, FollowUpId, UserId
from crm_tui.domain.mentions import (
    MOST_MENTIONS,
    NOBODY_TOLD,
    Colleague,
    Told,
    Untold,
    WhyNotTold,
    has_mention,
    mentions_of,
)
from crm_tui.domain.notices import NoticeKind


def would_tell(
    view: View, customer_id: CustomerId, content: str, chosen: Collection[UserId] = ()
) -> Told:
    """Return who would be told of what is written: those chosen and those behind an @."""
    if not chosen and not has_mention(content):
        return NOBODY_TOLD
    everybody = mentions.colleagues(view)
    named = mentions_of(content, everybody)
    picked = {each.id: each for each in everybody if each.id in chosen}
    picked |= {each.id: each for each in named.colleagues}
    picked.pop(view.person.user_id, None)
    wanted = list(picked.values())
    seeing = [
        each for each in wanted[:MOST_MENTIONS] if mentions.may_see(view, each.id, customer_id)
    ]
    untold = [*named.untold, *_left_out(wanted, seeing)]
    return Told(tuple(seeing), tuple(untold))


def _left_out(wanted: list[Colleague], seeing: list[Colleague]) -> list[Untold]:
    return [
        Untold(each.name, WhyNotTold.CANNOT_SEE if at < MOST_MENTIONS else WhyNotTold.TOO_MANY)
        for at, each in enumerate(wanted)
        if each not in seeing
    ]


def tell_mentioned(
    unit: Unit,
    customer_id: CustomerId,
    follow_up_id: FollowUpId,
    content: str,
    chosen: Collection[UserId] = (),
    *,
    before: str = "",
) -> Told:
    """Tell who is named in a follow-up; those named already in what stood there `before` know."""
    told = would_tell(unit, customer_id, content, chosen)
    if before and told.people:
        known = {each.id for each in mentions_of(before, told.people).colleagues}
        told = Told(tuple(each for each in told.people if each.id not in known), told.untold)
    for each in told.people:
        notices.tell(
            unit,
            each.id,
            NoticeKind.MENTION,
            customer_id=customer_id,
            record_id=follow_up_id,
            words=content,
        )
    return told
