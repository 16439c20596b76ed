"""Opportunities: entering them, their stages, how they end."""

from crm_tui.i18n import N_
from crm_tui.tui.keys.commands import KeyCommand, row
from crm_tui.tui.keys.scopes import Scope

# fmt: off
COMMANDS: tuple[KeyCommand, ...] = (
    row("tab.opportunities", "5", "show_tab('opportunities')", N_("Opportunities"),
        N_("What may be sold, by stage and by the day it is expected"),
        Scope.TABS, Scope.DETAIL, Scope.SETTINGS, Scope.SCHEDULE, initials="sj"),
    row("opportunity.new", "( （", "new_opportunity", N_("New opportunity"),
        N_("Enter an opportunity with this customer"),
        Scope.RECORD, Scope.OPPORTUNITY, initials="xjsj"),
    row("opportunity.edit", "e f4", "edit_opportunity", N_("Edit"),
        N_("Change the fields of the opportunity"),
        Scope.OPPORTUNITY, initials="bj", footer=20),
    row("opportunity.move", "m f6", "move_opportunity", N_("Change stage"),
        N_("Bring the opportunity into another stage"),
        Scope.OPPORTUNITY, initials="tjjd", footer=15),
    row("opportunity.win", "w f7", "win", N_("Win"),
        N_("The opportunity is won; where the office says so it counts as a deal"),
        Scope.OPPORTUNITY, initials="yd", footer=30),
    row("opportunity.lose", "d f8", "lose", N_("Lose"),
        N_("The opportunity is lost, with a reason and what is to be learnt of it"),
        Scope.OPPORTUNITY, initials="sd", footer=40),
    row("opportunity.void", "i", "void", N_("Void"),
        N_("The opportunity never was one, with a reason: it counts for nothing"),
        Scope.OPPORTUNITY, initials="zf"),
    row("opportunity.reopen", "R", "reopen", N_("Reopen or restore"),
        N_("Open an opportunity again that had ended, or bring back a deleted one"),
        Scope.OPPORTUNITY, initials="cxdk"),
    row("opportunity.delete", "delete", "delete_opportunity", N_("Delete"),
        N_("Delete an opportunity that was not won; asks first, and u takes it back"),
        Scope.OPPORTUNITY, initials="scsj"),
    row("opportunity.customer", "c", "open_customer", N_("Its customer"),
        N_("Open the customer of the opportunity"),
        Scope.OPPORTUNITY, initials="ckkh"),
)
# fmt: on
