"""Set targets in a unit: who may, what is told, and what an office calls signed."""

from __future__ import annotations

from crm_tui.db.queries import papers, targets, users
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.days import NEVER
from crm_tui.domain.events import TargetSet
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.months import month_of, month_text
from crm_tui.domain.targets import SignedBy, TargetEntry, TargetKind, why_not_set
from crm_tui.errors import FieldError, NotFoundError, RefusedError

KIND = "target"


def signed_by(view: View) -> SignedBy:
    """Return what the office calls signed; contracts unless it says otherwise."""
    stored = papers.paper(view, KIND).settings.get("signed_by")
    return next((each for each in SignedBy if each.value == stored), SignedBy.CONTRACT)


def store(unit: Unit, month: int, entry: TargetEntry) -> bool:
    """Set one target and tell it; return whether it is another than before."""
    before = targets.target(unit, month, entry.user_id, entry.kind)
    if before == entry.value:
        return False
    targets.set_target(unit, month, entry)
    unit.record(
        TargetSet(
            record_id=entry.user_id,
            before={"value": before},
            after={
                "name": users.name_of(unit.connection, entry.user_id),
                "month": month_text(month),
                "target": entry.kind.value,
                "value": entry.value,
            },
        )
    )
    return True


def refuse_not_yours(view: View, user_id: UserId) -> None:
    """Raise for a person whose targets are not this one's to set, NotFoundError for nobody."""
    name = users.name_of(view.connection, user_id)
    if not name:
        raise NotFoundError("user", str(user_id))
    above = users.manages(view.connection, view.person.user_id, user_id)
    refusal = why_not_set(name, is_admin=view.person.is_admin, stands_above=above)
    if refusal is not None:
        raise RefusedError(refusal)


def checked_month(month: int) -> int:
    """Return the first day of a month; raise FieldError for one beyond the calendar."""
    if not 1 <= month < NEVER:
        raise FieldError("month", "out_of_range", str(month)[:20])
    return month_of(month)


def refuse_value(kind: TargetKind, value: int | None) -> None:
    """Raise FieldError for a target that can be none."""
    if value is not None and not 0 <= value <= kind.largest:
        raise FieldError(f"target_{kind.value}", "out_of_range", str(value)[:20])
