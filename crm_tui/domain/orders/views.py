"""The lists of orders that the program brings, the first one first."""

from __future__ import annotations

from crm_tui.domain.record_lists import RecordView, Whose

VIEWS: tuple[RecordView, ...] = (
    RecordView("orders.mine", Whose.MINE, "status:draft,confirmed", "day", descending=True),
    RecordView("orders.all", Whose.ALL, "status:draft,confirmed", "day", descending=True),
    RecordView("orders.staff", Whose.STAFF, "status:draft,confirmed", "day", descending=True),
    RecordView("orders.overdue", Whose.ALL, "is:overdue", "due"),
    RecordView("orders.today", Whose.ALL, "is:due-today", "due"),
    RecordView("orders.tomorrow", Whose.ALL, "is:due-tomorrow", "due"),
    RecordView("orders.week", Whose.ALL, "is:due-week", "due"),
    RecordView("orders.every", Whose.ALL, "", "day", descending=True),
    RecordView("orders.deleted", Whose.DELETED, "", "day", descending=True),
)
