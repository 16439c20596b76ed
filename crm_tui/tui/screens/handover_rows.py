"""The rows of a hand-over's plan, and what it would do in a few words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from crm_tui.domain.handovers import HandoverPreview, ReceiverLoad
from crm_tui.domain.users import UserRow, UserStatus
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import name_in_sentence, word
from crm_tui.tui.record_commands.fields import holding_words
from crm_tui.tui.widgets.preview import Line, Section
from crm_tui.tui.widgets.record_list import Cell, Column
from crm_tui.values import dataclass

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.services.handovers import HandedOver


@dataclass(frozen=True, slots=True)
class Row:
    """A part of what is passed on, or a colleague who may receive."""

    id: int
    name: str
    detail: str
    gets: str
    is_over: bool = False
    user: UserRow | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows in memory, as the source of a list."""

    rows: tuple[Row, ...] = ()

    def count(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)

    def fetch(self, start: int, n: int) -> Sequence[Row]:
        """Return a stretch of the rows."""
        return self.rows[start : start + n]

    def index_of(self, record_id: int) -> int | None:
        """Return the place of a row, or None."""
        return next((at for at, row in enumerate(self.rows) if row.id == record_id), None)


def status_words(user: UserRow) -> str:
    """Return that somebody no longer works here, nothing for who does."""
    return "" if user.status is UserStatus.ACTIVE else word(user.status)


def handover_columns() -> tuple[Column[Row], ...]:
    """Return the columns of the list of receivers and parts."""
    return (
        Column[Row]("name", _("Who or what"), 9, lambda row: Cell(row.name), flexible=True,
                    widest=30, sortable=False),
        Column[Row]("detail", _("Now"), 20, lambda row: Cell(row.detail, Tone.DIM), priority=1,
                    flexible=True, widest=40, sortable=False),
        Column[Row]("gets", _("Gets"), 11, _gets, flexible=True, widest=18, sortable=False),
    )  # fmt: skip


def _gets(row: Row) -> Cell:
    return Cell(row.gets, Tone.BAD if row.is_over else Tone.GOOD)


def load_words(load: ReceiverLoad) -> str:
    """Return in one line what somebody gets, and what they hold then."""
    if load.user_id is None:
        return _("to the pool: {count}").format(count=load.gets)
    after = holding_words(load.held + load.gets, load.limit)
    words = _("{person} +{count}, then {after}").format(
        person=name_in_sentence(load.name), count=load.gets, after=after
    )
    beyond = _("over the limit")
    return f"{words} · {beyond}" if load.is_over else words


def handed_over_words(made: HandedOver) -> str:
    """Return how many were passed on, and how many stay because it was stopped."""
    done = len(made.done)
    said = ngettext("Handed over {count} customer", "Handed over {count} customers", done)
    told = said.format(count=done)
    if made.left:
        stay = ngettext("stopped: {count} stays", "stopped: {count} stay", made.left)
        return f"{told} · {stay.format(count=made.left)}"
    return _("{told} · the receivers confirm it").format(told=told)


def preview_sections(preview: HandoverPreview) -> Iterator[Section]:
    """Yield what a hand-over would do, and what else of the person needs a decision."""
    counts = [(_("Customers"), preview.customers), (_("Open reminders"), preview.open_tasks)]
    if preview.open_leads:
        counts.append((_("Open leads"), preview.open_leads))
    if preview.own_reminders:
        counts.append((_("Own reminders, not passed on"), preview.own_reminders))
    yield Section(
        name_in_sentence(preview.person),
        tuple(Line(label, Content(str(count))) for label, count in counts),
    )
    loads = tuple(Line("", Content(load_words(each))) for each in preview.loads)
    yield Section(_("Who gets how many"), loads)
    if preview.seats:
        seats = [f"{name_in_sentence(each.customer)} · {word(each.role)}" for each in preview.seats]
        yield Section(_("Places in teams"), tuple(Line("", Content(each)) for each in seats))
    if preview.reports:
        names = _(", ").join(name_in_sentence(name) for _user_id, name in preview.reports)
        yield Section(_("Report to them"), (Line("", Content(names)),))
