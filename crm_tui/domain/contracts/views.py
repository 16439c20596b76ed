"""The lists of contracts that the program brings, the first one first."""

from __future__ import annotations

from crm_tui.domain.record_lists import RecordView, Whose

_CURRENT = "status:draft,signed,in-force"

VIEWS: tuple[RecordView, ...] = (
    RecordView("contracts.mine", Whose.MINE, _CURRENT, "id", descending=True),
    RecordView("contracts.all", Whose.ALL, _CURRENT, "id", descending=True),
    RecordView("contracts.staff", Whose.STAFF, _CURRENT, "id", descending=True),
    RecordView("contracts.drafts", Whose.ALL, "status:draft", "id", descending=True),
    RecordView("contracts.ending", Whose.ALL, "is:ending", "end"),
    RecordView("contracts.ended", Whose.ALL, "status:ended,terminated", "end", descending=True),
    RecordView("contracts.every", Whose.ALL, "", "id", descending=True),
    RecordView("contracts.deleted", Whose.DELETED, "", "id", descending=True),
)
