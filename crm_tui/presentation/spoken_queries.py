"""A query in the words of a person: a sentence for each term, as its tree says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from crm_tui.domain.queries.choices import CHOICES, fixed_value
from crm_tui.domain.queries.fields import BY_KEY, FieldKind, QueryField
from crm_tui.domain.queries.tree import (
    Amount,
    Between,
    Coded,
    Compared,
    Comparison,
    DayPhrase,
    DayUnit,
    Filled,
    Number,
    Query,
    SortKey,
    Stretch,
    Term,
    Test,
    Text,
    Value,
)
from crm_tui.domain.queries.wording import amount_text, day_text
from crm_tui.i18n import N_, _, current_language, ngettext, pgettext
from crm_tui.presentation.words import name_in_sentence
from crm_tui.values import dataclass

_FLAGS: Mapping[str, str] = {
    "deal": N_("won"),
    "overdue": N_("contact overdue"),
    "incomplete": N_("fields still missing"),
    "locked": N_("locked by its owner"),
    "extended": N_("given more days"),
    "reserved": N_("kept for somebody"),
    "selffound": N_("found by its owner"),
    "held": N_("held by somebody"),
    "pooled": N_("lying in the pool"),
    "behind": N_("behind the rhythm"),
}

_AMOUNTS: Mapping[Comparison, str] = {
    Comparison.IS: N_("{field} {value}"),
    Comparison.LESS: N_("{field} under {value}"),
    Comparison.AT_MOST: N_("{field} {value} at most"),
    Comparison.MORE: N_("{field} over {value}"),
    Comparison.AT_LEAST: N_("{field} {value} at least"),
}

_AHEAD: Mapping[Comparison, str] = {
    Comparison.IS: N_("{happens} in {time}"),
    Comparison.LESS: N_("{happens} in less than {time}"),
    Comparison.AT_MOST: N_("{happens} within {time}"),
    Comparison.MORE: N_("{happens} in more than {time}"),
    Comparison.AT_LEAST: N_("{happens} in {time} at the earliest"),
}
_AGO: Mapping[Comparison, str] = {
    Comparison.IS: N_("{happened} {time} ago"),
    Comparison.LESS: N_("{happened} less than {time} ago"),
    Comparison.AT_MOST: N_("{happened} within the last {time}"),
    Comparison.MORE: N_("{happened} more than {time} ago"),
    Comparison.AT_LEAST: N_("{happened} {time} ago or earlier"),
}
_ON_DAYS: Mapping[Comparison, str] = {
    Comparison.IS: N_("{happened} {day}"),
    Comparison.LESS: N_("{happened} before {day}"),
    Comparison.AT_MOST: N_("{happened} {day} or before"),
    Comparison.MORE: N_("{happened} after {day}"),
    Comparison.AT_LEAST: N_("{happened} {day} or later"),
}


@dataclass(frozen=True, slots=True)
class _Event:
    """What the day of a field is the day of: what happens then, that it never does, or does."""

    happens: str
    never: str
    ever: str


_EVENTS: Mapping[str, _Event] = {
    "due": _Event(N_("taken back"), N_("never taken back"), N_("taken back some day")),
    "last": _Event(N_("followed up"), N_("never followed up"), N_("followed up before")),
    "next": _Event(N_("to contact"), N_("no next contact"), N_("a next contact is set")),
    "created": _Event(N_("entered"), N_("day of entry unknown"), N_("day of entry known")),
    "updated": _Event(N_("changed"), N_("never changed"), N_("changed before")),
    "owned": _Event(N_("taken over"), N_("held by nobody"), N_("held by somebody")),
    "expected": _Event(
        N_("expected to close"), N_("no expected day"), N_("an expected day is set")
    ),
    "closed": _Event(N_("ended"), N_("not ended"), N_("ended before")),
    "next_step": _Event(N_("next step due"), N_("no next step"), N_("a next step is planned")),
    "in_stage": _Event(
        N_("came into its stage"), N_("day of the stage unknown"), N_("day of the stage known")
    ),
    "converted": _Event(N_("made a customer"), N_("no customer yet"), N_("became a customer")),
    "inpool": _Event(N_("came to the pool"), N_("not in the pool"), N_("lying in the pool")),
}
_NOT_FOLLOWED_UP: Mapping[Comparison, str] = {
    Comparison.MORE: N_("not followed up for more than {time}"),
    Comparison.AT_LEAST: N_("not followed up for {time} or longer"),
}
"""How long it is ago is said of the last follow-up as people complain of it."""


def spoken(query: Query, currency: str) -> str:
    """Return a query as a person would say it in the language in use."""
    said = [_term(term, currency) for term in query.terms]
    if query.words:
        words = _both([_quoted(word) for word in query.words])
        said.append(_("{words} in the name or elsewhere").format(words=words))
    if query.sort:
        said.append(_("sorted by {fields}").format(fields=_(", ").join(map(_order, query.sort))))
    return pgettext("between the parts of a sentence", "; ").join(said)


def _term(term: Term, currency: str) -> str:
    field = BY_KEY[term.field]
    equal = [test for test in term.tests if _is_listed(field, test)]
    said = [_values_of(field, term.key, equal, currency)] if equal else []
    said += [_test(field, term.key, test, currency) for test in term.tests if test not in equal]
    words = _either(said)
    return _("all but: {words}").format(words=words) if term.is_negated else words


def _order(key: SortKey) -> str:
    name = BY_KEY[key.field].name(current_language())
    return _("{field} descending").format(field=name) if key.descending else name


def _is_listed(field: QueryField, test: Test) -> bool:
    """Return whether a test names one of several values, which are said in one breath."""
    return isinstance(test, Compared) and not field.is_ordered


def _values_of(field: QueryField, key: str, tests: Sequence[Test], currency: str) -> str:
    values = [each.value for each in tests if isinstance(each, Compared)]
    if field.kind is FieldKind.FLAG:
        return _either([_flag(field, each.code) for each in values if isinstance(each, Coded)])
    is_part = field.kind in {FieldKind.TEXT, FieldKind.CUSTOM}
    said = [_value(field, each, currency) for each in values]
    words = _either([_quoted(each) for each in said] if is_part else said)
    return _pattern(field).format(field=_name(field, key), values=words)


def _flag(field: QueryField, code: str) -> str:
    """Return what is true of a record; of those that are no customers by the value's own name."""
    if field.key == "is":
        return _(_FLAGS[code])
    named = (each.name(current_language()) for each in CHOICES[field.key] if each.code == code)
    return next(named, code)


def _pattern(field: QueryField) -> str:
    match field.kind:
        case FieldKind.TEXT | FieldKind.CUSTOM:
            return _("{values} in {field}")
        case FieldKind.TAG:
            return _("with the {field} {values}")
        case _ if field.key == "owner":
            return _("held by {values}")
        case _:
            return _("{field} {values}")


def _test(field: QueryField, key: str, test: Test, currency: str) -> str:
    match test:
        case Filled(is_filled):
            return _filled(field, key, is_filled=is_filled)
        case Between(low, high):
            return _between(field, low, high, currency)
        case Compared(comparison, value):
            return _compared(field, comparison, value, currency)


def _filled(field: QueryField, key: str, *, is_filled: bool) -> str:
    if field.kind is FieldKind.DAY:
        event = _EVENTS[field.key]
        return _(event.ever if is_filled else event.never)
    if field.key == "owner":
        return _("held by somebody") if is_filled else _("held by nobody")
    words = _("{field} filled") if is_filled else _("no {field}")
    return words.format(field=_name(field, key))


def _compared(field: QueryField, comparison: Comparison, value: Value, currency: str) -> str:
    if field.kind is not FieldKind.DAY:
        words = _(_AMOUNTS[comparison])
        return words.format(field=_name(field), value=_value(field, value, currency))
    happens = _(_EVENTS[field.key].happens)
    if not isinstance(value, Stretch):
        day = _value(field, value, currency)
        return _(_ON_DAYS[comparison]).format(happened=happens, day=day)
    time = _time(value)
    if field.looks_ahead:
        return _(_AHEAD[comparison]).format(happens=happens, time=time)
    if field.key == "last" and comparison in _NOT_FOLLOWED_UP:
        return _(_NOT_FOLLOWED_UP[comparison]).format(time=time)
    return _(_AGO[comparison]).format(happened=happens, time=time)


def _between(field: QueryField, low: Value | None, high: Value | None, currency: str) -> str:
    # An open end asks the same of a stretch of time as a comparison does.
    if low is None and high is not None:
        return _compared(field, Comparison.AT_MOST, high, currency)
    if high is None and low is not None:
        return _compared(field, Comparison.AT_LEAST, low, currency)
    ends = [_end(field, each, currency) for each in (low, high) if each is not None]
    if field.kind is FieldKind.DAY:
        words, happened = _("{happened} between {low} and {high}"), _(_EVENTS[field.key].happens)
        return words.format(happened=happened, low=ends[0], high=ends[1])
    words = _("{field} from {low} to {high}")
    return words.format(field=_name(field), low=ends[0], high=ends[1])


def _end(field: QueryField, value: Value, currency: str) -> str:
    if not isinstance(value, Stretch):
        return _value(field, value, currency)
    words = _("{time} from now") if field.looks_ahead else _("{time} ago")
    return words.format(time=_time(value))


def _value(field: QueryField, value: Value, currency: str) -> str:
    language = current_language()
    match value:
        case Coded(code):
            return fixed_value(field.key, code).name(language).replace("-", " ")
        case Text(text) | DayPhrase(text):
            return name_in_sentence(text)
        case Number(number):
            return f"{number}%" if field.key == "complete" else str(number)
        case Amount(minor):
            return amount_text(minor, language, currency)
        case Stretch():
            return _time(value)
        case _:
            # Only the names of periods have a dash that is no part of a date.
            said = day_text(value, language)
            return said.replace("-", " ") if said[:1].isalpha() else said


def _time(value: Stretch) -> str:
    count = value.count
    words: Mapping[DayUnit, Callable[[], str]] = {
        DayUnit.DAY: lambda: ngettext("{count} day", "{count} days", count),
        DayUnit.WEEK: lambda: ngettext("{count} week", "{count} weeks", count),
        DayUnit.MONTH: lambda: ngettext("{count} month", "{count} months", count),
        DayUnit.YEAR: lambda: ngettext("{count} year", "{count} years", count),
    }
    return words[value.unit]().format(count=count)


def _name(field: QueryField, key: str = "") -> str:
    return name_in_sentence(key) if key else field.name(current_language())


def _quoted(text: str) -> str:
    return _("“{text}”").format(text=name_in_sentence(text))


def _either(words: Sequence[str]) -> str:
    return pgettext("between choices", " or ").join(words)


def _both(words: Sequence[str]) -> str:
    return pgettext("between what must all be there", " and ").join(words)
