"""The words for what people may do, how far they see, and by which way they came in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from crm_tui.domain.sign_ins import TokenKind
from crm_tui.domain.users import Permission, Road, Scope, UserStatus
from crm_tui.i18n import N_

PEOPLE_VALUES: Mapping[Enum, str] = {
    TokenKind.SESSION: N_("Signed in"),
    TokenKind.SCRIPT: N_("Script"),
    UserStatus.ACTIVE: N_("Active"),
    UserStatus.DISABLED: N_("Disabled"),
    UserStatus.LEFT: N_("Left"),
    Scope.SELF: N_("their own"),
    Scope.SUBORDINATES: N_("their own and their staff's"),
    Scope.DEPARTMENT: N_("their department's"),
    Scope.DEPARTMENT_AND_BELOW: N_("their department's and all below"),
    Scope.ALL: N_("all of the office"),
    Road.SCREEN: N_("on screen"),
    Road.SHELL: N_("in the shell"),
    Road.IMPORT: N_("by import"),
    Road.SWEEP: N_("by the rules"),
    Road.SETUP: N_("at setup"),
    Permission.VIEW: N_("see customers"),
    Permission.EDIT_CUSTOMER: N_("enter and edit customers"),
    Permission.DELETE_CUSTOMER: N_("delete customers"),
    Permission.IMPORT: N_("import customers"),
    Permission.EXPORT: N_("write files of what one sees"),
    Permission.FOLLOW_UP: N_("write follow-ups and reminders"),
    Permission.CLAIM: N_("claim customers"),
    Permission.RETURN: N_("return customers"),
    Permission.ASSIGN: N_("assign customers"),
    Permission.SWEEP: N_("run the sweep"),
    Permission.RESTORE_CUSTOMER: N_("bring back customers that were set aside"),
    Permission.TRANSFER: N_("pass customers to colleagues"),
    Permission.HAND_OVER: N_("hand over all that somebody holds"),
    Permission.MOVE_POOL: N_("move customers to another pool"),
    Permission.LOCK: N_("lock customers and ask for more time"),
    Permission.GRANT: N_("grant locks and more time"),
    Permission.EDIT_POOL: N_("change pools and their rules"),
    Permission.OVERRIDE_LIMITS: N_("give customers beyond a limit"),
    Permission.RECORD_DEAL: N_("record deals"),
    Permission.VOID_DEAL: N_("void deals"),
    Permission.EDIT_QUOTE: N_("write quotes"),
    Permission.EDIT_CONTRACT: N_("draft contracts"),
    Permission.SIGN_CONTRACT: N_("sign, terminate and void contracts"),
    Permission.EDIT_ORDER: N_("write orders and what was delivered"),
    Permission.EDIT_PAYMENT: N_("write down payments and invoices"),
    Permission.CONFIRM_PAYMENT: N_("confirm payments and give credit"),
    Permission.EDIT_EXPENSE: N_("enter expenses"),
    Permission.VIEW_EXPENSE: N_("see what others spent, and the profit with what products cost"),
    Permission.EDIT_PRODUCT: N_("enter and edit products"),
    Permission.VIEW_COST: N_("see what products cost"),
    Permission.RECORD_LEAVE: N_("record leave"),
    Permission.FILE_DISPUTE: N_("report a clash over a customer"),
    Permission.DECIDE_DISPUTE: N_("decide a clash over a customer"),
    Permission.SET_TARGET: N_("set the targets of one's staff"),
    Permission.APPROVE: N_("grant what anybody asks approval for"),
    Permission.SHARE_VIEW: N_("share views with the team"),
    Permission.UNDO_OTHERS: N_("see and undo what others did"),
    Permission.MANAGE_PEOPLE: N_("manage departments, people and roles"),
    Permission.MANAGE_OFFICE: N_("manage the office"),
}
