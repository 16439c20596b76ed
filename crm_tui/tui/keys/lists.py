"""Moving and marking in a list, and moving in a timeline."""

from crm_tui.i18n import N_
from crm_tui.tui.keys.commands import KeyCommand, row
from crm_tui.tui.keys.scopes import Scope

# fmt: off
COMMANDS: tuple[KeyCommand, ...] = (
    row("list.mark", "space", "mark", N_("Mark"),
        N_("Mark this row and go to the next"),
        Scope.LIST, initials="xz", footer=60),
    row("list.mark_range", "V", "mark_range", N_("Mark range"),
        N_("Mark all rows from the last mark to here"),
        Scope.LIST, initials="xzfw"),
    row("list.mark_all", "* ＊", "mark_all", N_("Mark all"),
        N_("Mark every row of this list"),
        Scope.LIST, initials="qx"),
    row("list.down", "down j", "move(1)", N_("Down"), N_("Go one row down"),
        Scope.LIST, Scope.TIMELINE, in_palette=False),
    row("list.up", "up k", "move(-1)", N_("Up"), N_("Go one row up"),
        Scope.LIST, Scope.TIMELINE, in_palette=False),
    row("list.page_down", "pagedown", "page(1)", N_("Page down"), N_("Go one page down"),
        Scope.LIST, Scope.TIMELINE, in_palette=False),
    row("list.page_up", "pageup", "page(-1)", N_("Page up"), N_("Go one page up"),
        Scope.LIST, Scope.TIMELINE, in_palette=False),
    row("list.first", "home g", "first", N_("First row"), N_("Go to the first row"),
        Scope.LIST, Scope.TIMELINE, in_palette=False),
    row("list.last", "end G", "last", N_("Last row"), N_("Go to the last row"),
        Scope.LIST, Scope.TIMELINE, in_palette=False),
    row("list.right", "right l", "sideways(1)", N_("Columns to the right"),
        N_("Show the columns further right"), Scope.LIST, in_palette=False),
    row("list.left", "left h", "sideways(-1)", N_("Columns to the left"),
        N_("Show the columns further left"), Scope.LIST, in_palette=False),
)
# fmt: on
