"""What was understood of a follow-up on one line, as it is told before and after it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from crm_tui.domain.days import day_of
from crm_tui.domain.dictionaries import DictionaryItem
from crm_tui.domain.entries import Doubt, DoubtKind, Entry, Occasion
from crm_tui.domain.follow_ups import FollowUpDraft
from crm_tui.domain.mentions import Colleague, Told
from crm_tui.domain.moments import Moment
from crm_tui.i18n import _
from crm_tui.presentation.dates import NO_DAY, clock_time, relative_day, short_day, weekday
from crm_tui.presentation.words import field_label, name_in_sentence, word
from crm_tui.values import dataclass

_NAMED_UP_TO = 2
_SHOWN_NAMES = 5


@dataclass(frozen=True, slots=True)
class Understood:
    """One thing that was understood: what it is called, and what it is."""

    label: str
    value: str
    is_missing: bool = False


def understood(entry: Entry, occasion: Occasion, told: Told | None = None) -> list[Understood]:
    """Return what a line would save, thing by thing, and whether it counts.

    `told` is who hears of it, as far as that was asked: of those who are named some may not see
    the customer.
    """
    draft = entry.draft(occasion.known)
    return [
        *_how_it_was(entry, draft, occasion),
        *_what_comes(entry, occasion),
        *_who_hears(entry.colleagues if told is None else told.people),
        Understood(_("Counts"), counting(occasion, draft)),
    ]


def _how_it_was(entry: Entry, draft: FollowUpDraft, occasion: Occasion) -> Iterator[Understood]:
    known = occasion.known
    yield _or_missing(field_label("contact_name"), _contact(entry, draft, occasion))
    yield _or_missing(field_label("method"), _method(entry))
    if entry.result is not None:
        yield Understood(field_label("result"), _named(entry.result))
    if entry.mood is not None:
        yield Understood(field_label("mood"), word(entry.mood))
    yield _or_missing(field_label("content"), draft.content)
    if entry.happened is not None:
        at = planned_moment(entry.happened, known.now, known.zone)
        yield Understood(field_label("happened_at"), at)


def _what_comes(entry: Entry, occasion: Occasion) -> Iterator[Understood]:
    known = occasion.known
    plan = ""
    if entry.next_contact is not None:
        plan = planned_moment(entry.next_contact, known.now, known.zone)
    note = name_in_sentence(entry.next_contact_note)
    if entry.next_contact is None and not note:
        proposal = rhythm_words(occasion.proposed_day, day_of(known.now, known.zone))
        yield Understood(field_label("next_contact_at"), proposal or NO_DAY, is_missing=True)
    else:
        yield _or_missing(field_label("next_contact_at"), f"{plan} {note}".strip())
    names = {each.id: each.name for each in known.colleagues}
    for task in entry.tasks:
        due = Moment(task.due_at, task.has_time, day_of(task.due_at, known.zone))
        who = names.get(task.assignee_id, "") if task.assignee_id else ""
        given = f"→ {name_in_sentence(who)}" if who else ""
        parts = (planned_moment(due, known.now, known.zone), name_in_sentence(task.title), given)
        yield Understood(_("Task"), " ".join(filter(None, parts)))
    if entry.stage is not None:
        yield Understood(field_label("stage"), _named(entry.stage))
    if entry.tags:
        tags = _(", ").join(map(name_in_sentence, entry.tags))
        yield Understood(field_label("tags"), tags)


def _who_hears(people: Sequence[Colleague]) -> Iterator[Understood]:
    if people:
        names = _(", ").join(name_in_sentence(each.name) for each in people)
        yield Understood(_("Tells"), names)


def rhythm_words(day: int | None, today: int) -> str:
    """Return the day that the rhythm proposes for the next contact, or nothing."""
    return "" if day is None else _("by rhythm: {day}").format(day=short_day(day, today))


def _or_missing(label: str, value: str) -> Understood:
    return Understood(label, value or NO_DAY, is_missing=not value)


def _contact(entry: Entry, draft: FollowUpDraft, occasion: Occasion) -> str:
    if entry.contact is not None:
        return name_in_sentence(entry.contact.fields.name)
    if entry.candidates:
        return _("several, choose one")
    only = next((each for each in occasion.known.contacts if each.id == draft.contact_id), None)
    if only is None:
        return ""
    return _("{name} (the only contact)").format(name=name_in_sentence(only.fields.name))


def _method(entry: Entry) -> str:
    if entry.method is not None or entry.proposed is None:
        return _named(entry.method)
    return _("{method} (“{words}” says so)").format(
        method=_named(entry.proposed.method), words=name_in_sentence(entry.proposed.words)
    )


def _named(item: DictionaryItem | None) -> str:
    return "" if item is None else name_in_sentence(item.name)


def counting(occasion: Occasion, draft: FollowUpDraft) -> str:
    """Return whether a follow-up would move the days left, and if not why."""
    reason = occasion.why_not_effective(draft)
    if reason is None:
        return _("yes")
    return _("no: {reason}").format(reason=word(reason))


def planned_moment(moment: Moment, now: datetime, zone: ZoneInfo) -> str:
    """Return when something is planned, so that a wrong day is seen: tomorrow (Mon) 10:00."""
    today = day_of(now, zone)
    if abs(moment.day - today) <= _NAMED_UP_TO:
        named = relative_day(moment.day, today)
    else:
        named = short_day(moment.day, today)
    day = _("{day} ({weekday})").format(day=named, weekday=weekday(moment.day))
    return f"{day} {clock_time(moment.instant, zone)}" if moment.has_time else day


def doubt_sentence(doubt: Doubt) -> str:
    """Return what was noticed in a line and not settled, and what one can do."""
    names = _(", ").join(map(name_in_sentence, doubt.names[:_SHOWN_NAMES]))
    words = name_in_sentence(doubt.words)
    match doubt.kind:
        case DoubtKind.SEVERAL_CONTACTS:
            sentence = _("“{words}” may be {names}: write the whole name, or choose when saving.")
        case DoubtKind.NO_CONTACT:
            sentence = _("“{words}” is no contact of this customer; it stays in the text.")
        case DoubtKind.DATE_IN_SENTENCE:
            sentence = _(
                "“{words}” stays in the text; to plan the next contact, write “next” before it."
            )
        case DoubtKind.NO_COLLEAGUE:
            sentence = _("@{words} is nobody who works here; it stays in the text.")
        case DoubtKind.SEVERAL_COLLEAGUES:
            sentence = _("@{words} may be several colleagues; nobody is told.")
        case DoubtKind.SEVERAL_STAGES:
            sentence = _("#{words} may be {names}; it becomes a tag.")
        case DoubtKind.SEVERAL_METHODS:
            sentence = _("The text says {names}: begin with the one that is meant.")
        case _:
            assert_never(doubt.kind)
    return sentence.format(words=words, names=names)
