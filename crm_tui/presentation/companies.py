"""Where a contact belongs and belonged, in words for lines, dialogs and the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, assert_never

from crm_tui.domain.affiliations import (
    AffiliationRefusal,
    AfterToday,
    BeforeLast,
    BelongsThere,
    Company,
    FormerContact,
    HomeIsNotLeft,
    NotAtHome,
    NotThere,
    Tie,
)
from crm_tui.domain.days import date_of
from crm_tui.domain.timelines import EntryKind
from crm_tui.i18n import _
from crm_tui.presentation.timeline_entries import ShownEntry
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import name_in_sentence, word

_ICON = "⇆"
CompanyKind = Literal[EntryKind.CONTACT_MOVED, EntryKind.CONTACT_JOINED, EntryKind.CONTACT_LEFT]


def company_words(company: Company) -> str:
    """Return a company of a contact in one line: how they belong to it, as what, from when on."""
    said = [word(company.tie), name_in_sentence(company.name), name_in_sentence(company.title)]
    said += [span_words(company.since_day, company.until_day), name_in_sentence(company.note)]
    return " · ".join(filter(None, said))


def span_words(since_day: int | None, until_day: int | None) -> str:
    """Return from when to when somebody belonged to a company; nothing where nobody knows."""
    since = "" if since_day is None else date_of(since_day).isoformat()
    until = "" if until_day is None else date_of(until_day).isoformat()
    if since and until:
        return _("{since} to {until}").format(since=since, until=until)
    if until:
        return _("until {day}").format(day=until)
    return _("since {day}").format(day=since) if since else ""


def companies_line(companies: Sequence[Company]) -> str:
    """Return the other companies of a contact for the line below their name."""
    return _(", ").join(
        _("{tie}: {company}").format(tie=word(each.tie), company=name_in_sentence(each.name))
        for each in companies
    )


def former_words(former: FormerContact, companies: Sequence[Company]) -> str:
    """Return somebody who left: the name, what they were, until when, and where they are now."""
    said = [
        name_in_sentence(former.name),
        name_in_sentence(former.at.title),
        span_words(former.at.since_day, former.at.until_day),
    ]
    now = next((each for each in companies if each.tie is Tie.HOME), None)
    if now is not None:
        said.append(_("now at {company}").format(company=name_in_sentence(now.name)))
    return " · ".join(filter(None, said))


def shown_company(kind: CompanyKind, after: Mapping[str, object]) -> ShownEntry:
    """Return what the timeline of a customer tells of a contact who came, left or is shared."""
    said = [name_in_sentence(str(after.get(name) or "")) for name in ("name", "title")]
    day, other = after.get("day"), name_in_sentence(str(after.get("other") or ""))
    lines = [" · ".join(filter(None, said))]
    is_home = bool(after.get("is_home"))
    match kind:
        case EntryKind.CONTACT_MOVED:
            title = _("Contact changed company") if is_home else _("Contact came from a company")
            words = _("to {company}") if is_home else _("from {company}")
        case EntryKind.CONTACT_JOINED:
            title = _("Contact also belongs to a company") if is_home else _("Contact joined")
            words = _("to {company}") if is_home else _("own company: {company}")
        case EntryKind.CONTACT_LEFT:
            title = _("Contact left a further company") if is_home else _("Contact left")
            words = _("from {company}") if is_home else _("still at {company}")
        case _:
            assert_never(kind)
    about = [words.format(company=other)] if other else []
    about += [date_of(day).isoformat()] if isinstance(day, int) else []
    about += [name_in_sentence(str(after["note"]))] if after.get("note") else []
    lines += [" · ".join(about)] if about else []
    return ShownEntry(_ICON, title, tuple(lines), Tone.ACCENT)


def affiliation_refusal(reason: AffiliationRefusal) -> str:
    """Return why a contact does not change, join or leave a company."""
    contact = name_in_sentence(reason.contact)
    match reason:
        case BelongsThere():
            words = _("{contact} belongs to “{customer}” already.")
            return words.format(contact=contact, customer=name_in_sentence(reason.customer))
        case NotThere():
            words = _("{contact} does not belong to “{customer}” now.")
            return words.format(contact=contact, customer=name_in_sentence(reason.customer))
        case HomeIsNotLeft():
            words = _(
                "“{customer}” is {contact}'s own company; let them change to another one instead."
            )
            return words.format(contact=contact, customer=name_in_sentence(reason.customer))
        case NotAtHome():
            return _(
                "{contact} belongs first to a company that you may not see; who works on that one"
                " changes this."
            ).format(contact=contact)
        case BeforeLast():
            day = date_of(reason.earliest_day).isoformat()
            return _(
                "{contact} is where they are since {day}; say that day or a later one."
            ).format(contact=contact, day=day)
        case AfterToday():
            return _("{contact} cannot have changed company in days to come; say it then.").format(
                contact=contact
            )
        case _:
            assert_never(reason)
