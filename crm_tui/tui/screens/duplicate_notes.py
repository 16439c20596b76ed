"""What is said when a customer that is typed exists already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.customers import (
    CustomerFields,
    CustomerKind,
    DuplicateMatch,
    NewCustomer,
    Standing,
    with_changes,
)
from crm_tui.domain.duplicates import MatchKind, MatchLevel
from crm_tui.errors import DuplicateCustomerError
from crm_tui.i18n import _
from crm_tui.presentation.duplicates import duplicate, match_kind_word
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import command
from crm_tui.tui.widgets.dialogs import ConfirmDialog, MessageDialog

FIELD_OF_KIND = {
    MatchKind.NAME: "name",
    MatchKind.FORMER_NAME: "name",
    MatchKind.SHORT_NAME: "name",
    MatchKind.CORE_NAME: "name",
    MatchKind.CREDIT_CODE: "credit_code",
    MatchKind.MOBILE: "phones",
    MatchKind.FIXED_LINE: "phones",
    MatchKind.WECHAT: "wechat",
    MatchKind.EMAIL: "email",
    MatchKind.DOMAIN: "website",
}
"""Under which field of a form a match is told."""
_ALIKE = frozenset({MatchKind.CORE_NAME, MatchKind.SHORT_NAME})
_TEXTS = ("name", "short_name", "former_names", "credit_code", "website")
KEYED_FIELDS = ", ".join(f"#{name}" for name in (*_TEXTS, "phones", "wechat"))
"""The fields whose texts the duplicate check looks at."""


def draft_of(texts: Mapping[str, str], kind: object, phones: Sequence[Phone]) -> NewCustomer:
    """Return what of a form the duplicate check looks at, whatever else is not finished yet."""
    blank = CustomerFields(
        name="",
        kind=kind if isinstance(kind, CustomerKind) else CustomerKind.ENTERPRISE,
        first_contact_day=1,
    )
    fields = with_changes(blank, {name: texts.get(name, "") for name in _TEXTS})
    return NewCustomer(
        fields, ContactFields("", phones=tuple(phones), wechat=texts.get("wechat", ""))
    )


def duplicate_note(match: DuplicateMatch) -> str:
    """Return in few words who has the same customer, and the key that opens it."""
    words = _holder_words(match)
    if match.kind is not MatchKind.NAME:
        words = _("{words} (the same: {kind})").format(
            words=words, kind=match_kind_word(match.kind)
        )
    if not match.visible:
        return words
    if match.kind is not MatchKind.NAME:
        words = _("{words}: {customer}").format(
            words=words, customer=name_in_sentence(match.customer)
        )
    key = command("form.open_duplicate").shown_key
    return _("{words} · {key} opens it").format(words=words, key=key)


def _holder_words(match: DuplicateMatch) -> str:
    pool = name_in_sentence(match.pool)
    if match.standing is Standing.DELETED:
        return _("Deleted, can be restored")
    if match.standing is not Standing.NORMAL:
        return _("Exists already and was set aside")
    if match.claimable:
        return _("In the pool “{pool}”, can be claimed").format(pool=pool)
    is_alike = match.level is MatchLevel.HINT or match.kind in _ALIKE
    if match.owner:
        owner = name_in_sentence(match.owner)
        words = _("Alike: {owner} holds one") if is_alike else _("Exists already: {owner} holds it")
        return words.format(owner=owner)
    if is_alike:
        return _("Alike: one in the pool “{pool}”").format(pool=pool)
    return _("Exists already in the pool “{pool}”").format(pool=pool)


def duplicates_question(error: DuplicateCustomerError) -> ConfirmDialog | MessageDialog:
    """Return the dialog that names who has it and asks whether to save all the same.

    What only a manager may save is said without an offer to do so.
    """
    found = [match for match in error.matches if isinstance(match, DuplicateMatch)]
    lines = [duplicate(match) for match in found]
    title = _("This customer may exist already")
    if error.is_final:
        lines.append(_("Who may assign customers can save it all the same; else file a clash."))
        return MessageDialog(title, Content("\n".join(lines)))
    return ConfirmDialog(
        title,
        Content("\n".join(lines)),
        yes=_("Save all the same"),
        no=_("Keep typing"),
        is_dangerous=True,
    )
