"""Targets as people use them: a month with all who are in it, the rows behind a sum, setting."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from crm_tui.db.queries import credits as credit_queries
from crm_tui.db.queries import papers, people, targets
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.credits import NO_CREDIT, CreditRequest, CreditRow
from crm_tui.domain.events import Changed, TargetSettingsChanged
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.months import days_of_month, month_of
from crm_tui.domain.targets import (
    Attainment,
    DepartmentPlace,
    SignedBy,
    TargetEntry,
    TargetKind,
    TargetMonth,
    attained,
    by_department,
    credit_of,
    together,
)
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import ConflictError
from crm_tui.services.targets.setting import (
    KIND,
    checked_month,
    refuse_not_yours,
    refuse_value,
    signed_by,
    store,
)
from crm_tui.values import dataclass

LISTED = 1000

Seen = Mapping[tuple[UserId, TargetKind], int | None]
"""Targets as a screen showed them."""


@dataclass(frozen=True, slots=True)
class Targets:
    """What people are to bring in a month, and what is there of it."""

    database: Database

    def month(self, actor: Actor, month: int | None = None) -> TargetMonth:
        """Return a month of everybody one sees, this month unless another is named by a day."""
        with self.database.reading(actor) as view:
            return month_of_people(view, checked_month(view.today if month is None else month))

    def rows(
        self, actor: Actor, request: CreditRequest, *, limit: int = LISTED
    ) -> Sequence[CreditRow]:
        """Return the rows of which a sum is made, the newest first."""
        with self.database.reading(actor) as view:
            return credit_queries.rows(view, request, limit)

    def why_not_set(self, actor: Actor, user_id: UserId) -> None:
        """Raise what `set` would raise for a person, before anything is typed."""
        with self.database.reading(actor) as view:
            refuse_not_yours(view, user_id)

    @operation(Permission.SET_TARGET)
    def set(
        self, actor: Actor, month: int, entries: Sequence[TargetEntry], *, seen: Seen | None = None
    ) -> Changed:
        """Set targets of a month, all of them or none; one without a value is taken away.

        `seen` is how they stood on the screen: one that somebody else changed since to another
        number raises ConflictError. Raises RefusedError for people whom others manage.
        """
        month = checked_month(month)
        with self.database.writing(actor) as unit:
            for entry in entries:
                refuse_value(entry.kind, entry.value)
                refuse_not_yours(unit, entry.user_id)
                _refuse_changed(unit, month, entry, seen or {})
                store(unit, month, entry)
        return unit.changed

    def signed_by(self, actor: Actor) -> SignedBy:
        """Return what the office calls signed."""
        with self.database.reading(actor) as view:
            return signed_by(view)

    @operation(Permission.MANAGE_OFFICE)
    def count_signed_by(self, actor: Actor, counted: SignedBy) -> Changed:
        """Let signed amounts be those of contracts, orders or recorded deals, of all months."""
        with self.database.writing(actor) as unit:
            before = signed_by(unit)
            if before is not counted:
                papers.set_paper(unit, KIND, {"settings": {"signed_by": counted.value}})
                unit.record(
                    TargetSettingsChanged(
                        before={"signed_by": before.value}, after={"signed_by": counted.value}
                    )
                )
        return unit.changed


def month_of_people(view: View, month: int) -> TargetMonth:
    """Return a month of everybody this person sees."""
    counted_by, days = signed_by(view), days_of_month(month)
    done = {
        kind: credit_queries.sums(view, credit_of(kind, counted_by), days) for kind in TargetKind
    }
    stored = targets.targets(view, month)
    named = {user_id for user_id, _kind in stored}.union(*(each.keys() for each in done.values()))
    found = tuple(
        replace(
            person,
            parts={
                kind: attained(
                    kind,
                    done[kind].get(person.user_id, NO_CREDIT),
                    stored.get((person.user_id, kind)),
                )
                for kind in TargetKind
            },
        )
        for person in targets.people(view, named)
    )
    places = [
        DepartmentPlace(row.id, row.name, row.path, row.depth)
        for row in people.department_rows(view.connection)
    ]
    return TargetMonth(month_of(month), counted_by, found, by_department(found, places))


def attained_by(
    view: View, month: int, user_ids: Collection[UserId]
) -> dict[TargetKind, Attainment]:
    """Return how a month stands with what any of these people have a target for.

    What nobody is to bring is not summed up: a month of it takes longer than a report of a day.
    """
    stored = targets.targets(view, month)
    counted_by, days = signed_by(view), days_of_month(month)
    found: dict[TargetKind, Attainment] = {}
    for kind in TargetKind:
        if not any((user_id, kind) in stored for user_id in user_ids):
            continue
        done = credit_queries.sums(view, credit_of(kind, counted_by), days)
        found[kind] = together(
            attained(kind, done.get(each, NO_CREDIT), stored.get((each, kind))) for each in user_ids
        )
    return found


def _refuse_changed(view: View, month: int, entry: TargetEntry, seen: Seen) -> None:
    key = (entry.user_id, entry.kind)
    if key not in seen:
        return
    stored = targets.target(view, month, *key)
    if stored not in {seen[key], entry.value}:
        both: dict[str, tuple[object, object]] = {
            f"target_{entry.kind.value}": (stored, entry.value)
        }
        raise ConflictError("target", entry.user_id, both)
