"""Write a query as people read it, in Chinese or English; read again it is the same query."""

from __future__ import annotations

from crm_tui.domain.money import minor_digits
from crm_tui.domain.queries.choices import (
    EMPTY_WORDS,
    FILLED_WORDS,
    code_of,
    filled_by,
    fixed_value,
)
from crm_tui.domain.queries.days import PERIOD_NAMES, UNIT_NAMES
from crm_tui.domain.queries.fields import BY_KEY, SORT, FieldKind, QueryField
from crm_tui.domain.queries.lexer import Word, tokens_of
from crm_tui.domain.queries.tree import (
    Amount,
    Between,
    Coded,
    Compared,
    DayPhrase,
    Filled,
    Month,
    Named,
    Number,
    Query,
    SortKey,
    Stretch,
    Term,
    Test,
    Text,
    Value,
    Year,
)

RANGE = ".."
_MEANINGFUL = frozenset(' ,，、"＂“”「<>=≤≥＜＞＝﹤﹥﹦﹐')
_UNITS = ((10**8, "亿"), (10**4, "万"))
_MOST_DECIMALS = 100


def canonical(query: Query, language: str = "zh", currency: str = "CNY") -> str:
    """Return the query in a language: its terms, then its words, then its order."""
    parts = [term_text(term, language, currency) for term in query.terms]
    parts += [_word(word) for word in query.words]
    if query.sort:
        keys = (_sort_key(key, language) for key in query.sort)
        parts.append(f"{SORT.name(language)}:{','.join(keys)}")
    return " ".join(parts)


def term_text(term: Term, language: str = "zh", currency: str = "CNY") -> str:
    """Return one term in a language."""
    field = BY_KEY[term.field]
    name = field.name(language) + (f".{term.key}" if term.key else "")
    tests = ",".join(_test(field, test, language, currency) for test in term.tests)
    return f"{'-' if term.is_negated else ''}{name}:{tests}"


def _sort_key(key: SortKey, language: str) -> str:
    return ("-" if key.descending else "") + BY_KEY[key.field].name(language)


def _word(word: str) -> str:
    tokens = list(tokens_of(word))
    is_plain = len(tokens) == 1 and isinstance(tokens[0], Word) and not tokens[0].is_negated
    if is_plain and tokens[0] == Word(word, tokens[0].span):  # type: ignore[union-attr]  # a word
        return word
    return quoted(word)


def quoted(text: str) -> str:
    """Return a text in quotes, whose signs mean nothing then."""
    doubled = text.replace('"', '""').replace("＂", '""')
    return f'"{doubled}"'


def _test(field: QueryField, test: Test, language: str, currency: str) -> str:
    match test:
        case Filled(is_filled):
            return (FILLED_WORDS if is_filled else EMPTY_WORDS).name(language)
        case Compared(comparison, value):
            text = value_text(field, value, language, currency)
            return comparison.value + text
        case Between(low, high):
            ends = ("" if end is None else value_text(field, end, language, currency)
                    for end in (low, high))  # fmt: skip
            return RANGE.join(ends)


def value_text(field: QueryField, value: Value, language: str, currency: str) -> str:
    """Return a value as it stands in a term, in quotes where it needs them."""
    match value:
        case Coded(code):
            return fixed_value(field.key, code).name(language)
        case Text(text) | DayPhrase(text):
            return safe(field, text)
        case Number(number):
            return str(number)
        case Amount(minor):
            return amount_text(minor, language, currency)
        case _:
            return day_text(value, language)


def day_text(value: Stretch | Named | Month | Year, language: str) -> str:
    """Return a stretch of time in a language: 3天, 本周, 2026-11."""
    match value:
        case Stretch(count, unit):
            return f"{count}{unit.value if language == 'en' else UNIT_NAMES[unit][0]}"
        case Named(period):
            return period.value if language == "en" else PERIOD_NAMES[period][0]
        case Month(None, month):
            return f"{month}月"
        case Month(year, month):
            return f"{year}-{month:02}"
        case Year(year):
            return str(year)


def safe(field: QueryField, text: str) -> str:
    """Return a text as it may stand in a term: quoted where its signs would mean something."""
    is_read_otherwise = (
        filled_by(text) is not None
        or not _MEANINGFUL.isdisjoint(text)
        or (field.kind is FieldKind.NAME and code_of(field.key, text) is not None)
    )
    return quoted(text) if is_read_otherwise else text


def amount_text(minor: int, language: str, currency: str) -> str:
    """Return an amount as short as it can be read again: 10万, 1.5亿, 3000."""
    scale = 10 ** minor_digits(currency)
    if language != "en":
        for size, unit in _UNITS:
            hundredths, rest = divmod(minor * _MOST_DECIMALS, size * scale)
            if hundredths >= _MOST_DECIMALS and not rest:
                return _decimal(hundredths, _MOST_DECIMALS) + unit
    return _decimal(minor, scale)


def _decimal(value: int, scale: int) -> str:
    whole, part = divmod(value, scale)
    if not part:
        return str(whole)
    digits = str(part).zfill(len(str(scale)) - 1).rstrip("0")
    return f"{whole}.{digits}"
