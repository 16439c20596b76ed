"""What became of a batch of customers, told in a toast or, when there is much to say, a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation import errors
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.operations import Operations
from crm_tui.tui.widgets.dialogs import MessageDialog

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.services.pools import BatchOutcome, Outcome

_REASONS_IN_A_TOAST = 2
_LISTED = 60

CLAIMED = (N_("Claimed “{customer}”"), N_("Claimed {count}"))
RETURNED = (N_("Returned “{customer}” to the pool"), N_("Returned {count} to the pool"))
ASSIGNED = (N_("Assigned “{customer}”"), N_("Assigned {count}"))


def tell_outcome(app: Operations, outcome: BatchOutcome, words: tuple[str, str]) -> None:
    """Say how many were done and which were refused, with the reasons."""
    done = _done(outcome.done, words)
    if not outcome.refused:
        app.tell(done)
        return
    summary = _summary(done, outcome)
    if len(outcome.refused) <= _REASONS_IN_A_TOAST:
        reasons = [_reason(each) for each in outcome.refused]
        app.tell("\n".join([*summary, *reasons]), severity="warning")
        return
    lines = [f"· {_reason(each)}" for each in outcome.refused[:_LISTED]]
    if len(outcome.refused) > _LISTED:
        more = len(outcome.refused) - _LISTED
        lines.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
    app.push_screen(MessageDialog(" ".join(summary), Content("\n".join(lines))))


def _summary(done: str, outcome: BatchOutcome) -> list[str]:
    refused = len(outcome.refused)
    if not outcome.done:
        return [] if refused <= _REASONS_IN_A_TOAST else [_refused(refused)]
    return [_("{done}, {refused}:").format(done=done, refused=_refused(refused))]


def _refused(count: int) -> str:
    return ngettext("{count} was refused", "{count} were refused", count).format(count=count)


def _done(done: Sequence[Outcome], words: tuple[str, str]) -> str:
    if len(done) == 1:
        return _(words[0]).format(customer=name_in_sentence(done[0].customer))
    return _(words[1]).format(count=len(done))


def _reason(outcome: Outcome) -> str:
    return "" if outcome.error is None else errors.sentence(outcome.error)
