"""What a change of many customers comes to, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum

from crm_tui.domain.bulk_edits import ForetoldEdit
from crm_tui.domain.custom_fields import CustomField
from crm_tui.domain.customers import FieldChange
from crm_tui.domain.days import date_of
from crm_tui.errors import CrmError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation import errors
from crm_tui.presentation.custom_fields import own_words
from crm_tui.presentation.money import amount
from crm_tui.presentation.words import field_label, name_in_sentence, word

_NAMED_BY_WORDS = frozenset({"industry_id", "source_id", "stage_id"})
_DAYS = frozenset({"first_contact_day", "founded_on"})
_REASONS = 10


def counts_sentence(changing: int, unchanged: int, refused: int) -> str:
    """Return how many customers a change would change, leave, and be refused for."""
    parts = [
        ngettext("{count} customer changes", "{count} customers change", changing).format(
            count=changing
        )
    ]
    if unchanged:
        parts.append(_("{count} have it already").format(count=unchanged))
    if refused:
        parts.append(_("{count} are refused").format(count=refused))
    return _(", ").join(parts)


def refusal_lines(refusals: Iterable[CrmError | None]) -> Iterator[str]:
    """Yield why some are refused, each reason with how many it is, the commonest first."""
    said = Counter(errors.sentence(each) for each in refusals if each is not None)
    for sentence, count in said.most_common(_REASONS):
        yield f"{count} × {sentence}"
    if len(said) > _REASONS:
        yield _("and {count} more reasons").format(count=len(said) - _REASONS)


def sample_lines(
    samples: Sequence[ForetoldEdit],
    words: Mapping[int, str],
    own: Sequence[CustomField],
    currency: str,
) -> Iterator[str]:
    """Yield for each of some customers what becomes of it: 甲公司 · 级别: A → B."""
    for sample in samples:
        changes = (change_words(each, words, own, currency) for each in sample.changes)
        yield f"{name_in_sentence(sample.customer)} · {_(', ').join(changes)}"


def change_words(
    change: FieldChange, words: Mapping[int, str], own: Sequence[CustomField], currency: str
) -> str:
    """Return one change: the field, its value before and after."""
    nothing = "—"

    def said(value: object) -> str:
        return value_words(change.name, value, words, own, currency) or nothing

    return _("{field}: {before} → {after}").format(
        field=label_of(change.name, own), before=said(change.before), after=said(change.after)
    )


def label_of(name: str, own: Sequence[CustomField]) -> str:
    """Return what a field of customers is called, one of the office's own by its name."""
    field = next((each for each in own if each.key == name), None)
    return field_label(name) if field is None else name_in_sentence(field.name)


def value_words(
    name: str, value: object, words: Mapping[int, str], own: Sequence[CustomField], currency: str
) -> str:
    """Return the value of a customer's field as people read it, "" for none."""
    field = next((each for each in own if each.key == name), None)
    if field is not None:
        return own_words(field, value, currency)
    return _value(name, value, words, currency)


def _value(name: str, value: object, words: Mapping[int, str], currency: str) -> str:
    if isinstance(value, int):
        return _number(name, value, words, currency)
    match value:
        case None:
            return ""
        case Enum():
            return word(value)
        case tuple():
            return name_in_sentence(_(", ").join(map(str, value)))
        case _:
            return name_in_sentence(str(value))


def _number(name: str, value: int, words: Mapping[int, str], currency: str) -> str:
    if name in _NAMED_BY_WORDS:
        return name_in_sentence(words.get(value, str(value)))
    if name in _DAYS:
        return date_of(value).isoformat()
    return amount(value, currency) if name == "budget_minor" else str(value)
