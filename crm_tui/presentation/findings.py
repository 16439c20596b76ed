"""What a search found, in words: what it is, where the words stand, and which of them fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.days import day_of
from crm_tui.domain.finding import FindingKind
from crm_tui.domain.search import FoundIn, FoundPlace, SearchPlan, matched_spans
from crm_tui.i18n import N_, _
from crm_tui.presentation.dates import short_day
from crm_tui.presentation.words import record_word
from crm_tui.values import dataclass

Span = tuple[int, int]

_PLACES: Mapping[FoundPlace, str] = {
    FoundPlace.OTHER_NAME: N_("Other name"),
    FoundPlace.CONTACT: N_("Contact"),
    FoundPlace.PHONE: N_("Phone"),
    FoundPlace.ACCOUNT: N_("E-mail, WeChat or QQ"),
    FoundPlace.TAG: N_("Tag"),
    FoundPlace.ADDRESS: N_("Address"),
    FoundPlace.FOLLOW_UP: N_("Follow-up"),
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the stretches of it that a search matched."""

    text: str
    spans: tuple[Span, ...] = ()


def kind_word(kind: FindingKind) -> str:
    """Return what was found, in a word."""
    return record_word(kind.value)


def marked(text: str, plan: SearchPlan | None) -> Marked:
    """Return a text with what was typed marked in it."""
    return Marked(text, () if plan is None else matched_spans(text, plan))


def place_words(
    found: Iterable[FoundIn], plan: SearchPlan | None, *, zone: ZoneInfo, now: datetime
) -> Marked:
    """Return where something was found: 跟进 11-18：…预算已批…, with what was typed marked."""
    text, spans = "", list[Span]()
    for each in found:
        heading = _(_PLACES[each.place])
        if each.at is not None:
            day = short_day(day_of(each.at, zone), day_of(now, zone))
            heading = f"{heading} {day}"
        lead = _("{where}: {what}").format(where=heading, what="")
        start = len(text) + (len(_SEPARATOR) if text else 0) + len(lead)
        text = f"{text}{_SEPARATOR if text else ''}{lead}{each.text}"
        spans += [(start + a, start + b) for a, b in marked(each.text, plan).spans]
    return Marked(text, tuple(spans))


_SEPARATOR = " · "
