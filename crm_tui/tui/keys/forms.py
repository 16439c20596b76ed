"""Forms, choices and dialogs, and the screen of the first start."""

from crm_tui.i18n import N_
from crm_tui.tui.keys.commands import KeyCommand, row
from crm_tui.tui.keys.scopes import Scope

# fmt: off
COMMANDS: tuple[KeyCommand, ...] = (
    row("form.save", "f2 ctrl+s ctrl+enter", "save", N_("Save"), N_("Save what was typed"),
        Scope.FORM, initials="bc", footer=10, priority=True),
    row("form.cancel", "escape", "cancel", N_("Cancel"),
        N_("Leave; asks first if something was typed"),
        Scope.FORM, initials="qx", footer=20),
    row("form.save_contact", "f3", "save_and_add_contact", N_("Save, new contact"),
        N_("Save and enter another contact of this customer"),
        Scope.CUSTOMER_FORM, initials="bcbxjlxr", footer=30, in_palette=False, priority=True),
    row("form.save_another", "f4", "save_and_start_anew", N_("Save, next customer"),
        N_("Save and enter another customer"),
        Scope.CUSTOMER_FORM, initials="bcbjxxj", footer=40, in_palette=False, priority=True),
    row("form.next_group", "f6", "next_group", N_("Next group"),
        N_("Go to the next group of fields"),
        Scope.CUSTOMER_FORM, initials="xyz", footer=50, in_palette=False, priority=True),
    row("form.open_duplicate", "f7", "open_duplicate", N_("Open that one"),
        N_("Open the customer that has the same name or phone"),
        Scope.CUSTOMER_FORM, initials="dkcf", footer=60, in_palette=False, priority=True),
    row("checklist.toggle", "space", "tick", N_("Tick"),
        N_("Tick it, or take the tick away"),
        Scope.CHECKLIST, in_palette=False),
    row("start.samples", "f3", "start_with_samples", N_("Sample data"),
        N_("Start with made-up customers, to try the program"),
        Scope.START, initials="slsj", footer=15, in_palette=False),
    row("choice.down", "down", "move(1)", N_("Down"), N_("Open the choices; go one down"),
        Scope.CHOICE, in_palette=False),
    row("choice.up", "up", "move(-1)", N_("Up"), N_("Go one choice up"),
        Scope.CHOICE, in_palette=False),
    row("choice.close", "escape", "close", N_("Close"), N_("Close the choices"),
        Scope.CHOICE, in_palette=False),
    row("dialog.cancel", "escape", "cancel", N_("Cancel"),
        N_("Close; asks first if something was typed"),
        Scope.DIALOG, in_palette=False),
    row("dialog.save", "f2 ctrl+s ctrl+enter", "save", N_("Save"),
        N_("Do it with what was typed"),
        Scope.FORM_DIALOG, in_palette=False, priority=True),
    row("conflict.mine", "f3", "take('mine')", N_("All mine"), N_("What was typed here stands"),
        Scope.CONFLICT, in_palette=False, priority=True),
    row("conflict.theirs", "f4", "take('theirs')", N_("All theirs"),
        N_("What the other one saved stands"),
        Scope.CONFLICT, in_palette=False, priority=True),
    row("confirm.yes", "y f2", "answer(True)", N_("Yes"), N_("Do it"),
        Scope.CONFIRM, in_palette=False),
    row("confirm.no", "n f3", "answer(False)", N_("No"), N_("Leave it"),
        Scope.CONFIRM, in_palette=False),
)
# fmt: on
