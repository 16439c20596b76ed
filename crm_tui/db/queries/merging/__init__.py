"""Two customers become one: what moves, what is joined, and what undo needs of every row."""

from crm_tui.db.queries.merging.attached import (
    GIVEN_UP_STAYS,
    HANDLED_APART,
    MOVED,
    Movers,
    contents,
    move_attached,
)
from crm_tui.db.queries.merging.joining import (
    children_of,
    copy_keys,
    join_contact,
    join_period,
    keep_both,
    keep_followed_days,
    mark_merged,
    merged_into,
    note_followed_days,
    pass_tasks_on,
    put_keys_back,
    repoint_children_set_aside,
    repoint_dismissals,
    repoint_merged,
)
from crm_tui.db.queries.merging.recording import MergeRecord, put_back

__all__ = [
    "GIVEN_UP_STAYS",
    "HANDLED_APART",
    "MOVED",
    "MergeRecord",
    "Movers",
    "children_of",
    "contents",
    "copy_keys",
    "join_contact",
    "join_period",
    "keep_both",
    "keep_followed_days",
    "mark_merged",
    "merged_into",
    "move_attached",
    "note_followed_days",
    "pass_tasks_on",
    "put_back",
    "put_keys_back",
    "repoint_children_set_aside",
    "repoint_dismissals",
    "repoint_merged",
]
