"""The lists of leads that the program brings."""

from __future__ import annotations

from crm_tui.domain.record_lists import RecordView, Whose

LEAD_VIEWS = (
    RecordView("leads.mine", Whose.MINE, "is:open", "next_contact_at"),
    RecordView("leads.unowned", Whose.ALL, "is:unowned", "score", descending=True),
    RecordView("leads.staff", Whose.STAFF, "is:open", "next_contact_at"),
    RecordView("leads.all", Whose.ALL, "", "created_at", descending=True),
    RecordView("leads.converted", Whose.ALL, "stage:converted", "created_at", descending=True),
    RecordView("leads.discarded", Whose.ALL, "stage:discarded", "created_at", descending=True),
    RecordView("leads.deleted", Whose.DELETED, "", "created_at", descending=True),
)
