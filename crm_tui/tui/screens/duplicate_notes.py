"""What stands under a field of the form when the customer exists already."""

from __future__ import annotations

from crm_tui.domain.customers import DuplicateMatch
from crm_tui.i18n import _
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import command, key_label


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
    key = key_label(command("form.open_duplicate").keys[0])
    return _("{words} · {key} opens it").format(words=words, key=key)
