"""The parts of the manager's view as lines of lists, and its numbers in a few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum
from itertools import count

from textual.content import Content

from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.overviews import AGE_BUCKETS, Overview, PoolAge
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.dates import days_left, happened_moment
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import deciding_word, name_in_sentence, word
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Line as Fact
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Cell, Column
from crm_tui.values import dataclass

_SHOWN = 8
_WIDEST_NAME = 40


class Part(Enum):
    """What the list shows."""

    LEAVING = "leaving"
    BY_OWNER = "by_owner"
    LOADS = "loads"
    AGES = "ages"
    TURNOVER = "turnover"
    PING_PONG = "ping_pong"
    FLAGGED = "flagged"


LABELS: Mapping[Part, str] = {
    Part.LEAVING: N_("Leaving this week"),
    Part.BY_OWNER: N_("By owner"),
    Part.LOADS: N_("At the limit"),
    Part.AGES: N_("Age of the pools"),
    Part.TURNOVER: N_("Claims, returns"),
    Part.PING_PONG: N_("Ping-pong"),
    Part.FLAGGED: N_("To look at"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a part: what its columns show, and the customer or person it is about."""

    id: int
    cells: tuple[Cell, ...]
    customer_id: CustomerId | None = None
    person: str = ""
    user_id: UserId | None = None
    """Whose it is, or who it is about."""


@dataclass(frozen=True, slots=True)
class PartLines:
    """The lines of a part in memory, as the source of a list."""

    lines: tuple[Line, ...] = ()

    def count(self) -> int:
        """Return how many lines there are."""
        return len(self.lines)

    def fetch(self, start: int, n: int) -> Sequence[Line]:
        """Return a stretch of the lines."""
        return self.lines[start : start + n]

    def index_of(self, record_id: int) -> int | None:
        """Return the place of a line, or None."""
        return next((at for at, line in enumerate(self.lines) if line.id == record_id), None)


_Cells = tuple[tuple[Cell, ...], CustomerId | None, str, UserId | None]


def lines_of(overview: Overview, part: Part) -> tuple[Line, ...]:
    """Return the lines of a part; a day is told where the column draws it."""
    rows = _ROWS[part](overview)
    return tuple(
        Line(number, cells, customer_id, person, user_id)
        for number, (cells, customer_id, person, user_id) in zip(count(1), rows, strict=False)
    )


def _leaving(overview: Overview) -> Iterator[_Cells]:
    for each in overview.leaving:
        cells = (
            Cell(each.name),
            Cell(each.owner),
            Cell(str(each.last_day)),
            Cell(deciding_word(each.deciding)),
            Cell(each.pool),
        )
        yield cells, each.customer_id, each.owner, each.owner_id


def _by_owner(overview: Overview) -> Iterator[_Cells]:
    for user_id, name, number in overview.leaving_by_owner:
        yield (Cell(name), Cell(str(number))), None, name, user_id


def _loads(overview: Overview) -> Iterator[_Cells]:
    for each in overview.loads:
        tone = Tone.BAD if each.room <= 0 else Tone.WARN
        room = _("full") if each.room == 0 else str(each.room)
        cells = (Cell(each.name), Cell(f"{each.held}/{each.limit}", tone), Cell(room, tone))
        yield cells, None, each.name, each.user_id


def _ages(overview: Overview) -> Iterator[_Cells]:
    for each in overview.ages:
        numbers = (f"{number:,}" for number in (sum(each.counts), *each.counts))
        yield (Cell(each.pool), *map(Cell, numbers)), None, "", None


def _turnover(overview: Overview) -> Iterator[_Cells]:
    for each in overview.turnover:
        numbers = (each.claimed, each.returned, each.reclaimed)
        cells = (Cell(each.name), *(Cell(str(number)) for number in numbers))
        yield cells, None, each.name, each.user_id


def _ping_pong(overview: Overview) -> Iterator[_Cells]:
    for each in overview.ping_pong:
        cells = (Cell(each.customer), Cell(f"{each.one} ⇄ {each.other}"), Cell(str(each.times)))
        yield cells, each.customer_id, "", None


def _flagged(overview: Overview) -> Iterator[_Cells]:
    for each in overview.flagged:
        cells = (
            Cell(each.customer),
            Cell(each.author),
            Cell(each.happened_at.isoformat()),
            Cell(_(", ").join(word(flag) for flag in each.flags)),
        )
        yield cells, each.customer_id, each.author, None


_ROWS: Mapping[Part, Callable[[Overview], Iterator[_Cells]]] = {
    Part.LEAVING: _leaving,
    Part.BY_OWNER: _by_owner,
    Part.LOADS: _loads,
    Part.AGES: _ages,
    Part.TURNOVER: _turnover,
    Part.PING_PONG: _ping_pong,
    Part.FLAGGED: _flagged,
}


# Columns ------------------------------------------------------------------------------------------


def _column(
    at: int,
    label: str,
    width: int,
    *,
    shown: Callable[[Cell], Cell] | None = None,
    align: Align = Align.LEFT,
    priority: int = 0,
) -> Column[Line]:
    def render(line: Line) -> Cell:
        cell = line.cells[at]
        return cell if shown is None else shown(cell)

    return Column[Line](
        f"{at}",
        label,
        width,
        render,
        priority=priority,
        align=align,
        flexible=at == 0,
        widest=_WIDEST_NAME if at == 0 else width,
        sortable=False,
    )


def _growing(column: Column[Line], widest: int) -> Column[Line]:
    """Return a column that takes room which is left over."""
    return replace(column, flexible=True, widest=widest)


def _number(at: int, label: str, width: int = 8, priority: int = 0) -> Column[Line]:
    return _column(at, label, width, align=Align.RIGHT, priority=priority)


def _leaving_columns(session: Session) -> tuple[Column[Line], ...]:
    def left(cell: Cell) -> Cell:
        last_day = int(cell.text)
        tone = Tone.BAD if last_day - session.today <= 1 else Tone.WARN
        return Cell(days_left(last_day, session.today), tone)

    return (
        _column(0, _("Customer"), 22),
        _column(1, _("Owner"), 10),
        _column(2, _("Days left"), 9, shown=left, align=Align.RIGHT),
        _growing(_column(3, _("Because of"), 14, priority=1), 24),
        _growing(_column(4, _("Pool"), 12, priority=2), 20),
    )


def _age_columns(_session: Session) -> tuple[Column[Line], ...]:
    starts = (0, *(days + 1 for days in AGE_BUCKETS[:-1]))
    spans = [
        _("{first}–{last} d").format(first=first, last=last)
        for first, last in zip(starts, AGE_BUCKETS, strict=True)
    ]
    spans.append(_("over {days} d").format(days=AGE_BUCKETS[-1]))
    columns = [_number(at, label, 9) for at, label in enumerate(spans, start=2)]
    return (_column(0, _("Pool"), 16), _number(1, _("All"), 7), *columns)


def _flagged_columns(session: Session) -> tuple[Column[Line], ...]:
    def told(cell: Cell) -> Cell:
        happened = datetime.fromisoformat(cell.text)
        return Cell(happened_moment(happened, session.now, session.zone))

    return (
        _column(0, _("Customer"), 22),
        _column(1, _("Written by"), 10),
        _column(2, _("When"), 11, shown=told),
        _growing(_column(3, _("Why"), 24), 48),
    )


COLUMNS: Mapping[Part, Callable[[Session], tuple[Column[Line], ...]]] = {
    Part.LEAVING: _leaving_columns,
    Part.BY_OWNER: lambda _session: (
        _column(0, _("Owner"), 16),
        _number(1, _("Leaving this week"), 12),
    ),
    Part.LOADS: lambda _session: (
        _column(0, _("Owner"), 16),
        _number(1, _("Holding"), 10),
        _number(2, _("Room"), 6),
    ),
    Part.AGES: _age_columns,
    Part.TURNOVER: lambda _session: (
        _column(0, _("Owner"), 16),
        _number(1, _("Claimed")),
        _number(2, _("Returned")),
        _number(3, _("Taken back"), 10),
    ),
    Part.PING_PONG: lambda _session: (
        _column(0, _("Customer"), 22),
        _growing(_column(1, _("Between"), 22), 40),
        _number(2, _("Times"), 5),
    ),
    Part.FLAGGED: _flagged_columns,
}


# Numbers ------------------------------------------------------------------------------------------


def summary(session: Session, overview: Overview) -> tuple[Section, ...]:
    """Return the numbers of the view in a few words."""
    soon = sum(each.last_day <= session.today + 1 for each in overview.leaving)
    leaving = sum(number for _user_id, _name, number in overview.leaving_by_owner)
    claimed = sum(each.claimed for each in overview.turnover)
    returned = sum(each.returned for each in overview.turnover)
    reclaimed = sum(each.reclaimed for each in overview.turnover)
    said = ngettext("last {count} day", "last {count} days", overview.days)
    facts = (
        Fact(_("Leaving this week"), Content(str(leaving))),
        Fact(_("Today or tomorrow"), Content(str(soon))),
        Fact(_("At the limit"), Content(str(sum(each.room <= 0 for each in overview.loads)))),
        Fact(_("Ping-pong"), Content(str(len(overview.ping_pong)))),
        Fact(_("To look at"), Content(str(len(overview.flagged)))),
    )
    turns = (
        Fact(_("Claimed"), Content(str(claimed))),
        Fact(_("Returned"), Content(str(returned))),
        Fact(_("Taken back"), Content(str(reclaimed))),
    )
    by_owner = tuple(
        Fact("", Content(f"{name_in_sentence(name)}  {number}"))
        for _user_id, name, number in overview.leaving_by_owner[:_SHOWN]
    )
    pools = tuple(_pool_fact(each) for each in overview.ages[:_SHOWN])
    sections = (
        Section("", facts),
        Section(said.format(count=overview.days), turns),
        Section(_("Leaving this week"), by_owner),
        Section(_("Longer than {days} days in the pool").format(days=AGE_BUCKETS[1]), pools),
    )
    return tuple(section for section in sections if section.lines)


def _pool_fact(age: PoolAge) -> Fact:
    old = sum(age.counts[2:])
    return Fact("", Content(f"{name_in_sentence(age.pool)}  {old:,}/{sum(age.counts):,}"))
