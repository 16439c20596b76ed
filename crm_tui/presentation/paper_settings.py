"""What an office says of its papers and its money, in words: labels, values, what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.i18n import N_, _
from crm_tui.presentation.words import field_label

_LABELS = {
    ("order", "number_pattern"): "order_number_pattern",
    ("contract", "number_pattern"): "contract_number_pattern",
    ("payment", "number_pattern"): "payment_number_pattern",
    ("approval", "discount"): "approval_discount",
    ("approval", "contract"): "approval_contract",
    ("approval", "refund"): "approval_refund",
}
_YES_OR_NO = {"yes": N_("yes"), "no": N_("no")}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "includes_tax": _YES_OR_NO,
    "confirmed_is_deal": _YES_OR_NO,
    "signed_is_deal": _YES_OR_NO,
    "receipt_is_deal": {
        "no": N_("none of them"),
        "first": N_("the first of a customer"),
        "each": N_("each of them"),
    },
    "credit_check": {
        "off": N_("go through"),
        "warn": N_("are warned of"),
        "block": N_("are refused"),
    },
}
"""The settings that are one of a few, with what each of them is called."""
_SPOKEN = {"off": N_("off"), "always": N_("always"), "none": N_("none")}
_APPROVAL = N_("off, a percentage or an amount; always asks each time.")
_TOLD = {
    "number_pattern": N_(
        "{yyyy}, {mm} and {dd} are the day, {seq} counts on: BJ-{yyyy}{mm}-{seq}. A number is given"
        " once; papers that are there keep theirs."
    ),
    "valid_days": N_("A new quote is valid for so many days."),
    "tax_share": N_("New products, and lines that name no product, begin with it: 13%."),
    "includes_tax": N_("Whether prices on new quotes include tax, or it is added to them."),
    "terms": N_("They stand below each new quote and can be changed there."),
    "confirmed_is_deal": N_("Whether an order that is confirmed records a deal of its total."),
    "our_party": N_("Who we are on new contracts."),
    "our_signatory": N_("Who signs new contracts for us."),
    "signed_is_deal": N_("Whether a contract that is signed records a deal of its amount."),
    "payment_days": N_(
        "What no plan gives a day is due so many days after the order or contract; none for never."
    ),
    "receipt_is_deal": N_("Which receipts record a deal."),
    "credit_check": N_("What happens to an order with which a customer would owe too much."),
    "discount": _APPROVAL,
    "contract": _APPROVAL,
    "refund": _APPROVAL,
}


def paper_label(kind: str, name: str) -> str:
    """Return what a setting of a kind of paper is called."""
    return field_label(_LABELS.get((kind, name), name))


def paper_value(name: str, written: str) -> str:
    """Return a setting, as a person writes it in the shell, in words."""
    words = CHOICES.get(name, _SPOKEN)
    return _(words[written]) if written in words else " ".join(written.split())


def paper_choices(name: str) -> Sequence[tuple[str, str]]:
    """Return what a setting may be, as it is written and in words; nothing where it is free."""
    return [(written, _(words)) for written, words in CHOICES.get(name, {}).items()]


def paper_told(name: str) -> str:
    """Return what a setting means, with an example; nothing where its label says it."""
    return _(_TOLD[name]) if name in _TOLD else ""
