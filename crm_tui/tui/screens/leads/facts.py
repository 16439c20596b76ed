"""What a pane or page tells of a lead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.lead_reasons import alike_sentences
from crm_tui.presentation.leads import contact_words, end_words, event_sentence, part_sentence
from crm_tui.presentation.words import field_label, optional_word, person_label, word
from crm_tui.services.leads import LeadDetail
from crm_tui.tui.screens.tasks.parts import task_lines
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Line, Section

_SHOWN_EVENTS = 12


def lead_sections(session: Session, found: LeadDetail) -> Sequence[Section]:
    """Return a lead as sections: itself, what was said, why its score, what happened."""
    return tuple(each for each in _sections(session, found) if each.lines)


def _sections(session: Session, found: LeadDetail) -> Iterator[Section]:
    row = found.row
    lines = [Line("", Content.styled(row.called, "bold"))]
    lines += [
        Line("", Content.styled(f"! {said}", "$text-warning"))
        for said in alike_sentences(found.duplicates)
    ]
    yield Section("", (*lines, *(each for each in _facts(session, found) if each.text.plain)))
    yield Section(_("Tasks"), tuple(task_lines(session, found.tasks)))
    yield Section(_("Follow-ups"), tuple(_talks(session, found)))
    score = f"{field_label('score')} {row.score}"
    yield Section(score, tuple(Line("", Content(part_sentence(each))) for each in found.parts))
    yield Section(_("What happened"), tuple(_events(session, found)))


def _facts(session: Session, found: LeadDetail) -> Iterator[Line]:
    row, fields = found.row, found.row.fields
    place = " ".join(filter(None, (fields.province, fields.city, fields.address)))
    yield Line(field_label("lead_stage"), Content(word(row.stage)))
    yield Line(word(row.stage), Content(end_words(row)))
    yield Line(_("Owner"), Content(row.owner or _("unowned")))
    contact = contact_words(row, session.now, session.zone)
    is_late = row.next_contact_at is not None and row.next_contact_at < session.now
    tone = "$text-error" if is_late and row.is_open else ""
    yield Line(field_label("next_contact_at"), Content.styled(contact, tone))
    for name, said in (
        ("name", fields.name if fields.company else ""),
        ("title", fields.title),
        ("phone", " ".join(each.number for each in fields.phones)),
        ("wechat", fields.wechat),
        ("email", fields.email),
        ("province", place),
        ("industry", row.industry),
        ("source", row.source),
        ("campaign", fields.campaign),
        ("need", fields.need),
        ("note", fields.note),
    ):
        label = person_label() if name == "name" else field_label(name)
        yield Line(label, Content(said))


def _talks(session: Session, found: LeadDetail) -> Iterator[Line]:
    for each in found.follow_ups:
        moment = happened_moment(each.happened_at, session.now, session.zone)
        parts = (each.method, each.result, optional_word(each.mood))
        head = " ".join(filter(None, (each.author, *parts)))
        yield Line(moment, Content(f"{head}: {each.content}"))


def _events(session: Session, found: LeadDetail) -> Iterator[Line]:
    for each in found.events[:_SHOWN_EVENTS]:
        moment = happened_moment(each.at, session.now, session.zone)
        yield Line(moment, Content(f"{each.actor}: {event_sentence(each)}"))
