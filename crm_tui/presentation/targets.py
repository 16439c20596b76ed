"""Targets in words: amounts and counts, how much is there, and bars."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.domain.credits import Credit, CreditRow
from crm_tui.domain.months import month_text
from crm_tui.domain.targets import Attainment, PersonMonth, SignedBy, TargetKind, TargetMonth
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import NO_DAY
from crm_tui.presentation.money import amount
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import field_label, name_in_sentence, word

_FULL = 100
_NEARLY = 60
_DONE, _LEFT = "⣿", "⣀"
"""One cell wide in every terminal, which the usual blocks are not."""


def value_text(kind: TargetKind, value: int | None, currency: str) -> str:
    """Return a target or what is there of it in full: ¥320,000, or 1,200."""
    if value is None:
        return NO_DAY
    return amount(value, currency) if kind.is_money else f"{value:,}"


def target_words(kind: TargetKind) -> str:
    """Return what the target of a kind is called: 签约目标."""
    return field_label(f"target_{kind.value}")


def percent_text(part: Attainment) -> str:
    """Return how much of a target is there: 64%, nothing to say without one."""
    percent = part.percent
    return NO_DAY if percent is None else f"{percent}%"


def bar(part: Attainment, width: int) -> str:
    """Return a bar that is full when the target is met; nothing without a target."""
    percent = part.percent
    if percent is None:
        return ""
    done = max(0, min(width, percent * width // _FULL))
    return _DONE * done + _LEFT * (width - done)


def attainment_tone(part: Attainment) -> Tone:
    """Return how a part of a month looks: met, on its way, far off; plain without a target."""
    percent = part.percent
    if percent is None:
        return Tone.NORMAL
    if percent >= _FULL:
        return Tone.GOOD
    return Tone.WARN if percent >= _NEARLY else Tone.BAD


def attainment_words(kind: TargetKind, part: Attainment, currency: str) -> str:
    """Return one line of how it stands: ¥320,000 / ¥500,000 · 64%.

    Only what counts towards the target stands against it; what others have done stands apart.
    """
    done = value_text(kind, part.done, currency)
    if part.target is None:
        return done
    towards = value_text(kind, part.towards, currency)
    said = f"{towards} / {value_text(kind, part.target, currency)} · {percent_text(part)}"
    if part.towards == part.done:
        return said
    return _("{part} ({done} in all)").format(part=said, done=done)


def left_out_words(part: Attainment) -> str:
    """Return that some amounts are in no sum for want of a rate; nothing where none are."""
    if not part.left_out:
        return ""
    return ngettext(
        "{count} amount in another currency had no rate that day and is not counted",
        "{count} amounts in other currencies had no rate that day and are not counted",
        part.left_out,
    ).format(count=part.left_out)


def basis_words(counted: SignedBy) -> str:
    """Return what the amounts of a month count."""
    return _("{label}: {what}").format(label=field_label("signed_by"), what=word(counted))


def month_lines(found: TargetMonth, currency: str) -> Iterator[str]:
    """Yield the lines that close a listing of a month: all together, and what counts."""
    for kind in TargetKind:
        part = found.whole(kind)
        yield _("{label}: {what}").format(
            label=word(kind), what=attainment_words(kind, part, currency)
        )
        said = left_out_words(part)
        if said:
            yield said
    yield basis_words(found.signed_by)


def person_line(person: PersonMonth, month: int, currency: str) -> str:
    """Return a person with the targets of a month."""
    parts = _(", ").join(
        f"{word(kind)} {value_text(kind, person.of(kind).target, currency)}" for kind in TargetKind
    )
    return _("{person}, {month}: {targets}").format(
        person=name_in_sentence(person.name), month=month_text(month), targets=parts
    )


def credit_amount(row: CreditRow, credit: Credit, own: str) -> str:
    """Return what a row adds; of another currency also as it stands in the sum."""
    if not credit.is_money:
        return "1"
    said = amount(row.minor, row.currency)
    if row.currency == own:
        return said
    if row.reported_minor is None:
        return _("{amount} (no rate)").format(amount=said)
    return f"{said} = {amount(row.reported_minor, own)}"


def credit_customer(row: CreditRow) -> str:
    """Return the customer of a row, or that it is out of sight."""
    return name_in_sentence(row.customer) or _("(out of sight)")
