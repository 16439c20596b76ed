"""The evening's summary, lost customers, and the levels to decide on."""

from crm_tui.i18n import N_
from crm_tui.tui.keys.commands import KeyCommand, row
from crm_tui.tui.keys.scopes import Scope

# fmt: off
COMMANDS: tuple[KeyCommand, ...] = (
    row("day.summary", "z", "summary", N_("Done today"),
        N_("What you did today, as a text to copy"),
        Scope.TODAY, initials="rj"),
    row("levels", "& ＆", "levels", N_("Level review"),
        N_("The levels that were worked out: accept or refuse them"),
        Scope.TODAY, initials="djpg"),
    row("lost", "@ ＠", "lost", N_("Lost"),
        N_("Say that the customer is lost, with a reason, or that it is back"),
        Scope.RECORD, initials="ls"),
    row("levels.accept", "a f7", "accept_level", N_("Accept"),
        N_("Give the customer, or all marked ones, the level proposed"),
        Scope.LEVELS, initials="ty", footer=20),
    row("levels.refuse", "r f8", "refuse_level", N_("Refuse"),
        N_("Leave the customer, or all marked ones, the level they have"),
        Scope.LEVELS, initials="bty", footer=30),
    row("summary.copy", "y f4", "copy_summary", N_("Copy"),
        N_("Copy the text"),
        Scope.DAY_SUMMARY, in_palette=False),
)
# fmt: on
