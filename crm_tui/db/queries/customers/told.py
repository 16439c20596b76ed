"""Of which customers of others the duplicate check told somebody: read from the history."""

from __future__ import annotations

from datetime import datetime

from crm_tui.db.queries.lately import events_since
from crm_tui.db.unit_of_work import View
from crm_tui.domain.events import DuplicateTold
from crm_tui.domain.identifiers import CustomerId


def told_since(view: View, operation: str, since: datetime) -> dict[CustomerId, datetime]:
    """Return of which customers an operation told this person after an instant, and when."""
    kind = DuplicateTold.kind()
    rows = events_since(view.connection, view.person.user_id, since, operation, kind)
    return {CustomerId(row.customer_id): row.at for row in rows if row.customer_id is not None}
