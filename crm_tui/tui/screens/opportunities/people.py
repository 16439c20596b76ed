"""Who decides on an opportunity, typed on one line: 张敏:决策者:支持、李强:使用者."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from crm_tui.domain.contacts import Attitude, ContactRow, DecisionRole
from crm_tui.domain.identifiers import ContactId
from crm_tui.domain.imports.choices import ATTITUDE_WORDS, ROLE_WORDS
from crm_tui.domain.opportunities import DecisionPerson
from crm_tui.domain.text import clean, folded
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.words import optional_word, word

_BETWEEN = "、"
_PARTS = 3
_ROLES = {folded(each): role for each, role in ROLE_WORDS.items()}
_ATTITUDES = {folded(each): attitude for each, attitude in ATTITUDE_WORDS.items()}


def people_line(people: Iterable[DecisionPerson], names: Mapping[ContactId, str]) -> str:
    """Return who decides as it is typed; those who are contacts no more are left out."""
    said = []
    for each in people:
        if name := names.get(each.contact_id):
            parts = (name, optional_word(each.role), optional_word(each.attitude))
            said.append(":".join(parts).rstrip(":"))
    return _(", ").join(said)


def people_fault(text: str) -> str | None:
    """Return which word of a line names no part in a decision, or no attitude."""
    for _name, role, attitude in _parts(text):
        if role and _role(role) is None:
            known = _(", ").join(word(each) for each in DecisionRole)
            return _("“{word}” is no role; there are {known}.").format(word=role, known=known)
        if attitude and _attitude(attitude) is None:
            known = _(", ").join(word(each) for each in Attitude)
            return _("“{word}” is no attitude; there are {known}.").format(
                word=attitude, known=known
            )
    return None


def read_people(text: str, contacts: Sequence[ContactRow]) -> tuple[DecisionPerson, ...]:
    """Return who decides by a line; raise FieldError for who is no contact of the customer."""
    ids = {folded(each.fields.name): each.id for each in reversed(contacts)}
    found: dict[ContactId, DecisionPerson] = {}
    for name, role, attitude in _parts(text):
        contact_id = ids.get(folded(name))
        if contact_id is None:
            raise FieldError("people", "no_contact", name[:40])
        person = DecisionPerson(contact_id, _role(role), _attitude(attitude))
        found.setdefault(contact_id, person)
    return tuple(found.values())


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    for sign in ",，;；\n":
        text = text.replace(sign, _BETWEEN)
    for each in text.replace("：", ":").split(_BETWEEN):
        if name := clean(each):
            parts = [*map(clean, name.split(":", _PARTS - 1)), "", ""]
            yield parts[0], parts[1], parts[2]


def _role(text: str) -> DecisionRole | None:
    return _ROLES.get(folded(text))


def _attitude(text: str) -> Attitude | None:
    return _ATTITUDES.get(folded(text))
