"""What fields offer to choose from, and how they read dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import TypeVar

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.dictionaries import DictionaryItem, DictionaryKind
from crm_tui.domain.moments import Direction, Moment, parse_moment
from crm_tui.domain.moments import MomentFault as ReadingFault
from crm_tui.domain.pinyin import initials, person_initials, person_pinyin, pinyin
from crm_tui.i18n import _
from crm_tui.presentation.moments import moment_fault, understood_moment
from crm_tui.presentation.words import word
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import MomentFault, ParsedMoment

EnumT = TypeVar("EnumT", bound=Enum)
MomentReader = Callable[[str], ParsedMoment | MomentFault]


def word_choices(
    session: Session, kind: DictionaryKind, keep: int | None = None
) -> list[Choice[int]]:
    """Return the office's words of a list; a disabled one only if it is the one to `keep`."""
    return [
        Choice(each.id, each.name, f"{initials(each.name)} {_joined(each.name)} {each.code}")
        for each in session.words
        if each.kind is kind and (each.enabled or each.id == keep)
    ]


def word_by_code(session: Session, kind: DictionaryKind, code: str) -> DictionaryItem | None:
    """Return the enabled word of a list that has this code."""
    words = (each for each in session.words if each.kind is kind and each.enabled)
    return next((each for each in words if each.code == code), None)


def enum_choices(values: Iterable[EnumT]) -> list[Choice[EnumT]]:
    """Return the values of the domain as choices."""
    return [
        Choice(each, word(each), f"{initials(word(each))} {_joined(word(each))} {each.value}")
        for each in values
    ]


def yes_or_no() -> list[Choice[bool]]:
    """Return yes and no."""
    return [Choice(True, _("Yes"), "yes s"), Choice(False, _("No"), "no f")]


def contact_choices(contacts: Sequence[ContactRow]) -> list[Choice[ContactRow]]:
    """Return contacts as choices that differ also where names are the same."""
    names = [each.fields.name for each in contacts]
    return [
        Choice(each, _contact_label(each, is_alone=names.count(each.fields.name) == 1), _read(each))
        for each in contacts
    ]


def _contact_label(contact: ContactRow, *, is_alone: bool) -> str:
    fields = contact.fields_here
    parts = [fields.name, fields.title]
    if not is_alone:
        parts += [fields.phones[0].number if fields.phones else f"#{contact.id}"]
    return " ".join(filter(None, parts))


def _read(contact: ContactRow) -> str:
    name = contact.fields.name
    return f"{person_initials(name)} {person_pinyin(name).replace(' ', '')}"


def _joined(text: str) -> str:
    return pinyin(text).replace(" ", "")


def moment_reader(
    session: Session, *, prefer: Direction = "future", only_day: bool = False
) -> MomentReader:
    """Return what reads a typed date for a field and says what it understood."""

    def read(text: str) -> ParsedMoment | MomentFault:
        found = read_moment(session, text, prefer=prefer)
        if isinstance(found, ReadingFault):
            return MomentFault(moment_fault(found))
        shown = Moment(found.instant, False, found.day) if only_day else found
        return ParsedMoment(found.instant, understood_moment(shown, session.zone))

    return read


def read_moment(
    session: Session, text: str, *, prefer: Direction = "future"
) -> Moment | ReadingFault:
    """Return the moment that a text means now in the office."""
    return parse_moment(
        text, now=session.now, zone=session.zone, prefer=prefer, calendar=session.calendar
    )
