"""Rows of one company put together: it is entered once, with all its contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.domain.contacts import Phone
from crm_tui.domain.imports.parsed import ParsedRow
from crm_tui.domain.text import name_key

_PUT_TOGETHER = frozenset({"tags", "need_tags"})
_OF_THE_COMPANY = frozenset({"name", "first_contact_day"})
Person = Mapping[str, object]


def joined(first: ParsedRow, others: Sequence[ParsedRow]) -> ParsedRow:
    """Return one row that says what the first says, and what the others add to it."""
    own, given, words = dict(first.own_values), set(first.given), dict(first.new_words)
    for row in others:
        for name in row.given:
            if name in given:
                _add(own, name, row.own_values.get(name))
            elif name in row.own_values:
                own[name] = row.own_values[name]
        words = {**row.new_words, **words}
        given |= row.given
    everyone = (first, *others)
    people = people_together(tuple(person for row in everyone for person in row.contacts))
    phones = dict.fromkeys(phone for row in everyone for phone in row.phones)
    notes = dict.fromkeys(note for row in everyone for note in row.notes)
    return first._replace(
        phones=tuple(phones),
        owner=next((row.owner for row in everyone if row.owner), None),
        pool_id=next((row.pool_id for row in everyone if row.pool_id is not None), None),
        parent=next((row.parent for row in everyone if row.parent), ""),
        is_incomplete=all(row.is_incomplete for row in everyone),
        own_values=own,
        contacts=people,
        given=frozenset(given),
        notes=tuple(sorted(notes, key=lambda note: note.day)),
        new_words=words,
    )


def differing(first: ParsedRow, other: ParsedRow) -> tuple[str, ...]:
    """Return the fields in which a later row of a company says otherwise than the first."""
    common = (first.given & other.given) - _PUT_TOGETHER - _OF_THE_COMPANY - {"custom"}
    names = [name for name in common if first.own_values[name] != other.own_values[name]]
    if first.owner and other.owner and first.owner != other.owner:
        names.append("owner")
    return tuple(sorted(names))


def people_together(people: Sequence[Person]) -> tuple[Person, ...]:
    """Return contacts of one company, those with the same name or phone as one."""
    kept: list[dict[str, object]] = []
    for person in people:
        same = next((each for each in kept if is_same_person(each, person)), None)
        if same is None:
            kept.append(dict(person))
            continue
        for name, value in person.items():
            if name == "phones":
                same[name] = tuple(dict.fromkeys((*phones_of(same), *phones_of(person))))
            else:
                same.setdefault(name, value)
    return tuple(kept)


def is_same_person(one: Person, other: Person) -> bool:
    """Return whether two contacts of one company are the same: by name, nameless ones by phone."""
    names = name_key(str(one.get("name", ""))), name_key(str(other.get("name", "")))
    if all(names):
        return names[0] == names[1]
    numbers = ({each.digits for each in phones_of(person)} for person in (one, other))
    return bool(set.intersection(*numbers) - {""})


def phones_of(person: Person) -> tuple[Phone, ...]:
    """Return the phones of a contact as a row names it."""
    phones = person.get("phones", ())
    return phones if isinstance(phones, tuple) else ()


def _add(own: dict[str, object], name: str, value: object) -> None:
    had = own.get(name)
    if name in _PUT_TOGETHER and isinstance(had, tuple) and isinstance(value, tuple):
        own[name] = tuple(dict.fromkeys((*had, *value)))
    elif name == "custom" and isinstance(had, Mapping) and isinstance(value, Mapping):
        own[name] = {**value, **had}
