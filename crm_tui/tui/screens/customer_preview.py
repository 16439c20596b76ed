"""What the pane beside a list says of a customer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.customers import CustomerRow, Standing
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import Explanation, SetAside
from crm_tui.domain.timelines import EntryKind
from crm_tui.i18n import _
from crm_tui.presentation import reasons
from crm_tui.presentation.dates import happened_moment, relative_moment
from crm_tui.presentation.explanations import explanation_lines
from crm_tui.presentation.timeline import shown_entry
from crm_tui.presentation.words import optional_word, word
from crm_tui.tui.screens.detail_facts import hidden_words, kept_signs
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Line, Section
from crm_tui.values import dataclass

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.services.customers import CustomerDetail

_CONTACTS = 4
_FOLLOW_UPS = 3
_REASON_LINES = 4


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """All that the pane tells, read at one go."""

    detail: CustomerDetail
    explanation: Explanation | None
    """Why it is whose it is; None of one that was set aside, which is in no pool."""


def read_facts(session: Session, customer_id: CustomerId) -> CustomerFacts:
    """Read a customer for the pane; call it in a worker."""
    crm, actor = session.crm, session.actor
    detail = crm.customers.detail(actor, customer_id)
    is_set_aside = detail.record.row.standing is not Standing.NORMAL
    return CustomerFacts(detail, None if is_set_aside else crm.pools.why(actor, customer_id))


def customer_sections(session: Session, facts: CustomerFacts) -> tuple[Section, ...]:
    """Return who to call, whose it is and until when, what comes next, what was last."""
    return (
        _heading(session, facts.detail),
        _contacts(facts.detail),
        _protection(session, facts),
        *_follow_ups(session, facts.detail),
    )


def _heading(session: Session, detail: CustomerDetail) -> Section:
    row = detail.record.row
    standing = [
        _("level {level}").format(level=optional_word(row.level)) if row.level else "",
        row.stage,
        word(row.type),
    ]
    place = [row.industry, row.province, row.city, row.source]
    lines = [Line("", Content(" · ".join(filter(None, standing))))]
    if any(place):
        lines.append(Line("", Content(" · ".join(filter(None, place)))))
    lines += _next_contact(session, row)
    return Section(row.name, tuple(lines))


def _next_contact(session: Session, row: CustomerRow) -> Iterator[Line]:
    if row.next_contact_at is not None:
        when = relative_moment(row.next_contact_at, session.now, session.zone)
        said = f"{when} {row.next_contact_note}".rstrip()
        yield Line(_("Next contact"), Content(said))


def _contacts(detail: CustomerDetail) -> Section:
    contacts = detail.contacts
    shown = [Line("", _contact(each)) for each in contacts[:_CONTACTS]]
    if not shown:
        shown = [Line("", Content.styled(_("No contact yet: C adds one"), "dim"))]
    if len(contacts) > _CONTACTS:
        shown.append(Line("", Content(f"+{len(contacts) - _CONTACTS}")))
    if detail.hides_contacts:
        shown.append(Line("", Content.styled(hidden_words(detail), "dim")))
    return Section(_("Contacts"), tuple(shown))


def _contact(contact: ContactRow) -> Content:
    fields = contact.fields
    phones = [phone.number for phone in fields.phones]
    said = [
        f"{fields.name} {fields.title}".rstrip(),
        *phones,
        optional_word(fields.decision_role),
        optional_word(fields.attitude),
    ]
    return Content("  ".join(filter(None, said)))


def _protection(session: Session, facts: CustomerFacts) -> Section:
    row = facts.detail.record.row
    whose = [row.pool]
    if row.holder_count:
        whose.append(_("holder {number}").format(number=row.holder_count))
    if row.owner:
        whose.append(row.owner)
    lines = [Line("", Content(" · ".join(whose)))]
    kept = " · ".join(kept_signs(row, session.today))
    if kept:
        lines.append(Line("", Content(kept)))
    if facts.explanation is None:
        lines.append(Line("", Content(reasons.refusal(SetAside(row.name, row.standing)))))
    else:
        told = explanation_lines(facts.explanation)[1 : 1 + _REASON_LINES]
        lines += [Line("", Content(each)) for each in told]
    return Section(_("Whose, and until when"), tuple(lines))


def _follow_ups(session: Session, detail: CustomerDetail) -> Iterator[Section]:
    entries = [each for each in detail.timeline if each.kind is EntryKind.FOLLOW_UP]
    lines = []
    for entry in entries[:_FOLLOW_UPS]:
        shown = shown_entry(
            entry, now=session.now, zone=session.zone, currency=session.office.currency
        )
        when = happened_moment(entry.at, session.now, session.zone)
        lines.append(Line("", Content.styled(f"{when} ", "dim") + Content(shown.title)))
        lines += [Line("", Content(f"  {each}")) for each in shown.lines]
    if lines:
        yield Section(_("Last follow-ups"), tuple(lines))
    elif detail.record.row.owner_id == session.actor.user_id:
        yield Section("", (Line("", Content.styled(_("Nothing written yet: f writes"), "dim")),))
