"""A report as text for the group chat: short lines, no tables, nothing left to guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm_tui.domain.credits import Credit, CreditSum
from crm_tui.domain.days import date_of
from crm_tui.domain.months import month_text
from crm_tui.domain.reports import (
    REPORTED,
    Coming,
    PersonReport,
    Report,
    ReportSpan,
    ReportWords,
)
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.dates import weekday
from crm_tui.presentation.money import amount, short_amount
from crm_tui.presentation.targets import attainment_words
from crm_tui.presentation.widths import plain
from crm_tui.presentation.words import field_label, person_label, word

_TITLES: Mapping[ReportSpan, str] = {
    ReportSpan.DAY: N_("Daily report"),
    ReportSpan.WEEK: N_("Weekly report"),
    ReportSpan.MONTH: N_("Monthly report"),
}
_NEXT: Mapping[ReportSpan, str] = {
    ReportSpan.DAY: N_("Tomorrow: {what}"),
    ReportSpan.WEEK: N_("Next week: {what}"),
    ReportSpan.MONTH: N_("Next month: {what}"),
}
_AMOUNTS: Mapping[Credit, str] = {
    Credit.WON: N_("Amount won"),
    Credit.LOST: N_("Amount lost"),
    Credit.ORDERS: N_("Amount of orders"),
    Credit.CONTRACTS: N_("Amount of contracts"),
    Credit.DEALS: N_("Amount of deals"),
    Credit.RECEIVED: N_("Amount received"),
}
_MOVED = (Credit.CLAIMED, Credit.RETURNED, Credit.RECLAIMED)
_SOLD = tuple(each for each in REPORTED if each.is_money)


def report_title(report: Report) -> str:
    """Return what a report is: 日报 2026-11-23 周一 · 李娜."""
    days = report.days
    match report.span:
        case ReportSpan.DAY:
            when = f"{date_of(days.first).isoformat()} {weekday(days.first)}"
        case ReportSpan.WEEK:
            when = f"{date_of(days.first).isoformat()} – {date_of(days.last):%m-%d}"
        case ReportSpan.MONTH:
            when = month_text(days.first)
    about = plain(report.about) or ngettext(
        "{count} person", "{count} people", len(report.people)
    ).format(count=len(report.people))
    return f"{_(_TITLES[report.span])} {when} · {about}"


def report_lines(report: Report, currency: str) -> Iterator[str]:
    """Yield the lines of a report; what there was none of is left out, but follow-ups."""
    yield report_title(report)
    yield _followed_up(report)
    new = report.total(Credit.CUSTOMERS).count
    if new:
        yield _part(Credit.CUSTOMERS, report.total(Credit.CUSTOMERS), currency)
    moved = [
        _part(each, report.total(each), currency) for each in _MOVED if report.total(each).count
    ]
    if moved:
        yield _(", ").join(moved)
    for credit in _SOLD:
        found = report.total(credit)
        if found.count:
            yield _part(credit, found, currency)
    yield from _targets(report, currency)
    if len(report.people) > 1:
        yield from _people(report, currency)
    if report.coming is not None:
        yield _(_NEXT[report.span]).format(what=_coming(report.coming))


def _followed_up(report: Report) -> str:
    found = report.total(Credit.FOLLOW_UPS).count
    if not found:
        return _("No follow-ups")
    nameless = _("way not said")
    ways = _(", ").join(
        " ".join((plain(name) or nameless, str(count))) for name, count in report.methods
    )
    customers = ngettext("{count} customer", "{count} customers", report.followed)
    return _("Follow-ups {count} with {customers}: {ways}").format(
        count=found, customers=customers.format(count=report.followed), ways=ways
    )


def _part(credit: Credit, found: CreditSum, currency: str) -> str:
    """Return a figure with its amount: 合同 2 ¥320,000."""
    said = f"{word(credit)} {found.count}"
    if not credit.is_money:
        return said
    said = f"{said} {amount(found.minor, currency)}"
    if not found.left_out:
        return said
    return _("{figure} ({count} without a rate not in it)").format(
        figure=said, count=found.left_out
    )


def _targets(report: Report, currency: str) -> Iterator[str]:
    if report.targets:
        yield _("Targets of {month}:").format(month=month_text(report.month))
    for kind, part in report.targets.items():
        yield f"· {word(kind)} {attainment_words(kind, part, currency)}"


def _people(report: Report, currency: str) -> Iterator[str]:
    yield _("Each of them:")
    for person in report.people:
        if not person.is_empty:
            yield f"· {plain(person.name)} {_one(person, currency)}"
    idle = [plain(each.name) for each in report.people if each.is_empty]
    if idle:
        yield _("Nothing written down: {people}").format(people=_(", ").join(idle))


def _one(person: PersonReport, currency: str) -> str:
    said = []
    for credit in REPORTED:
        found = person.of(credit)
        if found.count:
            sum_text = f" {short_amount(found.minor, currency)}" if credit.is_money else ""
            said.append(f"{word(credit)} {found.count}{sum_text}")
    return _(", ").join(said)


def _coming(coming: Coming) -> str:
    if coming.is_empty:
        return _("nothing planned")
    parts = (
        (_("to contact {count}"), coming.contacts),
        (_("tasks {count}"), coming.tasks),
        (_("to deliver {count}"), coming.orders),
    )
    return _(", ").join(words.format(count=count) for words, count in parts if count)


def report_words() -> ReportWords:
    """Return the words of a file of a report in the language in use."""
    return ReportWords(
        login=field_label("login"),
        name=person_label(),
        department=field_label("department"),
        count=word,
        amount=lambda credit: _(_AMOUNTS[credit]),
        title=report_title,
    )
