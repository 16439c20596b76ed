"""What the detail of a customer says: its header, facts, timeline and open reminders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from crm_tui.domain.affiliations import Tie
from crm_tui.domain.calls import link_of
from crm_tui.domain.contacts import ContactRow, Phone
from crm_tui.domain.custom_fields import by_holder
from crm_tui.domain.customers import CustomerFields, CustomerRecord, CustomerRow, CustomerType
from crm_tui.domain.days import NEVER, day_of
from crm_tui.domain.deals import DealRow
from crm_tui.domain.expenses import ExpenseSum
from crm_tui.domain.groups import MOST_MEMBERS, Belonging
from crm_tui.domain.handovers import HandoverPacket
from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.domain.payments.totals import CustomerMoney
from crm_tui.domain.tasks import TaskRow
from crm_tui.domain.teams import TeamRow
from crm_tui.domain.usages import UsageRow
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.companies import companies_line, former_words
from crm_tui.presentation.custom_fields import own_words
from crm_tui.presentation.dates import (
    days_left,
    relative_day,
    relative_moment,
)
from crm_tui.presentation.expenses import whole_words
from crm_tui.presentation.money import amount
from crm_tui.presentation.payments import money_lines
from crm_tui.presentation.usages import usage_words
from crm_tui.presentation.widths import cell_width, cut
from crm_tui.presentation.words import field_label, name_in_sentence, optional_word, word
from crm_tui.tui.record_commands.teaming import member_words
from crm_tui.tui.record_commands.working import deal_words
from crm_tui.tui.screens.customer_fields import ALL_FIELDS, text_for
from crm_tui.tui.screens.opportunities.facts import opportunity_lines
from crm_tui.tui.screens.packets import packet_section
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.pieces import Piece, total_width
from crm_tui.tui.widgets.preview import Line, Section
from crm_tui.values import dataclass

if TYPE_CHECKING:  # the services are slow to import
    from crm_tui.services.customers import CustomerDetail

_MISSING_SHOWN = 6
_DEALS_SHOWN = 5
USAGES_SHOWN = 5
"""So many of a customer's largest gaps stand on its page."""
_WARN_DAYS = 3
_NAME_CELLS_AT_LEAST = 16
_NOT_LISTED = frozenset({"name", "kind", "level", "type", "stage_id", "parent_id"})


# Header -------------------------------------------------------------------------------------------


_CRUMB_CELLS = 20
_BACK = "back"


def header_pieces(
    row: CustomerRow,
    today: int,
    place: tuple[int, int] | None,
    width: int,
    trail: Sequence[str] = (),
) -> list[Piece]:
    """Return the line over a customer: where one came from, who it is, whose, until when."""
    right = [*_holder(row, today), *_place(place)]
    while right and total_width(right) + _NAME_CELLS_AT_LEAST + 2 > width:
        del right[0]
    room = width - total_width(right) - 2
    name = f" {cut(row.name, max(room - 1, 1))}"
    fitting = (each for each in _standings(row) if cell_width(name + each) <= room)
    left = [Piece(name, "title"), Piece(next(fitting, ""))]
    crumbs = Piece("".join(f" {cut(each, _CRUMB_CELLS)} ›" for each in trail), "dim", _BACK)
    if trail and total_width([crumbs, *left]) <= room:
        left = [crumbs, *left]
    gap = max(0, width - total_width(left) - total_width(right))
    return [*left, Piece(" " * gap), *right]


def _standings(row: CustomerRow) -> Iterator[str]:
    """Yield level, stage and type, then ever less of them for a narrow line."""
    level = _("level {level}").format(level=optional_word(row.level)) if row.level else ""
    parts = [part for part in (level, row.stage, word(row.type)) if part]
    for count in range(len(parts), 0, -1):
        yield "   " + " · ".join(parts[:count])


def _holder(row: CustomerRow, today: int) -> list[Piece]:
    """Return whose it is and until when, the least important first."""
    pieces = [Piece(f"  {cut(row.pool, 20)}", "dim")]
    if not row.owner:
        return [*pieces, Piece("  " + _("waits in the pool") + " ", "good")]
    pieces.append(Piece("  " + _("owner {name}").format(name=cut(row.owner, 20))))
    pieces += [Piece(f"  {sign}", "dim") for sign in kept_signs(row, today)]
    left = days_left(row.last_day, today)
    if row.last_day >= NEVER:
        return [*pieces, Piece("  " + _("never taken back") + " ", "good")]
    kind = "warn" if row.last_day - today <= _WARN_DAYS else "normal"
    return [*pieces, Piece("  " + _("days left: {left}").format(left=left) + " ", kind)]


def kept_signs(row: CustomerRow, today: int) -> Iterator[str]:
    """Yield that the customer is locked or was given more days, and until when."""
    for until, words in (
        (row.locked_until_day, _("locked until {day}")),
        (row.extended_until_day, _("extended until {day}")),
    ):
        if until is not None and until >= today:
            yield words.format(day=relative_day(until, today))


def _place(place: tuple[int, int] | None) -> list[Piece]:
    return [Piece(f" ‹ {place[0]:,}/{place[1]:,} › ", "dim")] if place else []


# Facts --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Who else works on the customer, and what was sold to it."""

    team: tuple[TeamRow, ...] = ()
    deals: tuple[DealRow, ...] = ()
    opportunities: tuple[OpportunityRow, ...] = ()
    money: CustomerMoney | None = None
    spent: ExpenseSum | None = None
    usages: tuple[UsageRow, ...] = ()
    belonging: Belonging = Belonging()
    packet: HandoverPacket | None = None
    """What the last owner left, while that is news to this one."""


def fact_sections(
    session: Session, detail: CustomerDetail, around: Surroundings
) -> tuple[Section, ...]:
    """Return the plan, the people, the deals, the filled fields and the names of missing ones."""
    record = detail.record
    sections = [
        Section("", (*_plan(session, record.row), *_loss(record))),
        packet_section(session, around.packet),
        Section(_("Contacts"), tuple(_contacts(session, detail))),
        Section(_("Formerly here"), tuple(_former(detail))),
        Section(_("Team"), tuple(Line("", Content(member_words(m))) for m in around.team)),
        Section(_("Opportunities"), opportunity_lines(session, around.opportunities)),
        Section(_("Money"), tuple(_money(session, around.money))),
        Section(_("Deals"), tuple(_deals(session, around.deals))),
        Section(_("Usage"), tuple(_usages(around.usages))),
        Section(_("Expenses"), tuple(_spent(session, around.spent))),
        Section(_("Group of companies"), tuple(_group(around.belonging))),
        Section(_("Facts"), tuple(_filled(session, record.fields))),
        Section(_("Own fields"), tuple(_own(session, detail))),
        Section("", tuple(_missing(detail))),
    ]
    return tuple(section for section in sections if section.lines)


def _plan(session: Session, row: CustomerRow) -> Iterator[Line]:
    if row.next_contact_at is not None:
        when = relative_moment(row.next_contact_at, session.now, session.zone)
        yield Line(_("Next contact"), Content(f"{when} {row.next_contact_note}".rstrip()))


def _loss(record: CustomerRecord) -> Iterator[Line]:
    if record.row.type is CustomerType.LOST:
        said = " · ".join(filter(None, (record.loss_reason, record.loss_note)))
        yield Line(field_label("loss_reason"), Content(said or _("not said")))


def _usages(usages: Sequence[UsageRow]) -> Iterator[Line]:
    """Yield what the customer uses, and the key to all of it; nothing where nothing is known."""
    yield from (Line("", Content(usage_words(each))) for each in usages)
    if usages:
        yield Line("", Content.styled(_("\\ shows the rows"), "dim"))


def _spent(session: Session, spent: ExpenseSum | None) -> Iterator[Line]:
    """Yield what was spent, and the key to it; nothing where nothing was."""
    if spent is not None and spent.count:
        yield Line("", Content(whole_words(spent, session.office.currency)))
        yield Line("", Content.styled(_("_ shows the rows"), "dim"))


def _money(session: Session, money: CustomerMoney | None) -> Iterator[Line]:
    """Yield what the customer's business comes to, and the key that shows the rows behind it."""
    found = [] if money is None else money_lines(money, session.office.currency)
    yield from (Line(label, Content(said)) for label, said in found)
    if found:
        yield Line("", Content.styled(_("' shows the rows"), "dim"))


def _deals(session: Session, deals: Sequence[DealRow]) -> Iterator[Line]:
    for deal in deals[:_DEALS_SHOWN]:
        said = deal_words(deal, session.today)
        if deal.is_void:
            why = name_in_sentence(deal.void_reason)
            yield Line(
                "", Content.styled(_("{deal} (void: {why})").format(deal=said, why=why), "dim")
            )
        else:
            yield Line("", Content(said))
    more = len(deals) - _DEALS_SHOWN
    if more > 0:
        yield Line("", Content.styled(f"+{more}", "dim"))


def _contacts(session: Session, detail: CustomerDetail) -> Iterator[Line]:
    if detail.hides_contacts:
        yield Line("", Content.styled(hidden_words(detail), "dim"))
    if not detail.contacts:
        yield Line("", Content.styled(_("No contact yet: C adds one"), "dim"))
    for contact in detail.contacts:
        yield _who(contact)
        for phone in contact.fields.phones:
            yield Line("", Content("    ") + phone_content(phone))
        for said in _about(session, detail, contact):
            yield Line("", Content(f"    {said}"))


def _about(session: Session, detail: CustomerDetail, contact: ContactRow) -> Iterator[str]:
    """Yield what else is known of a contact: companies, WeChat, the office's own fields."""
    fields = contact.fields
    if companies := detail.companies.elsewhere.get(contact.id):
        yield companies_line(companies)
    if fields.wechat:
        yield _("WeChat {name}").format(name=fields.wechat)
    for field in by_holder(detail.own)[1]:
        shown = own_words(field, fields.custom.get(field.code), session.office.currency)
        if shown:
            yield _("{label}: {what}").format(label=field.name, what=shown)


def _who(contact: ContactRow) -> Line:
    fields = contact.fields_here
    shared = "" if contact.position is None else word(Tie.FURTHER)
    said = [shared, fields.title, optional_word(fields.decision_role)]
    about = " · ".join(filter(None, (*said, optional_word(fields.attitude))))
    star = "★ " if fields.is_key else "  "
    return Line("", Content(star) + Content.styled(fields.name, "bold") + Content(f"  {about}"))


def _former(detail: CustomerDetail) -> Iterator[Line]:
    """Yield who belonged to the customer before, and where they are now."""
    companies = detail.companies
    for each in companies.former:
        said = former_words(each, companies.elsewhere.get(each.contact_id, ()))
        yield Line("", Content.styled(f"  {said}", "dim"))


def phone_content(phone: Phone) -> Content:
    """Return a number that a terminal which can dials on a click; a masked one is only text."""
    link = link_of(phone.number, phone.extension)
    return Content.styled(phone.number, Style(link=link)) if link else Content(phone.number)


def hidden_words(detail: CustomerDetail) -> str:
    """Return that contact details are hidden, and how many looks at them are left today."""
    left = detail.looks_left
    if left is None:
        return _("Hidden until claimed: o shows the number")
    if left == 0:
        return _("Hidden until claimed; today's looks are used up")
    return ngettext(
        "o shows the number ({count} look left today)",
        "o shows the number ({count} looks left today)",
        left,
    ).format(count=left)


def _filled(session: Session, fields: CustomerFields) -> Iterator[Line]:
    for name in ALL_FIELDS:
        value = getattr(fields, name)
        shown = text_for(session, name, value)
        if name == "budget_minor" and value is not None:
            shown = amount(value, session.office.currency)
        if shown and name not in _NOT_LISTED:
            yield Line(field_label(name), Content(shown))


def _group(belonging: Belonging) -> Iterator[Line]:
    if belonging.parent_id is not None:
        said = ngettext(
            "{parent} (to which {count} belongs)",
            "{parent} (to which {count} belong)",
            belonging.siblings,
        ).format(parent=name_in_sentence(belonging.parent), count=_counted(belonging.siblings))
        yield Line(field_label("parent_id"), Content(said))
    if belonging.below:
        said = ngettext("{count} customer", "{count} customers", belonging.below)
        yield Line(_("Belong to it"), Content(said.format(count=_counted(belonging.below))))
    if belonging.below or belonging.parent_id is not None:
        yield Line("", Content.styled(_("^ shows all of the group"), "dim"))


def _counted(number: int) -> str:
    return str(number) if number <= MOST_MEMBERS else f"{MOST_MEMBERS}+"


def _own(session: Session, detail: CustomerDetail) -> Iterator[Line]:
    values = detail.record.fields.custom
    for field in by_holder(detail.own)[0]:
        if shown := own_words(field, values.get(field.code), session.office.currency):
            yield Line(field.name, Content(shown))


def _missing(detail: CustomerDetail) -> Iterator[Line]:
    missing, own = detail.record.missing, {each.key: each.name for each in detail.own}
    if missing:
        names = (own.get(name) or field_label(name) for name in missing[:_MISSING_SHOWN])
        named = _(", ").join(names)
        more = len(missing) - _MISSING_SHOWN
        tail = _(" and {count} more").format(count=more) if more > 0 else ""
        yield Line("", Content.styled(_("Missing: {names}").format(names=named) + tail, "dim"))


# Reminders ----------------------------------------------------------------------------------------


def task_words(session: Session, task: TaskRow) -> str:
    """Return an open reminder in one line: when it is due and what is to be done."""
    if task.has_time:
        when = relative_moment(task.due_at, session.now, session.zone)
    else:
        when = relative_day(day_of(task.due_at, session.zone), session.today)
    return f"□ {when} {task.title}"


def task_lines(words: Sequence[str], width: int) -> list[str]:
    """Return the reminders side by side, as many on a line as fit whole."""
    lines: list[str] = []
    for each in words:
        shown = cut(each, width)
        joined = f"{lines[-1]}   {shown}" if lines else shown
        if lines and cell_width(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(shown)
    return lines
