"""Find everything: one box for customers, what belongs to them, leads and commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from crm_tui.domain.finding import OWN_PAGES, Finding, FindingKind, find_rank
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pinyin import initials, pinyin
from crm_tui.domain.search import SearchPlan, compile_search
from crm_tui.i18n import _
from crm_tui.presentation.findings import Marked, kind_word, marked, place_words
from crm_tui.presentation.widths import cell_width, pad, plain
from crm_tui.tui.keys import KeyCommand, command
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.searched_lists import prepare_search
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_list import ChoiceList
from crm_tui.tui.widgets.choices import Choice, fit_of
from crm_tui.tui.widgets.dialogs import DialogButton, ListDialog
from crm_tui.values import dataclass

_KEY = "finding"
_MOST_COMMANDS = 6
_WORST_GRADE = 3
_DIM, _MATCH = "dim", "bold underline"


@dataclass(frozen=True, slots=True)
class _Line:
    """One thing that was found: how it fits, what it is called, and what choosing it answers."""

    grade: int
    kind: FindingKind
    title: str
    detail: str
    answer: CustomerId | KeyCommand
    where: Marked = Marked("")


class FindDialog(ListDialog[CustomerId | KeyCommand]):
    """Finds as one types: the newest question replaces those before it."""

    def __init__(
        self,
        session: Session,
        commands: Iterable[KeyCommand],
        why_not: Callable[[KeyCommand], str | None],
        title: str = "",
    ) -> None:
        super().__init__(
            title or _("Find everything"), (DialogButton("close", _("Cancel"), "dialog.cancel"),)
        )
        self._session = session
        self._commands = [_choice(each) for each in commands if each.in_palette]
        self._why_not = why_not
        self._shown: list[_Line] = []
        self._found_for = ""
        self._awaited: str | None = None
        """Words whose best hit is opened as soon as it is known."""

    def compose_body(self) -> ComposeResult:
        """Show the box and what was found."""
        hint = _("A name, pinyin, digits, a tag, or a command")
        if not self._commands:
            hint = _("A name, pinyin, digits or a tag")
        yield Input(placeholder=hint, compact=True)
        yield ChoiceList(markup=False, compact=True, classes="dialog--choices")

    def on_mount(self) -> None:
        """Await typing."""
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        prepare_search(operations_of(self), self._session)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Ask at once; an answer to what was typed before is dropped."""
        event.stop()
        self._awaited = None
        words = event.value.strip()
        operations = operations_of(self)
        if not words:
            operations.forget(_KEY)
            self._show(words, ())
            return
        finding, actor = self._session.crm.finding, self._session.actor
        operations.ask(
            lambda: finding.find(actor, words), partial(self._show_found, words), key=_KEY
        )

    def _show_found(self, words: str, found: Sequence[Finding]) -> None:
        if self.is_running:
            self._show(words, found)
            if self._awaited == words and self._shown:
                self.dismiss(self._shown[0].answer)

    def _show(self, words: str, found: Sequence[Finding]) -> None:
        plan = compile_search(words)
        session = self._session
        lines = [
            _Line(
                each.grade,
                each.kind,
                each.title,
                each.detail,
                answer,
                place_words(each.found_in, plan, zone=session.zone, now=session.now),
            )
            for each in found
            if (answer := self._answer(each)) is not None
        ]
        lines += self._commands_for(words)
        # Sorting is stable: those that fit alike stay in the order they were found in.
        self._shown = sorted(lines, key=lambda each: find_rank(each.grade, each.kind))
        self._found_for = words
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(_content(each, plan)) for each in self._shown])
        if words and not self._shown:
            said = _("Nothing here is called “{typed}”.").format(typed=plain(words))
            options.add_option(Option(Content(said), disabled=True))
        options.highlighted = 0 if self._shown else None

    def _answer(self, found: Finding) -> CustomerId | KeyCommand | None:
        """Return what opens it: what has a page of its own itself, else its customer.

        Where no commands are listed a customer is looked for, and a lead is none.
        """
        if found.kind not in OWN_PAGES or not self._commands:
            return found.customer_id
        action = f"open_paper('{found.kind.value}', {found.id})"
        label = command("find").label
        return KeyCommand("find", (), action, label, label, frozenset())

    def _commands_for(self, words: str) -> list[_Line]:
        if not words:
            return []
        fitting = [
            (fit, each) for each in self._commands if (fit := fit_of(each, words)) is not None
        ]
        best = sorted(fitting, key=lambda pair: pair[0])[:_MOST_COMMANDS]
        return [
            _Line(
                min(fit, _WORST_GRADE),
                FindingKind.COMMAND,
                each.label,
                self._why_not(each.value) or _(each.value.help),
                each.value,
            )
            for fit, each in best
        ]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open what is highlighted; what is still being looked for, once it is found."""
        event.stop()
        words, at = event.value.strip(), self.query_one(OptionList).highlighted
        if self._found_for != words:
            self._awaited = words
        elif at is not None and at < len(self._shown):
            self.dismiss(self._shown[at].answer)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open what was clicked."""
        event.stop()
        self.dismiss(self._shown[event.option_index].answer)


def _choice(each: KeyCommand) -> Choice[KeyCommand]:
    label = _(each.label)
    words = (pinyin(label).replace(" ", ""), initials(label), each.initials, each.label, each.id)
    return Choice(each, label, " ".join(words).casefold())


def _content(line: _Line, plan: SearchPlan | None) -> Content:
    """Return a line: what it is, its name with what was typed marked, and more in a dim tone."""
    width = max(cell_width(kind_word(each)) for each in FindingKind)
    parts = [
        Content.styled(f"{pad(kind_word(line.kind), width)}  ", _DIM),
        _marked_content(marked(plain(line.title), plan)),
    ]
    if line.where.text:
        where = Marked(plain(line.where.text), line.where.spans)
        parts += [Content("  "), _marked_content(where)]
    if line.detail:
        parts.append(_marked_content(marked(plain(f"  {line.detail}"), plan)).stylize_before(_DIM))
    return Content("").join(parts)


def _marked_content(shown: Marked) -> Content:
    content = Content(shown.text)
    for start, end in shown.spans:
        content = content.stylize(_MATCH, start, end)
    return content
