"""A list opened from another, over which a query is typed or put together."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, TypeVar

from textual.widget import Widget

from crm_tui.domain.queries import Vocabulary
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.screens.part_files import PartFiles
from crm_tui.tui.screens.query_lines import TypedQueries
from crm_tui.tui.screens.settings.sections import SettingsList
from crm_tui.tui.widgets.query_box import QueryBox
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.record_list.sources import Record

RowT = TypeVar("RowT", bound=Record)
COUNTED = 10_000
"""So many rows are counted at most while a filter is put together."""


class SearchedList(SettingsList[RowT]):
    """A list that holds what a query asks."""

    query = ""
    """What was typed, in the query language."""

    @abstractmethod
    def count_found(self, query: str) -> int:
        """Return, in a worker, how many rows a query finds, as far as the list goes."""


class SearchedPart(PartFiles, TypedQueries):
    """A screen with such a list."""

    @property
    @abstractmethod
    def search_words(self) -> str:
        """What stands in the empty search line: what a word is looked for in."""

    @property
    @abstractmethod
    def searched(self) -> SearchedList[Any]:
        """The list."""

    @property
    def queried(self) -> RecordList[Any]:
        """The rows."""
        return self.records

    @property
    def query_key(self) -> str:
        """What tells the questions of this list from those of others."""
        return f"{self.shown.id} {id(self)}"

    @property
    def typed_query(self) -> str:
        """What is asked for now."""
        return self.searched.query

    def take_query(self, text: str) -> None:
        """Ask for something else; nothing is read for it yet."""
        self.searched.query = text

    def compose_above(self) -> Iterable[Widget]:
        """Put the search line over the rows."""
        yield QueryBox(self.search_words, self.session.office.currency, self.subject)

    def read_query(self, *, keep_cursor: bool) -> None:
        """Read the list anew."""
        self.reload()

    def action_back(self) -> None:
        """Drop the search, or go back."""
        if self.has_class("-searching"):
            self.action_clear()
        else:
            super().action_back()

    @property
    def asked_of_file(self) -> RecordRequest | None:
        """What a query asks of the rows that go into a file."""
        query = self.typed_query
        return RecordRequest(self.subject, query=query) if query else None

    def action_build_filter(self) -> None:
        """Put a filter together in a dialog, beginning with the one in force."""
        self.ask_names(self._build_filter, key=f"{self.query_key} filter", opens=True)

    def _build_filter(self, names: Vocabulary) -> None:
        from crm_tui.tui.screens.query_builder import Asked, FilterDialog  # noqa: PLC0415

        if self.is_current:
            asked = Asked(self.typed_query, self.subject, self.searched.count_found, _found)
            self.app.push_screen(FilterDialog(self.session, asked, names), self.use_query)


def nothing_found(query: str) -> str:
    """Return what is said where a query finds nothing."""
    words = _("Nothing found for “{words}”.\nesc drops the search")
    return words.format(words=name_in_sentence(query))


def _found(count: int) -> str:
    return ngettext("{count} found", "{count} found", count).format(count=f"{count:,}")
