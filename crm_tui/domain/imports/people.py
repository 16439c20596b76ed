"""The people in a row: who it belongs to, and the contacts that its cells name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from crm_tui.domain.contacts import Phone
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.imports.faults import BadValueError, FaultCode
from crm_tui.domain.imports.named_phones import NamedPhones, is_same_person
from crm_tui.domain.imports.values import Parser, checked_length, entry_of, nearest
from crm_tui.domain.phone_policies import phone_under
from crm_tui.domain.text import folded
from crm_tui.domain.work_settings import PhonePolicy

NAME_CHARACTERS = 100
_BACKGROUND_CHARACTERS = 2_000
_NOBODY = {"公海", "待分配", "未分配", "pool", "unassigned"}
_SEVERAL = re.compile("[、/|;；，\n\u3001]")
_PERSON = re.compile("[\u3400-\u9fff·]{1,8}|[A-Za-z][A-Za-z .'-]{1,40}")
_MOBILE = re.compile("1[3-9][0-9]{9}")
_HAN = re.compile("[\u3400-\u9fff]")
Contact = dict[str, object]


def owner_parser(people: tuple[tuple[str, str], ...]) -> Parser[str]:
    """Return the parser of an owner given by login, or by a name that only one person has."""
    logins = {folded(login): login for login, _ in people}
    bearers: dict[str, list[str]] = {}
    for login, name in people:
        bearers.setdefault(folded(name), []).append(login)

    def parse(cell: Cell) -> str | None:
        text = entry_of(cell)
        key = folded(text)
        if not text or key in _NOBODY:
            return None
        found = [logins[key]] if key in logins else bearers.get(key, [])
        if not found:
            known = nearest(text, [word for person in people for word in person])
            raise BadValueError(FaultCode.UNKNOWN_OWNER, text, known=known)
        if len(found) > 1:
            raise BadValueError(FaultCode.AMBIGUOUS_OWNER, text, known=tuple(found))
        return found[0]

    return parse


def pool_parser(pools: Mapping[str, int]) -> Parser[int]:
    """Return the parser of a pool given by name."""
    by_key = {folded(name): pool_id for name, pool_id in pools.items()}

    def parse(cell: Cell) -> int | None:
        text = entry_of(cell)
        if not text:
            return None
        if (found := by_key.get(folded(text))) is None:
            raise BadValueError(FaultCode.UNKNOWN_POOL, text, known=nearest(text, pools))
        return found

    return parse


def parse_person_name(cell: Cell) -> str | tuple[str, ...] | None:
    """Return the name of a contact, or several that stand in one cell."""
    name = entry_of(cell)
    if not name:
        return None
    if _SEVERAL.search(name):
        parts = tuple(part.strip() for part in _SEVERAL.split(name) if part.strip())
        if len(parts) > 1 and all(_PERSON.fullmatch(part) for part in parts):
            return parts
    return checked_length(name, NAME_CHARACTERS)


def completed(contact: Contact) -> list[Contact]:
    """Return the contacts that the cells about one contact name: often one, sometimes several.

    Raises BadValueError where addresses beyond the first find no room.
    """
    if "first_name" in contact or "last_name" in contact:
        _name_in_parts(contact)
    emails = contact.get("email")
    if isinstance(emails, str) and "\n" in emails:
        emails = tuple(dict.fromkeys(emails.split("\n")))
    if isinstance(emails, tuple):
        contact["email"] = emails[0]
        if rest := "\n".join(emails[1:]):
            told = contact.get("background")
            background = f"{told}\n{rest}" if told else rest
            contact["background"] = checked_length(background, _BACKGROUND_CHARACTERS)
    several = _several_names(contact)
    phones = contact.get("phones")
    if isinstance(phones, tuple) and any(isinstance(one, NamedPhones) for one in phones):
        return _with_named_phones([contact, *several], phones)
    return [contact, *several]


def _name_in_parts(contact: Contact) -> None:
    """Put family name and given name together, in the order of their script."""
    last, first = str(contact.pop("last_name", "")), str(contact.pop("first_name", ""))
    parts = f"{last}{first}" if _HAN.search(last + first) else f"{first} {last}".strip()
    contact.setdefault("name", parts)


def _several_names(contact: Contact) -> list[Contact]:
    """Return the further people of a cell with several names; as many mobiles are shared out."""
    names = contact.get("name")
    if not isinstance(names, tuple):
        return []
    contact["name"] = names[0]
    told = contact.get("phones", ())
    phones = [one for one in told if isinstance(one, Phone)] if isinstance(told, tuple) else []
    mobiles = [phone for phone in phones if _MOBILE.fullmatch(phone.digits)]
    if len(mobiles) != len(names):
        return [{"name": name} for name in names[1:]]
    contact["phones"] = tuple(phone for phone in phones if phone not in mobiles[1:])
    return [
        {"name": name, "phones": (phone,)}
        for name, phone in zip(names[1:], mobiles[1:], strict=True)
    ]


def numbers_kept(people: list[Contact], policy: PhonePolicy) -> list[Contact]:
    """Return the people with their numbers as the office keeps them.

    Raises BadValueError for one that it does not keep. An account that is the number goes with it.
    """
    if policy is PhonePolicy.KEPT:
        return people
    for contact in people:
        told = contact.get("phones", ())
        phones = [one for one in told if isinstance(one, Phone)] if isinstance(told, tuple) else []
        kept = [(phone, phone_under(policy, phone)) for phone in phones]
        if refused := next((phone for phone, found in kept if found is None), None):
            raise BadValueError(FaultCode.PHONE_PERSONAL, refused.number)
        if kept:
            contact["phones"] = tuple(found for _phone, found in kept if found is not None)
        if contact.get("wechat") in {phone.digits for phone in phones}:
            del contact["wechat"]
    return people


def _with_named_phones(people: list[Contact], told: Sequence[Phone | NamedPhones]) -> list[Contact]:
    """Return the people with the phones that are theirs, and who else stands with a phone."""
    contact = people[0]
    contact["phones"] = tuple(one for one in told if isinstance(one, Phone))
    for one in told:
        if isinstance(one, NamedPhones):
            _take(people, one)
    if not contact["phones"]:
        del contact["phones"]
    return people


def _take(people: list[Contact], one: NamedPhones) -> None:
    """Give named phones to whom they belong, who is added when nobody has the name."""
    first = people[0]
    if one.name and "name" not in first:
        first["name"] = one.name
    holder = next(
        (each for each in people if is_same_person(str(each.get("name", "")), one.name)),
        None if one.name else first,
    )
    if holder is None:
        holder = {"name": one.name}
        people.append(holder)
    had = holder.get("phones", ())
    if isinstance(had, tuple):
        holder["phones"] = tuple(dict.fromkeys((*had, *one.phones)))
    for key, value in (("title", one.title), ("wechat", one.wechat)):
        if value:
            holder.setdefault(key, value)
