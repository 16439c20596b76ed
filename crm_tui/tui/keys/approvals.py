"""What can be done with what was asked before it is done."""

from crm_tui.i18n import N_
from crm_tui.tui.keys.commands import KeyCommand, row
from crm_tui.tui.keys.scopes import Scope

# fmt: off
COMMANDS: tuple[KeyCommand, ...] = (
    row("approvals", '" “ ”', "approvals", N_("Approvals"),
        N_("What waits for your answer, and what you asked approval for"),
        Scope.TABS, initials="sp"),
    row("approval.grant", "a f5", "grant", N_("Grant"),
        N_("Let it be done once, as it is, with a word to who asked"),
        Scope.APPROVALS, initials="ty", footer=20),
    row("approval.refuse", "r f8", "refuse", N_("Do not grant"),
        N_("Say no and why, or take back a grant that was not used"),
        Scope.APPROVALS, initials="bty", footer=30),
    row("approval.withdraw", "d delete", "withdraw", N_("Withdraw"),
        N_("Let go what you asked for, as long as it was not done"),
        Scope.APPROVALS, initials="ch", footer=40),
    row("approval.filter", "v f9", "next_kind", N_("Next kind"),
        N_("Show only what waits for you, or what you asked; or all"),
        Scope.APPROVALS, initials="sx", footer=50),
    row("approval.settings", "e f4", "settings", N_("What needs approval"),
        N_("Say which discounts, contracts and refunds are granted before they are done"),
        Scope.APPROVALS, initials="spsz", footer=60),
)
# fmt: on
