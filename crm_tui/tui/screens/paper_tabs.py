"""A tab with a list of papers, or of money: they are read, summed up and found alike."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from crm_tui.domain.list_figures import MoneyTotal
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Actor
from crm_tui.i18n import _
from crm_tui.presentation.money import totals_words
from crm_tui.tui.screens.record_files import RecordFileTab
from crm_tui.tui.screens.searched_parts import nothing_found
from crm_tui.tui.widgets.record_list.sources import RecordT

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.record_windows import RecordWindow


class Listing(Protocol[RecordT]):
    """The service of a noun, as far as its list asks it."""

    def window(
        self, actor: Actor, request: RecordRequest, before: RecordWindow[RecordT] | None = None
    ) -> RecordWindow[RecordT]:
        """Return the window over a list."""

    def sums(
        self, actor: Actor, request: RecordRequest, ids: Sequence[int] = ()
    ) -> Sequence[MoneyTotal]:
        """Return what a list comes to by currency, or what some of it does."""


class PaperTab(RecordFileTab[RecordT]):
    """A list of one kind of papers, by view."""

    @property
    @abstractmethod
    def listing(self) -> Listing[RecordT]:
        """The service whose list it is."""

    @property
    @abstractmethod
    def nothing_words(self) -> str:
        """What to press where a view holds nothing."""

    @property
    def search_words(self) -> str:
        """What stands in the empty search line."""
        return _("Number, subject, customer or its pinyin initials")

    def empty_words(self) -> str:
        """Return what to press when there is nothing."""
        if self.request.query != self.shown_view.query:
            return nothing_found(self.request.query)
        return self.nothing_words

    def read_window(
        self, request: RecordRequest, before: RecordWindow[RecordT] | None
    ) -> RecordWindow[RecordT]:
        """Return the window over a list."""
        return self.listing.window(self.session.actor, request, before)

    def read_sums(self, request: RecordRequest, marked: Sequence[int]) -> str:
        """Return, in a worker, what the marked ones come to, or all that are listed."""
        return totals_words(self.listing.sums(self.session.actor, request, marked))
