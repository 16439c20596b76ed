"""疑似重复: customers that may be one."""

from crm_tui.i18n import N_
from crm_tui.tui.keys.commands import KeyCommand, row
from crm_tui.tui.keys.scopes import Scope

# fmt: off
COMMANDS: tuple[KeyCommand, ...] = (
    row("duplicates", "| ｜", "duplicates", N_("Possible duplicates"),
        N_("Customers that may be one, with what speaks for it"),
        Scope.CUSTOMERS, initials="yscf"),
    row("duplicates.merge", "% ％ f4", "merge_pair", N_("Merge"),
        N_("Put the two side by side and make one customer of them"),
        Scope.DUPLICATES, initials="hb", footer=25),
    row("duplicates.dismiss", "d f8", "dismiss_pair", N_("Different"),
        N_("Say that the two are different, or take that back where it was said"),
        Scope.DUPLICATES, initials="bts", footer=20),
    row("duplicates.other", "o f6", "open_other", N_("Open the other"),
        N_("Open the second of the two, or choose among many"),
        Scope.DUPLICATES, initials="dkly", footer=15),
    row("duplicates.part", "v f7", "choose_part", N_("Views"),
        N_("What customers share, names that are alike, or those called different"),
        Scope.DUPLICATES, initials="st", footer=30),
    row("duplicates.again", "f5 R", "look_again", N_("Search anew"),
        N_("Search once more for customers that may be one"),
        Scope.DUPLICATES, initials="cxcz", footer=40),
)
# fmt: on
