"""What can be done with money: planned, received, given back, invoiced."""

from crm_tui.i18n import N_
from crm_tui.tui.keys.commands import KeyCommand, row
from crm_tui.tui.keys.scopes import Scope

# fmt: off
COMMANDS: tuple[KeyCommand, ...] = (
    row("payments", "' ‘ ’", "payments", N_("Payments"),
        N_("What this customer is to pay, paid and was invoiced, and what that sums to"),
        Scope.RECORD, initials="hk"),
    row("paper.payments", "' ‘ ’", "payments", N_("Payments"),
        N_("What the customer of this paper is to pay, paid and was invoiced"),
        Scope.ORDER, Scope.CONTRACT, initials="hk", footer=88),
    row("payments.add", "a f5", "add_receipt", N_("New receipt"),
        N_("Write down what this customer paid, and what it settles"),
        Scope.PAYMENTS, initials="djhk", footer=20),
    row("payments.plan", "p f6", "add_plan", N_("Plan payment"),
        N_("Plan a line of an order or a contract: how much, when, what it is"),
        Scope.PAYMENTS, initials="hkjh", footer=30),
    row("payments.invoice", "i f7", "add_invoice", N_("New invoice"),
        N_("Write down an invoice that was issued to this customer"),
        Scope.PAYMENTS, initials="xzfp", footer=40),
    row("payments.return", "r f8", "give_back", N_("Refund, red invoice"),
        N_("Give something of the receipt back, or reverse the invoice by a red one"),
        Scope.PAYMENTS, initials="tk", footer=50),
    row("payments.edit", "e f4", "edit_entry", N_("Edit"),
        N_("Change the receipt, planned line or invoice"),
        Scope.PAYMENTS, initials="xg", footer=60),
    row("payments.void", "z", "void_invoice", N_("Void"),
        N_("Call the invoice void, with a reason"),
        Scope.PAYMENTS, initials="zf"),
    row("payments.delete", "d delete", "delete_entry", N_("Delete"),
        N_("Take it out of all lists; u brings it back"),
        Scope.PAYMENTS, initials="sc"),
    row("payments.filter", "v f9", "next_kind", N_("Next kind"),
        N_("Show only payments, what is to be paid, planned lines or invoices; or all"),
        Scope.PAYMENTS, initials="sx", footer=70),
)
# fmt: on
