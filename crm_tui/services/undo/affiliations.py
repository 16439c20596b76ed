"""Take back that contacts changed company, or came to or left a further one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from crm_tui.db.queries import affiliations, batches, contacts, customers
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.affiliations import Affiliation
from crm_tui.domain.contacts import ContactRow, DecisionRole
from crm_tui.domain.events import EventRow
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.errors import NotFoundError
from crm_tui.services.customers import refresh_search
from crm_tui.services.undo.events import TakeBack, customer_id_of, record_id_of

_Change = Callable[[Unit, EventRow, ContactRow], None]
_IsBack = Callable[[Unit, ContactRow, CustomerId, CustomerId], bool]
"""Whether a contact, at a home customer, is with another one as before."""


def _taking_back(change: _Change, is_back: _IsBack) -> TakeBack:
    """Return what takes back both events of a change: the second one does, the first follows."""

    def take_back(unit: Unit, event: EventRow) -> bool:
        other_id = event.after.get("other_id")
        contact = _contact(unit, ContactId(record_id_of(event)))
        if contact is None or not isinstance(other_id, int):
            return False
        if event.after.get("is_home"):
            # It was recorded first, so by now all is back, or nothing.
            return is_back(unit, contact, customer_id_of(event), CustomerId(other_id))
        if contact.version != _version_after(event) or _was_changed(unit, event, other_id):
            return False
        change(unit, event, contact)
        for each in sorted({customer_id_of(event), CustomerId(other_id)}):
            refresh_search(unit, customers.stored(unit, each))
        return True

    return take_back


def _unmove(unit: Unit, event: EventRow, contact: ContactRow) -> None:
    before: Mapping[str, Any] = event.before
    former, absorbed = _kept(event, "kept"), before.get("absorbed")
    affiliations.remove(unit, former)
    values = dict(before["home"])
    role = values["decision_role"]
    values["decision_role"] = None if role is None else DecisionRole(role)
    contacts.move_home(unit, contact.id, former.customer_id, values)
    if absorbed is not None:
        affiliations.add(unit, affiliations.from_kept(absorbed))


def _unjoin(unit: Unit, event: EventRow, contact: ContactRow) -> None:
    affiliations.remove(unit, _kept(event, "kept"))
    contacts.touch(unit, contact.id)


def _unleave(unit: Unit, event: EventRow, contact: ContactRow) -> None:
    affiliations.reopen(unit, _kept(event, "kept"), int(str(event.after["day"])))
    contacts.touch(unit, contact.id)


def _is_home(_unit: Unit, contact: ContactRow, home: CustomerId, _other: CustomerId) -> bool:
    return contact.customer_id == home


def _is_there(unit: Unit, contact: ContactRow, _home: CustomerId, other: CustomerId) -> bool:
    return affiliations.is_current(unit, contact.id, other)


def _is_gone(unit: Unit, contact: ContactRow, home: CustomerId, other: CustomerId) -> bool:
    return not _is_there(unit, contact, home, other)


def _contact(unit: Unit, contact_id: ContactId) -> ContactRow | None:
    try:
        return contacts.contact(unit, contact_id)
    except NotFoundError:
        return None


def _version_after(event: EventRow) -> int:
    return int(str(event.after["version"]))


def _was_changed(unit: Unit, event: EventRow, other_id: int) -> bool:
    """Return whether the other customer of a change was worked on since: then all stays."""
    changed = batches.customers_changed_since(unit, event.batch_id)
    return other_id in changed | batches.overdue_customers(unit, event.batch_id)


def _kept(event: EventRow, name: str) -> Affiliation:
    before: Mapping[str, Any] = event.before
    return affiliations.from_kept(before[name])


TAKE_BACK: dict[str, TakeBack] = {
    "contact_moved": _taking_back(_unmove, _is_home),
    "contact_joined": _taking_back(_unjoin, _is_gone),
    "contact_left": _taking_back(_unleave, _is_there),
}
