"""The line over a list in which one searches and filters as one types."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, ClassVar

from textual.widgets import Input

from crm_tui.domain.queries import Circumstances, Vocabulary
from crm_tui.domain.queries.completion import learn_sounds
from crm_tui.domain.queries.fields import CUSTOMERS, Subject
from crm_tui.domain.queries.ordering import without_order
from crm_tui.i18n import current_language
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.screens.list_frames import ListFrame
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.query_box import QueryBox
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.record_list.messages import SearchTyped


def names_of(session: Session, subject: Subject) -> Vocabulary:
    """Return what may be proposed while a query is typed; the table of sounds is loaded then."""
    names = session.crm.queries.vocabulary(session.actor, subject)
    learn_sounds(names, current_language(), subject)
    return names


class TypedQueries(ScreenCommands[None]):
    """A list over which a query is typed; what it asks is for subclasses to keep."""

    subject: ClassVar[Subject] = CUSTOMERS
    """What the query is about."""

    @property
    @abstractmethod
    def queried(self) -> RecordList[Any]:
        """The list of which a query says what it holds."""

    @property
    @abstractmethod
    def query_key(self) -> str:
        """What tells the questions of this list from those of others."""

    @property
    @abstractmethod
    def typed_query(self) -> str:
        """What is asked for now."""

    @abstractmethod
    def take_query(self, text: str) -> None:
        """Ask for something else; nothing is read for it yet."""

    @abstractmethod
    def read_query(self, *, keep_cursor: bool) -> None:
        """Read the list anew; the cursor stays on its record, or goes to the top."""

    @property
    def usual_query(self) -> str:
        """What is filtered by before anything is typed: the query of the view."""
        return ""

    @property
    def _search(self) -> QueryBox:
        return self.query_one(QueryBox)

    def action_search(self) -> None:
        """Open the line to search in."""
        self.start_search(self.typed_query)

    def start_search(self, text: str) -> None:
        """Open the line with some words in it and go on typing."""
        self.add_class("-searching")
        self._search.begin(text)
        self.ask_names(self._learn_names, key=f"{self.query_key} names")

    def ask_names(
        self, then: Callable[[Vocabulary], None], *, key: str, opens: bool = False
    ) -> None:
        """Read what may be proposed while a query is typed."""
        session, subject = self.session, self.subject

        self.operations.ask(lambda: names_of(session, subject), then, key=key, opens=opens)

    def _learn_names(self, names: Vocabulary) -> None:
        session = self.session
        self._search.learn(names, Circumstances(session.now, session.zone, session.today))

    def use_query(self, text: str | None) -> None:
        """List what a query asks that was put together elsewhere; None changes nothing."""
        if text is None:
            return
        self._search.value = text
        self.set_class(bool(text) and text != self.usual_query, "-searching")
        self.queried.focus()
        self._search_for_typed()

    def prevent_search(self) -> AbstractContextManager[None]:
        """Let what is put into the line meanwhile search for nothing."""
        return self.prevent(Input.Changed)

    def on_record_list_search_typed(self, message: SearchTyped) -> None:
        """Search for what was typed on the list."""
        message.stop()
        typed = self.typed_query
        is_begun = bool(typed) and typed == self.usual_query
        self.start_search(f"{typed}{' ' if is_begun else ''}{message.text}")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search at once: what was asked for fewer letters is read no further."""
        event.stop()
        self._search_for_typed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the search and go to the list."""
        event.stop()
        self._search_for_typed()
        if self.typed_query == self.usual_query:
            self.remove_class("-searching")
        self.queried.focus()

    def action_clear(self) -> None:
        """Drop the search, then the marks; the cursor stays where it is."""
        if self.has_class("-searching"):
            self.remove_class("-searching")
            self._search.value = self.usual_query
            self.queried.focus()
            self._search_for_typed()
        else:
            self.queried.set_marked(())

    def action_move_in_list(self, by: int) -> None:
        """Move in the list while the search line has the focus."""
        self.queried.action_move(by)

    def _search_for_typed(self) -> None:
        typed = self._search.value
        if self._search.is_sound and typed != self.typed_query:
            self.take_query(typed)
            self.read_query(keep_cursor=not typed)

    def drop_typed_order(self) -> None:
        """Take the order out of the query, below which a chosen one would stand."""
        kept = without_order(self.typed_query, self.subject)
        if kept != self.typed_query:
            self.take_query(kept)
            with self.prevent_search():
                self._search.value = kept
            self.read_query(keep_cursor=False)

    def ask_for(self, term: str) -> None:
        """List only what also meets a term of the query language."""
        typed = self.typed_query
        if term not in typed.split():
            typed = f"{term} {typed}".strip()
        self.add_class("-searching")
        with self.prevent_search():
            self._search.value = typed
        self.take_query(typed)
        self.read_query(keep_cursor=False)


class QueryLines(ListFrame, TypedQueries):
    """A tab over whose list a query is typed."""

    _records: RecordList[Any]

    @abstractmethod
    def reload(self, *, keep_cursor: bool = True) -> None:
        """Read the list anew; the cursor stays on its record, or goes to the top."""

    @property
    def queried(self) -> RecordList[Any]:
        """The list of which a query says what it holds."""
        return self._records

    @property
    def query_key(self) -> str:
        """What tells the questions of this list from those of others."""
        return self.tab_id

    def read_query(self, *, keep_cursor: bool) -> None:
        """Read the list anew; the cursor stays on its record, or goes to the top."""
        self.reload(keep_cursor=keep_cursor)

    def drop_typed_order(self) -> None:
        """Take the order out of the query, below which a chosen one would stand."""
        # Styles know a screen by its first bases: the frame comes first, and what lists leave
        # open would stand before the answer.
        TypedQueries.drop_typed_order(self)

    def ask_for(self, term: str) -> None:
        """List only what also meets a term of the query language."""
        TypedQueries.ask_for(self, term)
