"""Rules of a pool in plain words: what takes a customer back, what a change of them would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm_tui.domain.days import NEVER, date_of
from crm_tui.domain.pools import (
    Combine,
    Rule,
)
from crm_tui.domain.pools.rule_books import (
    EarlierLoss,
    OwnerImpact,
    RuleBook,
    RuleDraft,
    RulePreview,
    RuleVersion,
)
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.conditions import condition_words, rule_warning
from crm_tui.presentation.dates import weekday
from crm_tui.presentation.pool_settings import filter_sentence
from crm_tui.presentation.words import deciding_word, name_in_sentence
from crm_tui.values import dataclass

_PREVIEWED_OWNERS = 20
_PREVIEWED_LOSSES = 20


@dataclass(frozen=True, slots=True)
class RuleWords:
    """The office's own words: industries and sources by id, follow-up methods by code."""

    by_id: Mapping[int, str]
    methods: Mapping[str, str]


def rule_sentence(rule: Rule | RuleDraft, words: RuleWords) -> str:
    """Return a rule in one line: 「A级：15天未跟进 或 30天内跟进不足2次 → 回收」."""
    whom = name_in_sentence(rule.name) or filter_sentence(rule.filter, words.by_id)
    if not rule.conditions:
        return _("{whom}: never taken back").format(whom=whom)
    glue = _(" or ") if rule.combine is Combine.ANY else _(" and ")
    conditions = glue.join(condition_words(each, words.methods) for each in rule.conditions)
    return _("{whom}: {conditions} → taken back").format(whom=whom, conditions=conditions)


def rule_lines(rule: Rule | RuleDraft, words: RuleWords) -> Iterator[str]:
    """Yield the sentence of a rule, then for whom it is, whom it spares, and when it warns."""
    yield rule_sentence(rule, words)
    if rule.name:
        yield _("For: {whom}").format(whom=filter_sentence(rule.filter, words.by_id))
    exempt = [*sorted(rule.exempt_levels), *sorted(rule.exempt_tags)]
    if exempt:
        named = _(", ").join(map(name_in_sentence, exempt))
        yield _("Never taken back: {exempt}").format(exempt=named)
    if rule.warning_leads:
        leads = _(", ").join(str(lead) for lead in sorted(rule.warning_leads, reverse=True))
        yield _("Warns {leads} days before").format(leads=leads)
    else:
        yield _("Does not warn")


# --- the book ------------------------------------------------------------------------------------


def book_lines(book: RuleBook, words: RuleWords) -> Iterator[str]:
    """Yield the rules in force, then those to come."""
    pool = name_in_sentence(book.pool)
    if book.current is None or not book.current.rules:
        yield _("No rule of the pool “{pool}” takes anybody back.").format(pool=pool)
    else:
        yield _("Rules of the pool “{pool}”, {version}:").format(
            pool=pool, version=version_words(book.current)
        )
        yield from _numbered(book.current, words)
    for version in book.pending:
        yield _("To come, {version}:").format(version=version_words(version))
        yield from _numbered(version, words)


def _numbered(version: RuleVersion, words: RuleWords) -> Iterator[str]:
    if not version.rules:
        yield _("No rule: nobody is taken back.")
    for number, rule in enumerate(version.rules, start=1):
        first, *rest = rule_lines(rule, words)
        yield f"{number}. {first}"
        yield from (f"   {line}" for line in rest)


def version_words(version: RuleVersion) -> str:
    """Return a version by its number and day, with its note."""
    if version.effective_day < 1:
        text = _("version {number} from the start").format(number=version.version)
    else:
        text = _("version {number} from {day}").format(
            number=version.version, day=_day(version.effective_day)
        )
    if not version.note:
        return text
    return _("{version} ({note})").format(version=text, note=name_in_sentence(version.note))


# --- 试算 ----------------------------------------------------------------------------------------


def preview_lines(preview: RulePreview) -> Iterator[str]:
    """Yield what a change of the rules would do: the numbers, then who would lose what and when."""
    yield ngettext(
        "From {day} on, of {owned} customer held in the pool “{pool}”:",
        "From {day} on, of {owned} customers held in the pool “{pool}”:",
        preview.owned,
    ).format(
        day=_day(preview.effective_day), owned=preview.owned, pool=name_in_sentence(preview.pool)
    )
    yield _("{changed} change: {earlier} go earlier, {later} later.").format(
        changed=preview.changed, earlier=preview.earlier, later=preview.later
    )
    yield from _leaving_lines(preview)
    for owner in preview.owners[:_PREVIEWED_OWNERS]:
        if owner.changed or owner.leaving:
            yield owner_sentence(owner)
    for loss in preview.losses[:_PREVIEWED_LOSSES]:
        yield loss_sentence(loss)
    left = preview.earlier - min(len(preview.losses), _PREVIEWED_LOSSES)
    if left > 0:
        yield ngettext(
            "… and {count} more customer.", "… and {count} more customers.", left
        ).format(count=left)
    for warning in preview.warnings:
        yield rule_warning(warning)


def _leaving_lines(preview: RulePreview) -> Iterator[str]:
    whole = sum(number for _day_number, number in preview.leaving)
    yield ngettext(
        "{count} goes back on the first day, {whole} within {days} days.",
        "{count} go back on the first day, {whole} within {days} days.",
        preview.leaving_at_once,
    ).format(count=preview.leaving_at_once, whole=whole, days=len(preview.leaving))
    days = [
        _("{day}: {number}").format(day=_day(day), number=number)
        for day, number in preview.leaving
        if number
    ]
    if days:
        yield _(", ").join(days)


def owner_sentence(owner: OwnerImpact) -> str:
    """Return what a change does to the customers of one person."""
    return _("{owner}: {earlier} earlier, {later} later, {leaving} of {owned} leave soon.").format(
        owner=name_in_sentence(owner.owner),
        earlier=owner.earlier,
        later=owner.later,
        leaving=owner.leaving,
        owned=owner.owned,
    )


def loss_sentence(loss: EarlierLoss) -> str:
    """Return from when to when a customer's last day moves, and what decides it."""
    return _("{number} {customer}: {owner}, last day {old} → {new} ({reason})").format(
        number=loss.customer_id,
        customer=name_in_sentence(loss.name),
        owner=name_in_sentence(loss.owner),
        old=_last_day(loss.old_last_day),
        new=_last_day(loss.new_last_day),
        reason=deciding_word(loss.deciding.value),
    )


def _last_day(day: int) -> str:
    return _("never") if day >= NEVER else _day(day)


def _day(day: int) -> str:
    return f"{date_of(day).isoformat()} {weekday(day)}"
