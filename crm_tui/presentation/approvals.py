"""Approvals in words: what is asked, how it stands, why something is not done without one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Literal, assert_never
from zoneinfo import ZoneInfo

from crm_tui.domain.approvals.records import (
    Approval,
    ApprovalAct,
    ApprovalContent,
    ApprovalRow,
    ApprovalStatus,
    Asked,
)
from crm_tui.domain.approvals.rules import (
    ApprovalAlreadyAsked,
    ApprovalAskedByOther,
    ApprovalNeeded,
    ApprovalNotNeeded,
    ApprovalNotOpen,
    ApprovalNotYours,
    ApprovalOutdated,
    ApprovalRefusal,
)
from crm_tui.domain.timelines import EntryKind
from crm_tui.i18n import N_, _
from crm_tui.presentation.moments import exact_moment
from crm_tui.presentation.money import amount
from crm_tui.presentation.products import share_text
from crm_tui.presentation.timeline_entries import ShownEntry, mapping
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import name_in_sentence

ApprovalEntry = Literal[
    EntryKind.APPROVAL_ASKED,
    EntryKind.APPROVAL_ANSWERED,
    EntryKind.APPROVAL_WITHDRAWN,
    EntryKind.APPROVAL_USED,
]
_WORDS: Mapping[Enum, str] = {
    ApprovalAct.QUOTE: N_("discount of a quote"),
    ApprovalAct.ORDER: N_("discount of an order"),
    ApprovalAct.CONTRACT: N_("signing a contract"),
    ApprovalAct.REFUND: N_("refund of a receipt"),
    ApprovalStatus.OPEN: N_("awaits an answer"),
    ApprovalStatus.GRANTED: N_("granted"),
    ApprovalStatus.REFUSED: N_("not granted"),
    ApprovalStatus.WITHDRAWN: N_("withdrawn"),
    ApprovalStatus.USED: N_("granted and done"),
}
_TONES: Mapping[ApprovalStatus, Tone] = {
    ApprovalStatus.OPEN: Tone.ACCENT,
    ApprovalStatus.GRANTED: Tone.GOOD,
    ApprovalStatus.REFUSED: Tone.WARN,
    ApprovalStatus.WITHDRAWN: Tone.DIM,
    ApprovalStatus.USED: Tone.DIM,
}
_IN_LISTS: Mapping[ApprovalStatus, str] = {
    ApprovalStatus.OPEN: N_("In approval"),
    ApprovalStatus.GRANTED: N_("Granted"),
    ApprovalStatus.REFUSED: N_("Not granted"),
}
_NEEDED: Mapping[ApprovalAct, str] = {
    ApprovalAct.QUOTE: N_("{number} is sent only after approval: {what}."),
    ApprovalAct.ORDER: N_("{number} is confirmed only after approval: {what}."),
    ApprovalAct.CONTRACT: N_("{number} is signed only after approval: {what}."),
    ApprovalAct.REFUND: N_("Something of {number} is given back only after approval: {what}."),
}
_STANDING = (ApprovalStatus.OPEN, ApprovalStatus.GRANTED)
_TITLES: Mapping[ApprovalEntry, tuple[str, Tone]] = {
    EntryKind.APPROVAL_ASKED: (N_("Approval asked for"), Tone.NORMAL),
    EntryKind.APPROVAL_ANSWERED: (N_("Approval granted"), Tone.GOOD),
    EntryKind.APPROVAL_WITHDRAWN: (N_("Approval withdrawn"), Tone.DIM),
    EntryKind.APPROVAL_USED: (N_("Done with approval"), Tone.DIM),
}


def approval_word(value: ApprovalAct | ApprovalStatus) -> str:
    """Return the word for what is asked, or for how it stands."""
    return _(_WORDS[value])


def approval_tone(status: ApprovalStatus) -> Tone:
    """Return how a row is coloured."""
    return _TONES[status]


def paper_word(usual: str, asked: Asked | None, *, is_draft: bool) -> str:
    """Return the word for where a paper stands; of a draft, how what was asked of it does."""
    if not is_draft or asked is None or not asked.is_told:
        return usual
    return _(_IN_LISTS[asked.status])


def paper_tone(usual: Tone, asked: Asked | None, *, is_draft: bool) -> Tone:
    """Return how that word is coloured."""
    if not is_draft or asked is None or not asked.is_told:
        return usual
    return approval_tone(asked.status)


def refund_words(asked: Asked | None) -> str:
    """Return that giving a receipt back waits for an answer, or is granted; else nothing."""
    words = {
        ApprovalStatus.OPEN: _("refund in approval"),
        ApprovalStatus.GRANTED: _("refund granted"),
    }
    return "" if asked is None else words.get(asked.status, "")


def paper_approval(found: Approval | None, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return what was asked of a paper, each part with its label: what, by whom, and the answer."""
    if found is None:
        return []
    row, content = found.row, found.row.content
    what = (amount(content.amount_minor, content.currency), discount_words(content.discount_share))
    when = exact_moment(row.asked_at, zone)
    who = _("{person}, on {when}: {note}").format(
        person=name_in_sentence(row.asked_by), when=when, note=name_in_sentence(row.reason)
    )
    is_open = row.status is ApprovalStatus.OPEN
    is_outdated = row.status in _STANDING and not found.is_current
    changed = _("The paper was changed since; it is asked anew.") if is_outdated else ""
    stands = (approval_word(row.status), f"{_('No.')} {row.id}", changed)
    people = _(", ").join(name_in_sentence(each.name) for each in found.deciders)
    said = [
        (_("Approval"), " · ".join(filter(None, stands))),
        (_("Asked for"), " · ".join(filter(None, (approval_word(content.act), *what)))),
        (_("Asked by"), who),
        (_("May answer"), people if is_open else ""),
        (_("Answer"), _answered(row, zone)),
    ]
    return [(label, text) for label, text in said if text]


def _answered(row: ApprovalRow, zone: ZoneInfo) -> str:
    if row.decided_at is None:
        return ""
    when = exact_moment(row.decided_at, zone)
    return " · ".join(filter(None, (answer_words(row), when)))


def discount_words(share: int | None) -> str:
    """Return how far something is below the list; nothing where it has to do with no list."""
    if share is None:
        return ""
    return _("{share} below the list").format(share=share_text(share))


def asked_words(content: ApprovalContent) -> str:
    """Return what is asked for, in one line: which paper, how much, how far below the list."""
    said = (
        *(
            approval_word(content.act),
            content.number,
            amount(content.amount_minor, content.currency),
        ),
        discount_words(content.discount_share),
    )
    return " · ".join(filter(None, said))


def answer_words(row: ApprovalRow) -> str:
    """Return how it was answered, by whom and with which words; nothing before that."""
    if row.status not in {ApprovalStatus.GRANTED, ApprovalStatus.REFUSED, ApprovalStatus.USED}:
        return ""
    who = _("{subject}: {words}").format(
        subject=name_in_sentence(row.decided_by), words=approval_word(row.status)
    )
    return " · ".join(filter(None, (who, name_in_sentence(row.note))))


def approval_refusal(reason: ApprovalRefusal) -> str:
    """Return why it is refused, and what to do instead."""
    match reason:
        case ApprovalNeeded():
            return " ".join(filter(None, (_needed(reason), _standing(reason))))
        case ApprovalNotNeeded():
            return _("{number} needs no approval as it is.").format(number=reason.number)
        case ApprovalAlreadyAsked() | ApprovalNotOpen():
            is_asked = isinstance(reason, ApprovalAlreadyAsked)
            said = _("This was asked already") if is_asked else _("It is closed")
            return _("{said}: approval {id}, {status}.").format(
                said=said, id=reason.approval_id, status=approval_word(reason.status)
            )
        case ApprovalOutdated():
            return _(
                "{number} was changed since approval {id} was asked; it is asked anew."
            ).format(number=reason.number, id=reason.approval_id)
        case ApprovalNotYours():
            return _not_yours(reason)
        case ApprovalAskedByOther():
            return _("Approval {id} was asked by {person}; only they withdraw it.").format(
                id=reason.approval_id, person=name_in_sentence(reason.asked_by)
            )
        case _:
            assert_never(reason)


def approval_hint(reason: ApprovalNeeded) -> str | None:
    """Return how to ask for it in the shell, None where an answer is awaited."""
    if reason.is_asked:
        return None
    return _("Ask for it: crm approval ask {act} {number} --reason …").format(
        act=reason.act.value, number=reason.number
    )


def _needed(reason: ApprovalNeeded) -> str:
    what = (discount_words(reason.discount_share), amount(reason.amount_minor, reason.currency))
    return _(_NEEDED[reason.act]).format(
        number=reason.number, what=_(", ").join(filter(None, what))
    )


def _standing(reason: ApprovalNeeded) -> str:
    match reason.status:
        case ApprovalStatus.OPEN:
            return _("It was asked as approval {id}; the answer is awaited.").format(
                id=reason.asked_id
            )
        case ApprovalStatus.REFUSED:
            return _("Approval {id} was not granted: {answer}").format(
                id=reason.asked_id, answer=name_in_sentence(reason.answer)
            )
        case _:
            return _("It was changed since it was granted.") if reason.was_granted else ""


def _not_yours(reason: ApprovalNotYours) -> str:
    if reason.is_own:
        return _("You asked for approval {id} yourself; somebody else answers it.").format(
            id=reason.approval_id
        )
    return _(
        "Approval {id} is answered by somebody above {person}, or who may grant approvals."
    ).format(id=reason.approval_id, person=name_in_sentence(reason.asked_by))


def shown_approval(kind: ApprovalEntry, facts: Mapping[str, object]) -> ShownEntry:
    """Return an entry of the timeline about an approval."""
    after = mapping(facts.get("after"))
    title, tone = _TITLES[kind]
    if after.get("status") == ApprovalStatus.REFUSED.value:
        title, tone = N_("Approval not granted"), Tone.WARN
    acts = {each.value: each for each in ApprovalAct}
    act, minor = acts.get(str(after.get("act"))), after.get("amount_minor")
    share = after.get("discount_share")
    said = (
        "" if act is None else approval_word(act),
        str(after.get("number") or ""),
        amount(minor, str(after.get("currency") or "CNY")) if isinstance(minor, int) else "",
        discount_words(share) if isinstance(share, int) else "",
    )
    words = name_in_sentence(str(after.get("reason") or after.get("note") or ""))
    lines = (" · ".join(filter(None, said)), words)
    return ShownEntry("✓", _(title), tuple(filter(None, lines)), tone)
