"""等级评估: the levels a review proposed, accepted or refused one by one or all marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from crm_tui.domain.level_reviews import ProposalRow
from crm_tui.domain.users import Permission
from crm_tui.i18n import N_, _
from crm_tui.presentation.level_reviews import contribution_words
from crm_tui.presentation.money import amount
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import optional_word, word
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.outcomes import OutcomeWords, tell_outcome
from crm_tui.tui.screens.settings.parts import PartScreen
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    text_column,
    why_not_may,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column, Marks
from crm_tui.tui.widgets.record_list.messages import InvertRequested, MarkAllRequested

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.outcomes import BatchOutcome

ACCEPTED = OutcomeWords(
    N_("“{customer}” has the new level · u takes it back"),
    N_("{count} have their new levels · u takes it back"),
)
REFUSED = OutcomeWords(N_("“{customer}” keeps its level"), N_("{count} keep their levels"))
_MARKS = frozenset({"list.mark", "list.mark_range", "list.mark_all", "list.invert"})


class LevelReviewScreen(PartScreen):
    """The levels on which this person decides."""

    scope = Scope.LEVELS
    opens_rows = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.LEVELS)]

    def __init__(self, session: Session) -> None:
        super().__init__(session, LevelList)

    @property
    def _ids(self) -> list[int]:
        shown = self.shown
        return [row.id for row in shown.listed] if isinstance(shown, LevelList) else []

    def on_record_list_mark_all_requested(self, message: MarkAllRequested) -> None:
        """Mark all that are listed; once more takes the marks away."""
        message.stop()
        everything = Marks(self._ids)
        self._rows.set_marked(() if self._rows.marked == everything else everything)

    def on_record_list_invert_requested(self, message: InvertRequested) -> None:
        """Mark what is not marked, and nothing else."""
        message.stop()
        self._rows.set_marked(self._rows.marked.inverted(self._ids))

    def is_meant(self, command: KeyCommand) -> bool:
        """Return whether a key means something here; rows can be marked."""
        return command.id in _MARKS or Scope.LEVELS in command.scopes or super().is_meant(command)

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the row under the cursor, or None."""
        if command.id in {"levels.accept", "levels.refuse"}:
            return why_not_may(self.session, Permission.GRANT) or needs_row(self.row)
        return super().why_not(command)

    def open_row(self) -> None:
        """Open the customer of the row."""
        row: ProposalRow | None = self.row
        if row is not None:
            self.show_found(row.customer_id, found_by="levels")

    def action_accept_level(self) -> None:
        """Give the customer, or all marked ones, the level proposed."""
        reviews, actor = self.session.crm.level_reviews, self.session.actor
        self._decide(lambda ids: reviews.accept(actor, ids), ACCEPTED)

    def action_refuse_level(self) -> None:
        """Leave the customer, or all marked ones, the level they have."""
        reviews, actor = self.session.crm.level_reviews, self.session.actor
        self._decide(lambda ids: reviews.refuse(actor, ids), REFUSED)

    def _decide(self, act: Callable[[Sequence[int]], BatchOutcome], words: OutcomeWords) -> None:
        row: ProposalRow | None = self.row
        refusal = why_not_may(self.session, Permission.GRANT) or needs_row(row)
        if refusal is not None or row is None:
            self.operations.tell(refusal or "", severity="warning")
            return
        ids = sorted(self._rows.marked) or [row.id]

        def decided(outcome: BatchOutcome) -> None:
            self._rows.set_marked(())
            tell_outcome(self.operations, outcome, words)
            self.reload()

        self.operations.perform(lambda: act(ids), decided)


class LevelList(SettingsList[ProposalRow]):
    """The open proposals, with what they follow from."""

    id = "levels"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.listed: Sequence[ProposalRow] = ()

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Level review")

    def columns(self) -> Sequence[Column[ProposalRow]]:
        """Return whom, from which level to which, and the score."""
        return (
            text_column("name", _("Customer"), 24, lambda row: row.customer, widest=40),
            text_column("from", _("Now"), 5, lambda row: optional_word(row.current_level)),
            text_column(
                "to",
                _("Proposed"),
                8,
                lambda row: word(row.to_level),
                tone=lambda _row: Tone.ACCENT,
            ),
            text_column(
                "score", _("Score"), 5, lambda row: str(row.score.total), align=Align.RIGHT
            ),
            text_column("owner", _("Owner"), 10, lambda row: row.owner, priority=1, widest=14),
            text_column(
                "deals", _("Deals"), 5, lambda row: str(row.deals), priority=2, align=Align.RIGHT
            ),
        )

    def read(self) -> Sequence[ProposalRow]:
        """Read the open proposals."""
        self.listed = self.session.crm.level_reviews.proposals(self.session.actor)
        return self.listed

    def empty_words(self) -> str:
        """Return what is said where nothing is to decide."""
        return _("No level is to be decided on.\ncrm level review works them out anew")

    def facts(self, row: ProposalRow) -> Iterable[Section]:
        """Return the parts of the score."""
        currency = self.session.office.currency
        sold = amount(row.amount_minor, currency) if row.has_bought else ""
        yield Section(
            row.customer,
            (
                fact(
                    _("Level"), f"{optional_word(row.current_level) or '—'} → {word(row.to_level)}"
                ),
                fact(_("Score"), str(row.score.total)),
                fact(_("Contribution"), f"{contribution_words(row)}  {sold}".rstrip()),
                fact(_("Trust"), str(row.score.credit)),
                fact(_("Prospects"), str(row.score.potential)),
            ),
        )

    def act(self, command_id: str, row: ProposalRow | None) -> None:
        """Do nothing: the screen has keys of its own."""
