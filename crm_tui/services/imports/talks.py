"""Follow-ups that were brought along: they carry their author and day, and move no deadline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crm_tui.db.queries import customers, follow_ups, imports
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.events import FollowUpAdded
from crm_tui.domain.identifiers import ContactId, CustomerId, UserId
from crm_tui.services.imports.storing import imported_talk
from crm_tui.values import dataclass

_KEPT = ("last_follow_up_at", "next_contact_at", "next_contact_note")


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said once, and what was to come of it."""

    content: str
    at: datetime
    author_id: UserId | None
    contact_id: ContactId | None = None
    method_id: int | None = None
    result_id: int | None = None
    needs: str = ""
    problems: str = ""
    next_contact_at: datetime | None = None
    next_contact_note: str = ""


def not_said_yet(view: View, customer_id: CustomerId, talks: Sequence[Talk]) -> list[Talk]:
    """Return which of the follow-ups of a customer are not known yet."""
    if not talks:
        return []
    known = imports.said_before(view, customer_id, [talk.at for talk in talks])
    return [talk for talk in talks if (talk.at, talk.content) not in known]


class TalkWriter:
    """Writes follow-ups of customers that are here, each of which can be taken back."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def write(self, customer_id: CustomerId, talks: Sequence[Talk]) -> int:
        """Write what is not known yet of a customer; return how many that were."""
        new = not_said_yet(self._unit, customer_id, talks)
        for talk in sorted(dict.fromkeys(new), key=lambda each: each.at):
            self._write(customer_id, talk)
        return len(new)

    def _write(self, customer_id: CustomerId, talk: Talk) -> None:
        row = customers.stored(self._unit, customer_id)
        author_id = talk.author_id or self._unit.person.user_id
        follow_up_id = follow_ups.add_follow_up(
            self._unit,
            {
                **imported_talk(talk.content, talk.at, author_id),
                "customer_id": customer_id,
                "contact_id": talk.contact_id,
                "period_id": None,
                "method_id": talk.method_id,
                "result_id": talk.result_id,
                "needs": talk.needs,
                "problems": talk.problems,
                "next_contact_at": talk.next_contact_at,
                "next_contact_note": talk.next_contact_note,
            },
        )
        moved = self._moved(row.last_follow_up_at, row.next_contact_at, talk)
        if row.owner_id is None:
            moved = {name: value for name, value in moved.items() if name == _KEPT[0]}
        if moved:
            customers.update_customer(self._unit, customer_id, moved)
        self._unit.record(
            FollowUpAdded(
                customer_id=customer_id,
                record_id=follow_up_id,
                before={name: getattr(row, name) for name in moved},
                after={**moved, "told": []},
            )
        )

    def _moved(
        self, last: datetime | None, planned: datetime | None, talk: Talk
    ) -> dict[str, object]:
        """Return what of the customer follows: the newest word, a plan where there is none."""
        values: dict[str, object] = {}
        if last is None or talk.at > last:
            values["last_follow_up_at"] = talk.at
        coming = talk.next_contact_at
        if planned is None and coming is not None and coming > self._unit.now:
            values |= {"next_contact_at": coming, "next_contact_note": talk.next_contact_note}
        return values
