"""What became of a batch of customers, told in a toast or, when there is much to say, a dialog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation import errors
from crm_tui.presentation.words import more_words, name_in_sentence
from crm_tui.tui.operations import Operations
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton
from crm_tui.values import dataclass

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.services.outcomes import BatchOutcome, Outcome

_LISTED = 1000
_NAMED = 6


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """What is said of one customer that was done, and of several; msgids."""

    one: str
    many: str
    names_receivers: bool = False
    """Whether it says who holds the customers now."""
    receiver: str = ""
    """Who got all of them, where that is known."""


CLAIMED = OutcomeWords(N_("Claimed “{customer}”"), N_("Claimed {count}"))
RETURNED = OutcomeWords(N_("Returned “{customer}” to the pool"), N_("Returned {count} to the pool"))
ASSIGNED = OutcomeWords(N_("Assigned “{customer}”"), N_("Assigned {count}"), names_receivers=True)
TRANSFERRED = OutcomeWords(
    N_("Passed “{customer}” on"), N_("Passed {count} on"), names_receivers=True
)
MOVED = OutcomeWords(
    N_("Moved “{customer}” to the other pool"), N_("Moved {count} to the other pool")
)
LOCKED = OutcomeWords(N_("Locked “{customer}”"), N_("Locked {count}"))
UNLOCKED = OutcomeWords(N_("Lifted the lock of “{customer}”"), N_("Lifted {count} locks"))
ASKED = OutcomeWords(
    N_("Asked for more days for “{customer}”"), N_("Asked for more days for {count}")
)
GRANTED = OutcomeWords(
    N_("Granted more days for “{customer}”"), N_("Granted more days for {count}")
)
DECLINED = OutcomeWords(
    N_("Refused more days for “{customer}”"), N_("Refused more days for {count}")
)
RESTARTED = OutcomeWords(
    N_("The days of “{customer}” count from today"), N_("The days of {count} count from today")
)
DELETED = OutcomeWords(
    N_("Deleted “{customer}” · u takes it back"), N_("Deleted {count} · u takes it back")
)
INVALIDATED = OutcomeWords(
    N_("Marked “{customer}” as invalid · u takes it back"),
    N_("Marked {count} as invalid · u takes it back"),
)
BLACKLISTED = OutcomeWords(
    N_("Blacklisted “{customer}” · u takes it back"), N_("Blacklisted {count} · u takes it back")
)
RESTORED = OutcomeWords(
    N_("Restored “{customer}” to its pool"), N_("Restored {count} to their pools")
)
EDITED = OutcomeWords(
    N_("Changed “{customer}” · u takes it back"), N_("Changed {count} · u takes it back")
)
PURGED = OutcomeWords(N_("Removed “{customer}” for good"), N_("Removed {count} for good"))
JOINED = OutcomeWords(N_("Added to the team of “{customer}”"), N_("Added to {count} teams"))


class OutcomeDialog(Dialog[None]):
    """Lists what became of each customer; it scrolls, and what was refused stays marked."""

    def __init__(self, heading: str, results: Sequence[Outcome]) -> None:
        super().__init__(heading, (DialogButton("close", _("Close"), "dialog.cancel"),))
        self._results = results

    def compose_body(self) -> ComposeResult:
        """Show one line for each customer, and the reason below a refused one."""
        with VerticalScroll(classes="dialog--body"):
            yield Static(Content("\n").join(self._lines()), markup=False)

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def pressed(self, answer: str) -> None:
        """Close."""
        self.dismiss(None)

    def _lines(self) -> Iterator[Content]:
        for each in self._results[:_LISTED]:
            name = name_in_sentence(each.customer)
            if each.error is None:
                yield Content.styled("✓ ", "$text-success") + Content(name)
                continue
            yield Content.styled("✗ ", "$text-error") + Content(name)
            yield Content(f"  {errors.sentence(each.error)}")
        more = len(self._results) - _LISTED
        if more > 0:
            yield Content(more_words(more))


def tell_outcome(
    app: Operations, outcome: BatchOutcome, words: OutcomeWords, receivers: Sequence[str] = ()
) -> None:
    """Say how many were done and which were refused, with the reasons.

    `receivers` are the names of who holds those now, one for each customer that was done.
    """
    if not outcome.refused:
        done = _done(outcome.done, words, receivers)
        app.tell(_("{done} · u takes it back").format(done=done) if receivers else done)
    elif len(outcome.results) == 1:
        app.tell(_reason(outcome.refused[0]), severity="warning")
    else:
        app.push_screen(OutcomeDialog(_summary(outcome, words, receivers), outcome.results))


def _summary(outcome: BatchOutcome, words: OutcomeWords, receivers: Sequence[str]) -> str:
    refused = len(outcome.refused)
    told = ngettext("{count} was refused", "{count} were refused", refused).format(count=refused)
    if not outcome.done:
        return told
    done = _done(outcome.done, words, receivers)
    return _("{done}, {refused}:").format(done=done, refused=told)


def _done(done: Sequence[Outcome], words: OutcomeWords, receivers: Sequence[str]) -> str:
    if len(done) == 1:
        said = _(words.one).format(customer=name_in_sentence(done[0].customer))
    else:
        said = _(words.many).format(count=len(done))
    if not receivers:
        return said
    return _("{done}: {people}").format(done=said, people=_people(receivers))


def _people(receivers: Sequence[str]) -> str:
    counted = Counter(name_in_sentence(each) for each in receivers).most_common()
    if len(counted) == 1:
        return counted[0][0]
    named = [f"{name} {number}" for name, number in counted[:_NAMED]]
    return _(", ").join([*named, "…"] if len(counted) > _NAMED else named)


def _reason(outcome: Outcome) -> str:
    return "" if outcome.error is None else errors.sentence(outcome.error)
