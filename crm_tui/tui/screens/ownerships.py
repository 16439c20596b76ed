"""Who held a customer on which day under which rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from crm_tui.domain.days import date_of
from crm_tui.domain.moments import Moment
from crm_tui.domain.ownerships import Ownership
from crm_tui.i18n import _
from crm_tui.presentation.words import deciding_word, name_in_sentence, optional_word, word
from crm_tui.tui.screens.form_choices import read_moment
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton


class OwnershipsDialog(Dialog[None]):
    """Lists who held a customer; a day that is typed leaves who held it then."""

    def __init__(self, session: Session, name: str, found: Sequence[Ownership]) -> None:
        title = _("Who held it: {customer}").format(customer=name_in_sentence(name))
        super().__init__(title, (DialogButton("close", _("Close"), "dialog.cancel"),))
        self._session = session
        self._found = tuple(found)

    def compose_body(self) -> ComposeResult:
        """Show the line for a day, and the list."""
        yield Input(placeholder=_("A day: who held it then? 11-20, last week"), compact=True)
        with VerticalScroll(classes="dialog--body", can_focus=False):
            yield Static(markup=False)

    def on_mount(self) -> None:
        """Show everybody, and await a day."""
        self.query_one(Input).focus()
        self._show("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Leave who held it on the day that was typed."""
        event.stop()
        self._show(event.value.strip())

    def pressed(self, answer: str) -> None:
        """Close."""
        self.dismiss(None)

    def _show(self, typed: str) -> None:
        body = self.query_one("VerticalScroll > Static", Static)
        body.update(Content("\n").join(self._lines(typed)))

    def _lines(self, typed: str) -> Iterator[Content]:
        chosen = self._found
        if typed:
            moment = read_moment(self._session, typed, prefer="past")
            if not isinstance(moment, Moment):
                yield Content.styled(_("Which day is meant?"), "dim")
                return
            chosen = tuple(each for each in chosen if each.covers(moment.day))
            yield Content.styled(date_of(moment.day).isoformat(), "dim")
        for each in chosen:
            yield from self._ownership(each)
        if not chosen:
            yield Content(_("Nobody held it then: it lay in its pool."))

    def _ownership(self, each: Ownership) -> Iterator[Content]:
        end = _("now") if each.end_day is None else date_of(each.end_day).isoformat()
        span = f"{date_of(each.start_day).isoformat()} → {end}"
        yield Content.styled(name_in_sentence(each.owner), "bold") + Content(f"  {span}")
        started = word(each.how_started)
        if each.started_by and each.started_by != each.owner:
            started = _("{what} by {person}").format(
                what=started, person=name_in_sentence(each.started_by)
            )
        yield Content(f"  {started} · {name_in_sentence(each.pool)}")
        if each.how_ended is not None:
            yield Content(f"  {self._end(each)}")
        if each.rule_version:
            yield Content.styled(f"  {_rule_words(each)}", "dim")

    def _end(self, each: Ownership) -> str:
        said = [
            optional_word(each.how_ended),
            name_in_sentence(each.reason),
            name_in_sentence(each.note),
        ]
        if each.ended_by and each.ended_by != each.owner:
            said.insert(1, name_in_sentence(each.ended_by))
        return " · ".join(filter(None, said))


def _rule_words(each: Ownership) -> str:
    said = [_("rules version {version}").format(version=each.rule_version)]
    if each.rule:
        said.append(f"“{name_in_sentence(each.rule)}”")
    if each.deciding:
        said.append(deciding_word(each.deciding))
    return " · ".join(said)
