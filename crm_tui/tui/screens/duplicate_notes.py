"""What is said when a customer that is typed exists already."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from crm_tui.domain.customers import DuplicateMatch
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import command
from crm_tui.tui.widgets.dialogs import ConfirmDialog


def duplicate_note(match: DuplicateMatch) -> str:
    """Return in few words who has the same customer, and the key that opens it."""
    if match.claimable:
        words = _("In the pool “{pool}”, can be claimed").format(pool=name_in_sentence(match.pool))
    elif match.owner:
        words = _("Exists already: {owner} holds it").format(owner=name_in_sentence(match.owner))
    elif match.department:
        words = _("Exists already: somebody in {department} holds it").format(
            department=name_in_sentence(match.department)
        )
    else:
        words = _("Exists already in the pool “{pool}”").format(pool=name_in_sentence(match.pool))
    if not match.visible:
        return words
    key = command("form.open_duplicate").shown_key
    return _("{words} · {key} opens it").format(words=words, key=key)


def duplicates_question(found: Iterable[DuplicateMatch]) -> ConfirmDialog:
    """Return the dialog that names who has it and asks whether to save all the same."""
    return ConfirmDialog(
        _("This customer may exist already"),
        Content("\n".join(errors.duplicate(match) for match in found)),
        yes=_("Save all the same"),
        no=_("Keep typing"),
        is_dangerous=True,
    )
