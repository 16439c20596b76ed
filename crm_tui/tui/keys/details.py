"""One customer whole: back, the next one, its timeline, contacts and reminders."""

from crm_tui.i18n import N_
from crm_tui.tui.keys.commands import KeyCommand, row
from crm_tui.tui.keys.scopes import Scope

# fmt: off
COMMANDS: tuple[KeyCommand, ...] = (
    row("timeline.open", "enter", "open", N_("Open"), N_("Open the entry"),
        Scope.TIMELINE, in_palette=False),
    row("back", "escape q ctrl+left backspace", "back", N_("Back"),
        N_("Go back to where you came from"),
        Scope.DETAIL, Scope.SETTINGS_PART, Scope.CALENDAR, Scope.LEVELS, Scope.OVERVIEW, Scope.HANDOVER,
        Scope.GREETINGS,
        Scope.TASK,
        initials="fh", footer=5),
    row("record.next", "] 】", "next_record", N_("Next record"),
        N_("The next customer of the list, without leaving this screen"),
        Scope.DETAIL, initials="xyg", footer=60),
    row("record.previous", "[ 【", "previous_record", N_("Previous record"),
        N_("The previous customer of the list, without leaving this screen"),
        Scope.DETAIL, initials="syg"),
    row("record.back", "alt+left", "visited(-1)", N_("Customer before"),
        N_("Back to the customer that was open here before"),
        Scope.DETAIL, initials="sykh"),
    row("record.forward", "alt+right", "visited(1)", N_("Customer after"),
        N_("Forward again, after going back"),
        Scope.DETAIL, initials="xykh"),
    row("timeline.filter", "v", "filter_timeline", N_("Filter timeline"),
        N_("Show all entries, or only follow-ups, changes of owner, edits, tasks, deals or files"),
        Scope.DETAIL, initials="sxsjx", footer=70),
    row("timeline.search", "/ ／ 、", "search_timeline", N_("Search timeline"),
        N_("Show the entries of the timeline that say some words"),
        Scope.DETAIL, initials="sssjx"),
    row("follow_up.comment", "P", "comment", N_("Comment"),
        N_("Comment on the follow-up at the cursor, as who stands above its author"),
        Scope.DETAIL, initials="dp"),
    row("files", "F", "files", N_("Files"),
        N_("Attach files to this customer, open them or save a copy"),
        Scope.DETAIL, initials="wj"),
    row("phone", "p", "phone", N_("Phone"),
        N_("Show a number as a code to scan with a telephone"),
        Scope.DETAIL, initials="dh"),
    row("phone.copy", "y", "copy_phone", N_("Copy number"),
        N_("Copy the number that is shown, or that of the first contact"),
        Scope.DETAIL, Scope.PHONE, initials="fzhm"),
    row("contact.edit", "E", "edit_contact", N_("Edit contact"),
        N_("Change a contact of this customer"),
        Scope.DETAIL, initials="bjlxr"),
    row("task.done", "d", "finish_task", N_("Reminder done"),
        N_("Mark a reminder as done"),
        Scope.DETAIL, Scope.TODAY, initials="wctx"),
)
# fmt: on
