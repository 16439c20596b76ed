"""Tasks: the lists of them, and one whole."""

from crm_tui.i18n import N_
from crm_tui.tui.keys.commands import KeyCommand, row
from crm_tui.tui.keys.scopes import Scope

# fmt: off
COMMANDS: tuple[KeyCommand, ...] = (
    row("tasks", "T", "tasks", N_("Tasks"),
        N_("Your tasks, your staff's, a customer's; customers without a plan; who does what when"),
        Scope.TABS, Scope.DETAIL, Scope.LEAD_PAGE, Scope.OPPORTUNITY_PAGE, initials="rw"),
    row("task.finish", "d", "finish_task", N_("Done"),
        N_("Mark the task as done, at once"),
        Scope.TASK, initials="wc", footer=20),
    row("task.log", "a", "log_action", N_("Note an action"),
        N_("Write down what you just did for the task"),
        Scope.TASK, initials="jxd", footer=30),
    row("task.problem", "b", "log_problem", N_("Note a problem"),
        N_("Write down a problem that came up"),
        Scope.TASK, initials="jwt"),
    row("task.review", "r", "review_task", N_("Review"),
        N_("Say what worked, or why it was lost, of a task that is done"),
        Scope.TASK, initials="fp", footer=40),
    row("task.edit", "e f4", "edit_task", N_("Edit"),
        N_("Change the task"),
        Scope.TASK, initials="bj", footer=50),
    row("task.skip", "S", "skip_task", N_("Leave out once"),
        N_("Leave this one of a series out; the next is made"),
        Scope.TASK, initials="tgyc"),
    row("task.reopen", "o", "reopen_task", N_("Reopen"),
        N_("Open a task again that is done"),
        Scope.TASK, initials="cxdk"),
    row("task.delete", "delete", "delete_task", N_("Delete"),
        N_("Delete the task; u takes it back"),
        Scope.TASK, initials="sc"),
    row("task.customer", "c", "open_customer", N_("Open customer"),
        N_("Open the customer that the task is about"),
        Scope.TASK, initials="dkkh", footer=60),
    row("task.new", "t f9", "new_task", N_("New task"),
        N_("Make a task, about the same customer"),
        Scope.TASK, initials="xrw"),
    row("tasks.part", "v", "choose_part", N_("Views"),
        N_("Choose which tasks are listed"),
        Scope.TASKS, initials="st", footer=70),
    row("tasks.week", "] 】", "turn_week(1)", N_("Next week"),
        N_("The week after, where days are counted"),
        Scope.TASKS, initials="xyz"),
    row("tasks.week_before", "[ 【", "turn_week(-1)", N_("Week before"),
        N_("The week before, where days are counted"),
        Scope.TASKS, initials="syz"),
)
# fmt: on
