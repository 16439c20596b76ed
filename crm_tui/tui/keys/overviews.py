"""The manager's view, passing on, and what waits for a decision."""

from crm_tui.i18n import N_
from crm_tui.tui.keys.commands import KeyCommand, row
from crm_tui.tui.keys.scopes import Scope

# fmt: off
COMMANDS: tuple[KeyCommand, ...] = (
    row("sweep.review", "S", "review_sweep", N_("Held sweep"),
        N_("Look through a sweep that waits for you, and let it run"),
        Scope.TODAY, initials="zhhs"),
    row("overview", "O", "overview", N_("Team at a glance"),
        N_("Who is full, what leaves this week, what lies long, what moves in circles"),
        Scope.TABS, initials="tdkb", footer=67),
    row("handover", "J", "handover", N_("Hand over"),
        N_("Pass on all that a colleague holds, by a plan, with a slip"),
        Scope.TABS, Scope.OVERVIEW, Scope.SETTINGS, initials="jj"),
    row("handle", "b", "handle", N_("Deal with it"),
        N_("Answer what waits for you: hand-overs, more days, clashes, approvals, claims"),
        Scope.TODAY, initials="bl", footer=65),
    row("overview.views", "v", "choose_part", N_("Views"),
        N_("Choose what the list shows"),
        Scope.OVERVIEW, initials="st", footer=70),
    row("overview.span", "s", "turn_span", N_("7, 30, 90 days"),
        N_("The span over which claims and returns are counted"),
        Scope.OVERVIEW, initials="ts", footer=75),
    row("handover.way", "v", "choose_way", N_("How"),
        N_("To one person, in turn, by region, by level, or to the pool"),
        Scope.HANDOVER, initials="fs", footer=30),
    row("handover.who", "c", "choose_leaver", N_("Whose customers"),
        N_("Choose the colleague whose customers are passed on"),
        Scope.HANDOVER, initials="jjr", footer=20),
    row("handover.choose", "enter", "open", N_("Choose"),
        N_("Choose this person, or who gets this part"),
        Scope.HANDOVER, initials="xz", footer=10, in_palette=False),
    row("handover.make", "f2 ctrl+s", "make", N_("Hand over"),
        N_("Pass the customers on as the preview says"),
        Scope.HANDOVER, initials="zxjj", footer=40, priority=True),
    row("handover.slips", "L", "slips", N_("Slips"),
        N_("The hand-overs made so far, and what was confirmed"),
        Scope.HANDOVER, initials="jjd", footer=50),
    row("slips", "W", "slips", N_("Slips"),
        N_("The hand-overs made so far, and what was confirmed"),
        Scope.TABS, initials="jjd"),
)
# fmt: on
