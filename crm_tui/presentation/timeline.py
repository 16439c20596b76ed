"""What happened to a customer, as a stream of titles and lines ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, assert_never
from zoneinfo import ZoneInfo

from crm_tui.domain.customers import CUSTOM_PREFIX, Standing
from crm_tui.domain.days import date_of
from crm_tui.domain.disputes import DisputeOutcome
from crm_tui.domain.extensions import ExtensionStatus
from crm_tui.domain.follow_ups import CommentRow, FollowUpRow, Mood
from crm_tui.domain.pools import PeriodEnd, PeriodStart
from crm_tui.domain.timelines import EntryKind, TimelineEntry
from crm_tui.i18n import N_, _
from crm_tui.presentation.companies import CompanyKind, shown_company
from crm_tui.presentation.dates import happened_moment, relative_moment
from crm_tui.presentation.money import amount
from crm_tui.presentation.timeline_entries import ShownEntry, mapping
from crm_tui.presentation.timeline_selling import SaleKind, shown_sale
from crm_tui.presentation.timeline_statuses import shown_level, shown_type, shown_was_lead
from crm_tui.presentation.timeline_work import WorkKind, shown_plan, shown_work
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import (
    coded_word,
    deciding_word,
    field_label,
    ineffective_word,
    name_in_sentence,
    word,
)

_METHOD_ICONS = {
    "电话": "☎",
    "Call": "☎",
    "拜访": "⌂",
    "Visit": "⌂",
    "邮件": "✉",
    "Email": "✉",
}
_FOLLOW_UP_ICON = "✎"
_SHOWN_CHANGES = 6
_EDITS: Mapping[EntryKind, str] = {
    EntryKind.EDITED: N_("Customer edited"),
    EntryKind.CONTACT_EDITED: N_("Contact edited"),
}
_EDITED_INSTANTS = frozenset({"first_contact_day", "founded_on"})


def shown_entry(
    entry: TimelineEntry, *, now: datetime, zone: ZoneInfo, currency: str
) -> ShownEntry:
    """Return an entry as it is shown; who and when stand beside it."""
    match entry.kind:
        case EntryKind.FOLLOW_UP | EntryKind.NEXT_CONTACT_SET:
            is_plan = entry.kind is EntryKind.NEXT_CONTACT_SET
            plan = shown_plan(entry.facts, now, zone) if is_plan else None
            return plan or _follow_up(entry.follow_up, now, zone)
        case EntryKind.PERIOD_STARTED | EntryKind.PERIOD_ENDED:
            started = entry.kind is EntryKind.PERIOD_STARTED
            return _period_started(entry.facts) if started else _period_ended(entry.facts)
        case EntryKind.EDITED | EntryKind.CONTACT_EDITED:
            return _edited(entry, currency)
        case EntryKind.TYPE_CHANGED | EntryKind.LEVEL_DECIDED:
            is_type = entry.kind is EntryKind.TYPE_CHANGED
            return shown_type(entry.facts) if is_type else shown_level(entry.facts)
        case (
            EntryKind.CREATED
            | EntryKind.CONTACT_ADDED
            | EntryKind.CONTACT_MOVED
            | EntryKind.CONTACT_JOINED
            | EntryKind.CONTACT_LEFT
        ):
            return _noted(entry.kind, entry.facts)
        case _:
            return _recorded(entry.kind, entry.facts)


_Noted = CompanyKind | Literal[EntryKind.CREATED, EntryKind.CONTACT_ADDED]
_Protected = Literal[
    EntryKind.MOVED,
    EntryKind.LOCKED,
    EntryKind.UNLOCKED,
    EntryKind.EXTENSION_ASKED,
    EntryKind.EXTENSION_DECIDED,
    EntryKind.CLOCK_RESTARTED,
    EntryKind.SET_ASIDE,
    EntryKind.DISPUTE_FILED,
    EntryKind.DISPUTE_DECIDED,
    EntryKind.DISPUTE_WITHDRAWN,
]
_Recorded = (
    _Protected
    | WorkKind
    | SaleKind
    | Literal[
        EntryKind.FOLLOW_UP_EDITED,
        EntryKind.FOLLOW_UP_DELETED,
        EntryKind.TEAM_JOINED,
        EntryKind.TEAM_CHANGED,
        EntryKind.TEAM_LEFT,
        EntryKind.RESTORED,
        EntryKind.MERGED,
        EntryKind.WAS_LEAD,
    ]
)


def _recorded(kind: _Recorded, facts: Mapping[str, object]) -> ShownEntry:
    match kind:
        case EntryKind.FOLLOW_UP_EDITED | EntryKind.FOLLOW_UP_DELETED:
            return _revised(kind, facts)
        case (
            EntryKind.DEAL_RECORDED
            | EntryKind.DEAL_VOIDED
            | EntryKind.DEAL_MARKED
            | EntryKind.OPPORTUNITY_ADDED
            | EntryKind.OPPORTUNITY_EDITED
            | EntryKind.OPPORTUNITY_MOVED
            | EntryKind.OPPORTUNITY_ENDED
            | EntryKind.OPPORTUNITY_REOPENED
            | EntryKind.OPPORTUNITY_DELETED
            | EntryKind.OPPORTUNITY_RESTORED
            | EntryKind.QUOTE_ADDED
            | EntryKind.QUOTE_EDITED
            | EntryKind.QUOTE_STATUS_SET
            | EntryKind.QUOTE_DELETED
            | EntryKind.QUOTE_RESTORED
            | EntryKind.CONTRACT_ADDED
            | EntryKind.CONTRACT_EDITED
            | EntryKind.CONTRACT_STATUS_SET
            | EntryKind.CONTRACT_DELETED
            | EntryKind.CONTRACT_RESTORED
            | EntryKind.ORDER_ADDED
            | EntryKind.ORDER_EDITED
            | EntryKind.ORDER_STATUS_SET
            | EntryKind.ORDER_DELETED
            | EntryKind.ORDER_RESTORED
            | EntryKind.ORDER_DELIVERED
            | EntryKind.ORDER_RETURNED
            | EntryKind.PROJECT_EDITED
            | EntryKind.USAGE_ADDED
            | EntryKind.USAGE_EDITED
            | EntryKind.USAGE_DELETED
            | EntryKind.USAGE_RESTORED
            | EntryKind.EXPENSE_ADDED
            | EntryKind.EXPENSE_EDITED
            | EntryKind.EXPENSE_DELETED
            | EntryKind.EXPENSE_RESTORED
            | EntryKind.PAYMENT_PLAN_ADDED
            | EntryKind.PAYMENT_PLAN_EDITED
            | EntryKind.PAYMENT_PLAN_DELETED
            | EntryKind.PAYMENT_PLAN_RESTORED
            | EntryKind.PAYMENT_ADDED
            | EntryKind.PAYMENT_EDITED
            | EntryKind.PAYMENT_DELETED
            | EntryKind.PAYMENT_RESTORED
            | EntryKind.INVOICE_ADDED
            | EntryKind.INVOICE_EDITED
            | EntryKind.INVOICE_VOIDED
            | EntryKind.INVOICE_DELETED
            | EntryKind.INVOICE_RESTORED
            | EntryKind.CREDIT_SET
            | EntryKind.APPROVAL_ASKED
            | EntryKind.APPROVAL_ANSWERED
            | EntryKind.APPROVAL_WITHDRAWN
            | EntryKind.APPROVAL_USED
        ):
            return shown_sale(kind, facts)
        case EntryKind.TEAM_JOINED | EntryKind.TEAM_CHANGED | EntryKind.TEAM_LEFT:
            return _team(kind, facts)
        case EntryKind.RESTORED | EntryKind.MERGED | EntryKind.WAS_LEAD:
            return _came_to_it(kind, mapping(facts.get("after")))
        case (
            EntryKind.MOVED
            | EntryKind.LOCKED
            | EntryKind.UNLOCKED
            | EntryKind.EXTENSION_ASKED
            | EntryKind.EXTENSION_DECIDED
            | EntryKind.CLOCK_RESTARTED
            | EntryKind.SET_ASIDE
            | EntryKind.DISPUTE_FILED
            | EntryKind.DISPUTE_DECIDED
            | EntryKind.DISPUTE_WITHDRAWN
        ):
            return _protected(kind, mapping(facts.get("after")))
        case _:
            return shown_work(kind, facts)


def _came_to_it(
    kind: Literal[EntryKind.RESTORED, EntryKind.MERGED, EntryKind.WAS_LEAD],
    after: Mapping[str, object],
) -> ShownEntry:
    if kind is EntryKind.WAS_LEAD:
        return shown_was_lead(after)
    if kind is EntryKind.MERGED:
        gone = name_in_sentence(str(after.get("name", "")))
        return ShownEntry("⇉", _("Another was merged into it"), (gone,), Tone.ACCENT)
    pool = _("pool “{pool}”").format(pool=name_in_sentence(str(after.get("pool", ""))))
    return ShownEntry("↺", _("Restored"), (pool,), Tone.ACCENT)


def _follow_up(row: FollowUpRow | None, now: datetime, zone: ZoneInfo) -> ShownEntry:
    if row is None:
        return ShownEntry(_FOLLOW_UP_ICON, _("Follow-up"), (), Tone.NORMAL)
    parts = [row.method or _("Follow-up"), row.result, name_in_sentence(row.contact)]
    if row.mood is not None:
        parts.append(_("customer {mood}").format(mood=word(row.mood)))
    lines = row.content.splitlines()
    for words, said in ((_("Needs: {text}"), row.needs), (_("Problems: {text}"), row.problems)):
        lines += [words.format(text=line) for line in said.splitlines() if line]
    if row.next_contact_at is not None:
        when = relative_moment(row.next_contact_at, now, zone)
        lines.append(f"→ {when} {row.next_contact_note}".rstrip())
    if not row.effective:
        why = ineffective_word(row.why_not_effective)
        lines.append(_("Does not count: {reason}").format(reason=why))
    lines += [_("▤ {name}").format(name=name) for name in row.files]
    lines += [line for each in row.comments for line in _comment_lines(each, now, zone)]
    return ShownEntry(
        _METHOD_ICONS.get(row.method, _FOLLOW_UP_ICON),
        " · ".join(filter(None, parts)),
        tuple(lines),
        _mood_tone(row.mood),
    )


def _comment_lines(comment: CommentRow, now: datetime, zone: ZoneInfo) -> list[str]:
    when = happened_moment(comment.at, now, zone)
    words = _("{person} commented {when}")
    if comment.task_id is not None:
        words = _("{person} commented {when} and gave a task")
    head = words.format(person=name_in_sentence(comment.author), when=when)
    return [f"✦ {head}", *(f"  {line}" for line in comment.content.splitlines())]


def _mood_tone(mood: Mood | None) -> Tone:
    match mood:
        case Mood.POSITIVE:
            return Tone.GOOD
        case Mood.NEGATIVE:
            return Tone.WARN
        case Mood.NEUTRAL | None:
            return Tone.NORMAL
        case _:
            assert_never(mood)


def _period_started(facts: Mapping[str, object]) -> ShownEntry:
    how, owner = facts.get("how"), name_in_sentence(str(facts.get("owner", "")))
    title = word(how) if isinstance(how, PeriodStart) else _("Taken over")
    if how is PeriodStart.ASSIGNED:
        title = _("Assigned to {person}").format(person=owner)
    # Whoever enters a customer holds it first, which is not counted as taking it over.
    words = (
        _("{owner}, from the pool “{pool}” (holder {number})")
        if facts.get("number")
        else _("{owner}, of the pool “{pool}”")
    )
    detail = words.format(
        owner=owner,
        pool=name_in_sentence(str(facts.get("pool", ""))),
        number=facts.get("number", ""),
    )
    return ShownEntry("⇄", title, (detail,), Tone.ACCENT)


def _period_ended(facts: Mapping[str, object]) -> ShownEntry:
    how = facts.get("how")
    title = word(how) if isinstance(how, PeriodEnd) else _("Given up")
    lines = [
        _("before held by {owner}").format(owner=name_in_sentence(str(facts.get("owner", "")))),
    ]
    said = [name_in_sentence(str(facts.get(name) or "")) for name in ("reason", "note")]
    if any(said):
        lines.append(_("Reason: {reason}").format(reason=" · ".join(filter(None, said))))
    if how is PeriodEnd.RECLAIMED and facts.get("deciding"):
        lines.append(_("Rule: {rule}").format(rule=deciding_word(str(facts["deciding"]))))
    tone = Tone.BAD if how is PeriodEnd.RECLAIMED else Tone.WARN
    return ShownEntry("↩", title, tuple(lines), tone)


def _label(name: str) -> str:
    """Return what a field is called; one of the office's own stands by its name."""
    own = name.removeprefix(CUSTOM_PREFIX)
    return field_label(name) if own == name else name_in_sentence(own)


def _edited(entry: TimelineEntry, currency: str) -> ShownEntry:
    title = _(_EDITS[entry.kind])
    before, after = mapping(entry.facts.get("before")), mapping(entry.facts.get("after"))
    changed = [name for name in after if before.get(name) != after.get(name)]
    lines = [
        _("{field}: {before} → {after}").format(
            field=_label(name),
            before=_value(name, before.get(name), currency),
            after=_value(name, after[name], currency),
        )
        for name in changed[:_SHOWN_CHANGES]
        if not name.endswith("_id")
    ]
    only_named = [_label(name) for name in changed if name.endswith("_id")]
    only_named += [_label(name) for name in changed[_SHOWN_CHANGES:]]
    if only_named:
        lines.append(_("also changed: {fields}").format(fields=_(", ").join(only_named)))
    return ShownEntry("±", title, tuple(lines), Tone.DIM)


def _noted(kind: _Noted, facts: Mapping[str, object]) -> ShownEntry:
    after = mapping(facts.get("after"))
    if kind is not EntryKind.CREATED and kind is not EntryKind.CONTACT_ADDED:
        return shown_company(kind, after)
    titles = {
        EntryKind.CREATED: ("＋", _("Customer entered")),
        EntryKind.CONTACT_ADDED: ("＋", _("Contact added")),
    }
    icon, title = titles[kind]
    name = name_in_sentence(str(after.get("name") or after.get("title") or ""))
    return ShownEntry(icon, title, (name,) if name else (), Tone.DIM)


def _revised(kind: EntryKind, facts: Mapping[str, object]) -> ShownEntry:
    """Say what a follow-up said before it was edited or deleted."""
    is_edit = kind is EntryKind.FOLLOW_UP_EDITED
    before = mapping(mapping(facts.get("before")).get("follow_up"))
    said = [str(before.get(name) or "") for name in ("content", "needs", "problems")]
    lines = tuple(
        _("before: {text}").format(text=line) for text in said for line in text.splitlines()
    )
    title = _("Follow-up edited") if is_edit else _("Follow-up deleted")
    return ShownEntry("±" if is_edit else "×", title, lines, Tone.DIM)


def _team(kind: EntryKind, facts: Mapping[str, object]) -> ShownEntry:
    after = mapping(facts.get("after"))
    titles = {
        EntryKind.TEAM_JOINED: _("Joined the team"),
        EntryKind.TEAM_CHANGED: _("Team changed"),
        EntryKind.TEAM_LEFT: _("Left the team"),
    }
    parts = [name_in_sentence(str(after.get("name") or ""))]
    if "role" in after:
        parts.append(coded_word("team_role", str(after["role"])))
        parts.append(_("read and write") if after.get("can_write") else _("read only"))
    until = after.get("until_day")
    if isinstance(until, int):
        parts.append(_("until {day}").format(day=date_of(until).isoformat()))
    return ShownEntry("☺", titles[kind], (" · ".join(filter(None, parts)),), Tone.DIM)


def _protected(kind: _Protected, after: Mapping[str, object]) -> ShownEntry:
    """Say what kept a customer longer, or moved it between pools, sides and lists."""
    lines = tuple(line for line in (_until(after), _said(after)) if line)
    match kind:
        case EntryKind.MOVED:
            pool = _("pool “{pool}”").format(pool=name_in_sentence(str(after.get("pool", ""))))
            return ShownEntry("⇄", _("Moved to another pool"), (pool,), Tone.ACCENT)
        case EntryKind.EXTENSION_DECIDED:
            if after.get("status") == ExtensionStatus.GRANTED.value:
                return ShownEntry("✓", _("More days granted"), lines, Tone.GOOD)
            return ShownEntry("×", _("More days refused"), lines, Tone.WARN)
        case EntryKind.SET_ASIDE:
            return ShownEntry("×", _aside(after), lines, Tone.BAD)
        case EntryKind.DISPUTE_DECIDED:
            return ShownEntry("⚑", _("Dispute decided"), (*_outcome(after), *lines), Tone.ACCENT)
        case _:
            icon, title, tone = _TITLES[kind]
            return ShownEntry(icon, _(title), lines, tone)


_Plain = Literal[
    EntryKind.LOCKED,
    EntryKind.UNLOCKED,
    EntryKind.EXTENSION_ASKED,
    EntryKind.CLOCK_RESTARTED,
    EntryKind.DISPUTE_FILED,
    EntryKind.DISPUTE_WITHDRAWN,
]
_TITLES: Mapping[_Plain, tuple[str, str, Tone]] = {
    EntryKind.LOCKED: ("■", N_("Locked"), Tone.ACCENT),
    EntryKind.UNLOCKED: ("□", N_("Lock lifted"), Tone.WARN),
    EntryKind.EXTENSION_ASKED: ("…", N_("More days asked for"), Tone.NORMAL),
    EntryKind.CLOCK_RESTARTED: ("↻", N_("Clock started anew"), Tone.ACCENT),
    EntryKind.DISPUTE_FILED: ("⚑", N_("Dispute filed"), Tone.WARN),
    EntryKind.DISPUTE_WITHDRAWN: ("⚑", N_("Dispute withdrawn"), Tone.DIM),
}


def _until(after: Mapping[str, object]) -> str:
    until = after.get("until_day")
    if not isinstance(until, int):
        return ""
    return _("until {day}").format(day=date_of(until).isoformat())


def _said(after: Mapping[str, object]) -> str:
    said = [name_in_sentence(str(after.get(name) or "")) for name in ("reason", "note")]
    if not any(said):
        return ""
    return _("Reason: {reason}").format(reason=" · ".join(filter(None, said)))


def _aside(after: Mapping[str, object]) -> str:
    code = after.get("standing")
    standings = {each.value: each for each in Standing}
    return word(standings[str(code)]) if code in standings else _("Deleted")


def _outcome(after: Mapping[str, object]) -> tuple[str, ...]:
    outcomes = {each.value: each for each in DisputeOutcome}
    found = outcomes.get(str(after.get("outcome")))
    share = after.get("share")
    parts = [] if found is None else [word(found)]
    parts += [f"{share}%"] if isinstance(share, int) else []
    return (" · ".join(parts),) if parts else ()


def _value(name: str, value: object, currency: str) -> str:
    if value is None or value in ("", [], ()):
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "budget_minor" and isinstance(value, int):
        return amount(value, currency)
    if name in _EDITED_INSTANTS and isinstance(value, int):
        return date_of(value).isoformat()
    if isinstance(value, (list, tuple)):
        return name_in_sentence(_(", ").join(_item(each) for each in value))
    return name_in_sentence(coded_word(name, str(value)))


def _item(value: object) -> str:
    return str(value.get("number", "")) if isinstance(value, Mapping) else str(value)
