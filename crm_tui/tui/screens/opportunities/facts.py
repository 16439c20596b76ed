"""What a pane or page tells of an opportunity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from textual.content import Content

from crm_tui.domain.expenses import ExpenseSum
from crm_tui.domain.opportunities import (
    OpportunityDetail,
    OpportunityRow,
    StageStay,
    totals_of,
)
from crm_tui.domain.projects import Project, RegistrationClash
from crm_tui.domain.tasks import TaskRow
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.dates import short_day
from crm_tui.presentation.expenses import whole_words
from crm_tui.presentation.money import amount
from crm_tui.presentation.opportunities import (
    concern_words,
    opportunity_columns,
    paper_lines,
    totals_words,
)
from crm_tui.presentation.projects import clash_sentences, project_lines, step_words
from crm_tui.presentation.words import field_label, optional_word, word
from crm_tui.tui.screens.tasks.parts import task_lines
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Line, Section
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class OpportunityAround:
    """What was spent on an opportunity, its project file, and what is to do for it."""

    spent: ExpenseSum
    project: Project
    clashes: tuple[RegistrationClash, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    """What is to do for it, by due time."""


_SHOWN = ("customer", "state", "stage", "amount", "expected", "next", "owner", "kind", "source")
_LISTED = 4
_ENDED = ("customer", "state", "stage", "amount", "closed", "owner", "kind", "source")


def opportunity_sections(
    session: Session, found: OpportunityDetail, around: OpportunityAround | None = None
) -> Sequence[Section]:
    """Return an opportunity as sections: itself, who decides, what is around it, its way so far."""
    return tuple(_sections(session, found, around))


def _sections(
    session: Session, found: OpportunityDetail, around: OpportunityAround | None
) -> Iterator[Section]:
    row, currency = found.row, session.office.currency
    at = Moment(session.now, session.zone, session.today)
    known = opportunity_columns(currency)
    lines = [Line("", Content.styled(row.name, "bold"))]
    concerns = concern_words(row, at)
    if concerns:
        lines.append(Line("", Content.styled(concerns, "$text-warning")))
    for key in _SHOWN if row.is_open else _ENDED:
        lines.append(Line(known[key].label, Content(known[key].text(row, at))))
    if row.fields.currency != currency:
        reported = amount(row.reported_minor, currency)
        lines.append(Line(_("In {currency}").format(currency=currency), Content(reported)))
    lines.append(
        Line(
            field_label("probability"),
            Content(f"{row.probability}% · {amount(row.weighted_minor, currency)}"),
        )
    )
    lines += _texts(found)
    yield Section("", tuple(line for line in lines if line.text.plain))
    if found.people:
        yield Section(_("Who decides"), tuple(_people(found)))
    papers = tuple(Line(number, Content(words)) for number, words in paper_lines(found))
    if papers:
        yield Section(_("Papers"), papers)
    if around is not None:
        yield from _around_it(session, found, around)
    yield Section(_("Its way so far"), tuple(_stays(session, found.stays)))


def opportunity_lines(session: Session, rows: Sequence[OpportunityRow]) -> tuple[Line, ...]:
    """Return 商机总额 of a customer and its open part, then the open ones and the last others."""
    if not rows:
        return ()
    currency, today = session.office.currency, session.today
    lines = [Line(_("Total"), Content(totals_words(totals_of(rows), currency)))]
    for row in rows[:_LISTED]:
        day = row.fields.expected_day if row.is_open else row.closed_day
        said = (
            row.name,
            row.stage if row.is_open else word(row.state),
            amount(row.fields.amount_minor, row.fields.currency),
            "" if day is None else short_day(day, today),
        )
        words = " · ".join(filter(None, said))
        lines.append(Line("", Content(words) if row.is_open else Content.styled(words, "dim")))
    if len(rows) > _LISTED:
        lines.append(Line("", Content.styled(f"+{len(rows) - _LISTED}", "dim")))
    return tuple(line for line in lines if line.text.plain)


def _around_it(
    session: Session, found: OpportunityDetail, around: OpportunityAround
) -> Iterator[Section]:
    if around.tasks:
        yield Section(_("Tasks"), tuple(task_lines(session, around.tasks)))
    if around.spent.count:
        words = whole_words(around.spent, session.office.currency)
        yield Section(_("Expenses"), (Line("", Content(words)),))
    project, currency = around.project, found.row.fields.currency
    lines = [Line(label, Content(words)) for label, words in project_lines(project, currency)]
    clashes = clash_sentences(around.clashes)
    lines += [Line("", Content.styled(words, "$text-warning")) for words in clashes]
    if lines:
        yield Section(_("Project file"), tuple(lines))
    steps = [step_words(each, session.today) for each in project.fields.steps]
    if steps:
        yield Section(_("Project plan"), tuple(Line("", Content(words)) for words in steps))


def _texts(found: OpportunityDetail) -> Iterator[Line]:
    row = found.row
    said = (
        (field_label("exit_criteria"), found.exit_criteria),
        (field_label("competitors"), _(", ").join(row.fields.competitors)),
        (field_label("note"), row.fields.note),
        (_("Reason"), row.close_reason),
        (field_label("review"), row.review),
    )
    return (Line(label, Content(words)) for label, words in said if words)


def _people(found: OpportunityDetail) -> Iterator[Line]:
    for each, name in found.people:
        parts = (name or _("(gone)"), optional_word(each.role), optional_word(each.attitude))
        yield Line("", Content(" · ".join(filter(None, parts))))


def _stays(session: Session, stays: Sequence[StageStay]) -> Iterator[Line]:
    for each in stays:
        until = each.until or session.now
        words = f"{_span(until - each.since)} · {each.since.astimezone(session.zone):%Y-%m-%d}"
        yield Line(each.stage, Content(words))


def _span(stay: timedelta) -> str:
    return ngettext("{count} day", "{count} days", stay.days).format(count=stay.days)
