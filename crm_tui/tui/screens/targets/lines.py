"""A month of people as lines of a list: everybody, each department, each person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from textual.content import Content

from crm_tui.domain.identifiers import DepartmentId, UserId
from crm_tui.domain.targets import Attainment, PersonMonth, TargetKind, TargetMonth
from crm_tui.i18n import _
from crm_tui.presentation.targets import (
    attainment_tone,
    attainment_words,
    bar,
    left_out_words,
    percent_text,
    target_words,
    value_text,
)
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import word
from crm_tui.tui.widgets.preview import Line as Fact
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Cell, Column
from crm_tui.values import dataclass

_EVERYBODY = -1_000_000_000
_INDENT = "  "
_BAR_WIDTH = 20
_WIDEST_BAR = 40


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One line: whose it is, and how each kind stands."""

    id: int
    name: str
    depth: int
    user_ids: tuple[UserId, ...]
    parts: Mapping[TargetKind, Attainment]
    person: PersonMonth | None = None
    department_id: DepartmentId | None = None


def month_lines(found: TargetMonth) -> tuple[MonthLine, ...]:
    """Return the lines of a month; everybody comes first where there are several."""
    if len(found.people) < 2:
        return tuple(_person(each, 0) for each in found.people)
    whole = {kind: found.whole(kind) for kind in TargetKind}
    ids = tuple(each.user_id for each in found.people)
    return (MonthLine(_EVERYBODY, _("Everybody"), 0, ids, whole), *_tree(found))


def _tree(found: TargetMonth) -> Iterator[MonthLine]:
    for department in found.departments:
        depth = department.depth
        yield MonthLine(
            -department.department_id,
            department.name,
            depth,
            department.people,
            department.parts,
            department_id=department.department_id,
        )
        for each in found.people:
            if each.department_id == department.department_id:
                yield _person(each, depth + 1)
    for each in found.people:
        if each.department_id is None:
            yield _person(each, 0)


def _person(person: PersonMonth, depth: int) -> MonthLine:
    return MonthLine(
        person.user_id, person.name, depth, (person.user_id,), person.parts, person=person
    )


def month_columns(kind: TargetKind, currency: str) -> tuple[Column[MonthLine], ...]:
    """Return the columns of a month for one kind of target."""

    def part(line: MonthLine) -> Attainment:
        return line.parts[kind]

    def name(line: MonthLine) -> Cell:
        tone = Tone.NORMAL if line.person else Tone.STRONG
        return Cell(_INDENT * line.depth + line.name, tone)

    def text(said: Callable[[Attainment], str]) -> Callable[[MonthLine], Cell]:
        return lambda line: Cell(said(part(line)))

    def toned(said: Callable[[Attainment], str]) -> Callable[[MonthLine], Cell]:
        return lambda line: Cell(said(part(line)), attainment_tone(part(line)))

    right, width = Align.RIGHT, 16 if kind.is_money else 10
    done = text(lambda each: value_text(kind, each.done, currency))
    target = text(lambda each: value_text(kind, each.target, currency))
    missing = text(
        lambda each: "" if each.target is None else value_text(kind, each.missing, currency)
    )
    return (
        Column("name", _("Name"), 16, name, flexible=True, widest=26, sortable=False),
        Column("done", word(kind), width, done, align=right, sortable=False),
        Column("target", target_words(kind), width, target, align=right, sortable=False),
        Column("percent", "%", 5, toned(percent_text), align=right, sortable=False),
        Column(
            "bar",
            "",
            _BAR_WIDTH,
            toned(lambda each: bar(each, _BAR_WIDTH)),
            priority=2,
            widest=_WIDEST_BAR,
            sortable=False,
        ),
        Column(
            "missing", _("Still missing"), width, missing, priority=1, align=right, sortable=False
        ),
    )


def month_facts(line: MonthLine, currency: str) -> Sequence[Section]:
    """Return how every kind stands of a line, with bars."""
    facts: list[Fact] = []
    for kind in TargetKind:
        part = line.parts[kind]
        facts.append(Fact(word(kind), Content(attainment_words(kind, part, currency))))
        for said in (bar(part, _BAR_WIDTH), left_out_words(part)):
            if said:
                facts.append(Fact("", Content(said)))
    return (Section(line.name, tuple(facts)),)
