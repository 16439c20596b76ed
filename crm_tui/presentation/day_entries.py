"""Lines of the day in words: what somebody said, which day comes, who is behind."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from crm_tui.domain.days import day_of
from crm_tui.domain.greetings import FestivalReminder
from crm_tui.domain.key_dates import DueDate
from crm_tui.domain.leads.records import LeadRow
from crm_tui.domain.notices import GIVING, NoticeKind, NoticeRow
from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.domain.payments.bank_receipts import BankReceiptRow
from crm_tui.domain.payments.dues import DueItem
from crm_tui.domain.tasks import Unplanned
from crm_tui.domain.today import About, CoverDone, OpenLevels, StaffPace
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.dates import happened_moment, iso_day, relative_day, relative_moment
from crm_tui.presentation.key_dates import ungreeted_words
from crm_tui.presentation.money import amount
from crm_tui.presentation.payments import due_item_words
from crm_tui.presentation.widths import plain
from crm_tui.presentation.words import word
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class EntryWords:
    """What a line of the day shows: about whom, when, and what."""

    subject: str
    when: str
    what: str


def entry_words(about: About, at: Moment) -> EntryWords:
    """Return the words of a line of the day."""
    match about:
        case NoticeRow():
            words = _notice(about, at)
        case DueDate() | DueItem() | BankReceiptRow():
            words = _due(about, at)
        case FestivalReminder():
            when = relative_day(about.day, at.today)
            words = EntryWords(word(about.festival), when, ungreeted_words(about.ungreeted))
        case LeadRow() | OpportunityRow():
            words = _lead(about, at) if isinstance(about, LeadRow) else _opportunity(about, at)
        case Unplanned():
            since = relative_day(about.since_day, at.today)
            words = EntryWords(about.customer, since, _("nothing is planned"))
        case CoverDone():
            words = _done_by_cover(about, at)
        case StaffPace() | OpenLevels():
            words = _upward(about)
    return words


def _due(about: DueDate | DueItem | BankReceiptRow, at: Moment) -> EntryWords:
    match about:
        case DueDate():
            return _key_date(about, at)
        case DueItem():
            return _payment(about, at)
        case BankReceiptRow():
            return _claim(about, at)


def _upward(about: StaffPace | OpenLevels) -> EntryWords:
    if isinstance(about, StaffPace):
        return EntryWords(about.person, "", _staff(about))
    said = ngettext("{count} level to decide on", "{count} levels to decide on", about.count)
    return EntryWords(said.format(count=about.count), "", "")


def _lead(row: LeadRow, at: Moment) -> EntryWords:
    planned = row.next_contact_at
    when = "" if planned is None else relative_moment(planned, at.now, at.zone)
    said = row.next_contact_note or row.fields.need
    return EntryWords(row.called, when, plain(said_of(row.fields.name, said)))


def _opportunity(row: OpportunityRow, at: Moment) -> EntryWords:
    from crm_tui.presentation.opportunities import concern_words  # noqa: PLC0415 - it reads much

    fields = row.fields
    due = [day for day in (fields.next_day, fields.expected_day) if day and day <= at.today]
    when = relative_day(min(due), at.today) if due else ""
    is_step = fields.next_day is not None and fields.next_day <= at.today
    said = fields.next_step if is_step else ""
    return EntryWords(row.customer, when, said_of(row.name, plain(said or concern_words(row, at))))


def _done_by_cover(done: CoverDone, at: Moment) -> EntryWords:
    words = _("{cover} for {away}: {words}").format(
        cover=done.cover, away=done.away, words=plain(done.words)
    )
    return EntryWords(done.customer, happened_moment(done.at, at.now, at.zone), words)


def said_of(subject: str, words: str) -> str:
    """Return who or what, and what is said of it, if anything: 李娜：先问清谁拍板."""
    return _("{subject}: {words}").format(subject=subject, words=words) if words else subject


def _notice(row: NoticeRow, at: Moment) -> EntryWords:
    said = f"{row.author} {word(row.kind)}".strip()
    when = happened_moment(row.at, at.now, at.zone)
    return EntryWords(notice_subject(row), when, said_of(said, plain(row.words)))


def notice_subject(row: NoticeRow) -> str:
    """Return whom a notice is about: a customer, or how many somebody was given."""
    if row.customer or row.kind not in GIVING:
        return row.customer
    said = ngettext("{count} customer", "{count} customers", row.how_many)
    return said.format(count=row.how_many)


def given_query(row: NoticeRow, zone: ZoneInfo) -> str:
    """Return what to search for to see the customers that somebody was given that day."""
    is_new = row.kind is NoticeKind.CUSTOMERS_IMPORTED
    words = _("owner:me created:{day}") if is_new else _("owner:me owned:{day}")
    return words.format(day=iso_day(day_of(row.at, zone)))


def _key_date(due: DueDate, at: Moment) -> EntryWords:
    fields = due.date.fields
    named = " ".join(filter(None, (due.date.contact, fields.title or word(fields.kind))))
    when = relative_day(due.occurs_day, at.today)
    return EntryWords(due.date.customer, when, said_of(named, plain(fields.note)))


def _payment(item: DueItem, at: Moment) -> EntryWords:
    when = "" if item.due_day is None else relative_day(item.due_day, at.today)
    document = item.document
    said = f"{due_item_words(item)} {amount(item.left_minor, document.currency)}"
    return EntryWords(document.customer, when, said_of(document.number, said))


def _claim(row: BankReceiptRow, at: Moment) -> EntryWords:
    when = relative_day(row.fields.day, at.today)
    said = _("{person} claims {amount} for {customers}").format(
        person=row.claimant,
        amount=amount(row.fields.amount_minor, row.fields.currency),
        customers=row.customers,
    )
    return EntryWords(row.fields.payer, when, said)


def _staff(row: StaffPace) -> str:
    said = []
    if row.behind:
        said.append(_("behind {count}").format(count=row.behind))
    if row.unplanned:
        said.append(_("without a plan {count}").format(count=row.unplanned))
    return " · ".join(said)
