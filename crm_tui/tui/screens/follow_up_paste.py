"""Paste several lines, a customer and what happened on each: one follow-up each, after a look."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from crm_tui.i18n import _, ngettext
from crm_tui.presentation import errors
from crm_tui.presentation.day_entries import said_of
from crm_tui.presentation.entries import counting, planned_moment
from crm_tui.presentation.widths import fit
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.fields import FormField, MultiLineField

if TYPE_CHECKING:  # the services are slow to import
    from crm_tui.services.follow_ups import Paste, PastedLine, PasteOutcome

_LIMIT = 100_000
_PAUSE_SECONDS = 0.2
_SHOWN = 200
_NUMBER_CELLS, _NAME_CELLS, _PLAN_CELLS = 5, 24, 22


class FollowUpPaste(FormScreen):
    """Several follow-ups at once; what is not understood stays in the box."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, _("Paste follow-ups"), draft_name="follow-up-paste")
        self._paste: Paste | None = None
        self._paste_of = ""
        self._pause: Timer | None = None

    def compose_fields(self) -> ComposeResult:
        """Yield the box, and under it what each line was understood as."""
        yield MultiLineField(_("Lines"), required=True, limit=_LIMIT, id="content")
        hint = _("A line each: the customer, a space, then what happened. Set-in lines go on.")
        yield Static(Content(hint), id="pasted", markup=False)

    @property
    def text(self) -> str:
        """What stands in the box."""
        return self.query_one("#content", MultiLineField).value

    @on(FormField.Changed)
    def _read_soon(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE_SECONDS, self._read)

    def _read(self) -> None:
        text, session = self.text, self.session
        if text == self._paste_of:
            return
        follow_ups, actor = session.crm.follow_ups, session.actor
        # A method of the screen: what comes when it was closed meanwhile is dropped.
        take = partial(self._take, text)
        operations_of(self).ask(lambda: follow_ups.read_paste(actor, text), take, key="paste")

    def _take(self, text: str, paste: Paste) -> None:
        self._paste, self._paste_of = paste, text
        if text == self.text:
            self._show()

    def _show(self) -> None:
        paste = self._paste
        if paste is None:
            return
        count, left = len(paste.understood), len(paste.left)
        words = ngettext("{count} line understood.", "{count} lines understood.", count)
        lines = [Content.assemble((words.format(count=count), "bold"))]
        lines += [self._line(each) for each in paste.lines[:_SHOWN]]
        if left:
            stay = ngettext("{count} line left.", "{count} lines left.", left)
            lines.append(Content.assemble((stay.format(count=left), "$text-warning")))
        self.query_one("#pasted", Static).update(Content("\n").join(lines))

    def _line(self, line: PastedLine) -> Content:
        number = fit(str(line.number), _NUMBER_CELLS)
        if line.error is not None or line.entry is None or line.occasion is None:
            reason = "" if line.error is None else errors.sentence(line.error)
            said = name_in_sentence(line.text)
            return Content.assemble(number, (f"× {reason} ", "$text-error"), (said, "dim"))
        known, plan = line.occasion.known, ""
        if line.entry.next_contact is not None:
            plan = planned_moment(line.entry.next_contact, known.now, known.zone)
            plan = f"{plan} {name_in_sentence(line.entry.next_contact_note)}"
        draft = line.entry.draft(known)
        return Content.assemble(
            number,
            (fit(name_in_sentence(line.customer), _NAME_CELLS), "$text-accent"),
            " ",
            (fit(plan, _PLAN_CELLS), ""),
            " ",
            " · ".join(_facts(line)),
            (f" ({said_of(_('Counts'), counting(line.occasion, draft))})", "dim"),
        )

    def save(self) -> None:
        """Save what was understood; the rest stays in the box."""
        text, session = self.text, self.session
        follow_ups, actor = session.crm.follow_ups, session.actor

        def act() -> tuple[Paste, PasteOutcome]:
            paste = follow_ups.read_paste(actor, text)
            return paste, follow_ups.add_all(actor, paste.items)

        self.store(act, self._saved)

    def _saved(self, answer: tuple[Paste, PasteOutcome]) -> None:
        paste, outcome = answer
        pairs = zip(paste.understood, outcome.results, strict=True)
        refused = [line for line, result in pairs if result not in outcome.written]
        count, left = len(outcome.written), sorted((*paste.left, *refused), key=_by_number)
        words = ngettext("{count} follow-up saved.", "{count} follow-ups saved.", count)
        said = words.format(count=count)
        if not left:
            operations_of(self).tell(said)
            self.leave(outcome.changed)
            return
        stay = ngettext("{count} line left.", "{count} lines left.", len(left))
        operations_of(self).tell(f"{said} {stay.format(count=len(left))}", severity="warning")
        self.query_one("#content", MultiLineField).value = "\n".join(map(_as_pasted, left))


def _facts(line: PastedLine) -> Iterator[str]:
    entry = line.entry
    if entry is None:
        return
    for item in (entry.used, entry.result, entry.stage):
        if item is not None:
            yield name_in_sentence(item.name)
    yield name_in_sentence(entry.said)


def _by_number(line: PastedLine) -> int:
    return line.number


def _as_pasted(line: PastedLine) -> str:
    """Return a follow-up as it was pasted: what goes on in further lines is set in."""
    return line.text.replace("\n", "\n  ")
