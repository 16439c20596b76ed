"""Tasks and reminders: lists, one whole, what is done with them; the rest in its own module."""

from crm_tui.db.queries.tasks.actions import (
    actions_of,
    add_action,
    remove_action,
)
from crm_tui.db.queries.tasks.changes import (
    add_task,
    begin_series,
    close_open_tasks,
    close_task,
    delete_task,
    finish_task,
    is_open,
    is_untouched,
    later_in_series,
    open_elsewhere,
    open_in_series,
    put_task_back,
    reopen_tasks,
    stands_as,
    update_task,
    update_tasks,
)
from crm_tui.db.queries.tasks.lists import listed, task, tasks

__all__ = [
    "actions_of",
    "add_action",
    "add_task",
    "begin_series",
    "close_open_tasks",
    "close_task",
    "delete_task",
    "finish_task",
    "is_open",
    "is_untouched",
    "later_in_series",
    "listed",
    "open_elsewhere",
    "open_in_series",
    "put_task_back",
    "remove_action",
    "reopen_tasks",
    "stands_as",
    "task",
    "tasks",
    "update_task",
    "update_tasks",
]
