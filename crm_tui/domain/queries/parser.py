"""Turn what was typed into a query, or say which place of it is wrong and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.numerals import half_width
from crm_tui.domain.queries.choices import CHOICES, code_of, filled_by
from crm_tui.domain.queries.days import read_day_value
from crm_tui.domain.queries.faults import QueryFault, QueryTrouble, near_words
from crm_tui.domain.queries.fields import CUSTOMERS, SORT, FieldKind, QueryField, Subject
from crm_tui.domain.queries.lexer import CLOSING, Piece, RawTerm, Token, Word, tokens_of
from crm_tui.domain.queries.tree import (
    Amount,
    Between,
    Coded,
    Compared,
    Comparison,
    Filled,
    Number,
    Query,
    SortKey,
    Span,
    Term,
    Test,
    Text,
    Value,
)

QUERY_LENGTH = 500
"""How many characters a query may have."""

RANGE_SIGN = re.compile(r"\.\.|~|。。")
"""What stands between the ends of a range."""
_NUMBER = re.compile("([0-9]{1,9})%?")
_GROUP_BEFORE = re.compile(r"(?:.*(?:\.\.|~))?[0-9]{1,3}(?:,[0-9]{3})*")
_GROUP_AFTER = re.compile("[0-9]{3}(?![0-9])")
_WRONG: dict[FieldKind, QueryTrouble] = {
    FieldKind.NUMBER: QueryTrouble.NOT_A_NUMBER,
    FieldKind.MONEY: QueryTrouble.NOT_AN_AMOUNT,
    FieldKind.DAY: QueryTrouble.NOT_A_DAY,
}


def parse(text: str, currency: str = "CNY", subject: Subject = CUSTOMERS) -> Query | QueryFault:
    """Return what a text asks, or its first fault; the office's currency counts for amounts."""
    if len(text) > QUERY_LENGTH:
        return QueryFault(QueryTrouble.TOO_LONG, QUERY_LENGTH, len(text), str(QUERY_LENGTH))
    words: list[str] = []
    terms: list[Term] = []
    sort: list[SortKey] = []
    for token in tokens_of(text, subject):
        open_quote = _open_quote(token)
        if open_quote is not None:
            return open_quote
        if isinstance(token, Word):
            if token.is_negated:
                terms.append(_without(token, subject))
            else:
                words.append(token.text)
            continue
        is_order = subject.field_named(token.name) is SORT
        found = _sort_keys(token, subject) if is_order else _term(token, currency, subject)
        if isinstance(found, QueryFault):
            return found
        if isinstance(found, Term):
            terms.append(found)
        else:
            sort += found
    return Query(tuple(words), tuple(terms), tuple(sort))


def _open_quote(token: Token) -> QueryFault | None:
    """Return the fault of a quote that is never closed; what closes it is in `near`."""
    last = token if isinstance(token, Word) else token.pieces[-1]
    if not last.opened:
        return None
    return _fault(QueryTrouble.OPEN_QUOTE, last.span, last.text, near=(CLOSING[last.opened],))


def _without(word: Word, subject: Subject) -> Term:
    """Return the term that -科技 stands for: those whose name has it not."""
    test = Compared(Comparison.IS, Text(word.text), word.span)
    return Term(subject.named_by, (test,), is_negated=True, span=word.span)


def _term(raw: RawTerm, currency: str, subject: Subject) -> Term | QueryFault:
    name, _, key = raw.name.partition(".")
    field = subject.field_named(name)
    if field is None or bool(key) != (field.kind is FieldKind.CUSTOM):
        near = near_words(raw.name.lower(), subject.field_names())
        return _fault(QueryTrouble.UNKNOWN_FIELD, raw.name_span, raw.name, near=near)
    tests: list[Test] = []
    for piece in _with_whole_amounts(field, raw.pieces):
        test = _test(field, piece, currency)
        if isinstance(test, QueryFault):
            return test
        tests.append(test)
    span = Span(raw.name_span.start - int(raw.is_negated), raw.end)
    return Term(field.key, tuple(tests), raw.is_negated, key, span)


def _with_whole_amounts(field: QueryField, pieces: Sequence[Piece]) -> list[Piece]:
    """Put amounts together again that commas between thousands cut apart: 200,000."""
    whole: list[Piece] = []
    for piece in pieces:
        before = whole[-1] if whole else None
        if (
            field.kind is FieldKind.MONEY
            and before is not None
            and piece.comparison is None
            and _GROUP_BEFORE.fullmatch(half_width(before.text))
            and _GROUP_AFTER.match(half_width(piece.text))
        ):
            span = Span(before.span.start, piece.span.end)
            whole[-1] = replace(before, text=f"{before.text},{piece.text}", span=span)
        else:
            whole.append(piece)
    return whole


def _test(field: QueryField, piece: Piece, currency: str) -> Test | QueryFault:
    trouble = _misuse(field, piece)
    if trouble is not None:
        return _fault(trouble, piece.span, piece.text, field)
    is_filled = _asks_filled(piece)
    if is_filled is not None:
        return Filled(is_filled, piece.span)
    ends = _ends(piece) if field.is_ordered else []
    if ends:
        return _between(field, piece, ends, currency)
    value = _value(field, piece.text, currency, is_quoted=piece.is_quoted)
    if value is None:
        return _wrong_value(field, piece)
    return Compared(piece.comparison or Comparison.IS, value, piece.span)


def _misuse(field: QueryField, piece: Piece) -> QueryTrouble | None:
    """Return why a field cannot be asked so, whatever the value is."""
    if not piece.text:
        return QueryTrouble.VALUE_MISSING
    # What an own field holds is not known here: binding says what may be asked of it.
    can_compare = field.is_ordered or field.kind is FieldKind.CUSTOM
    if piece.comparison not in {None, Comparison.IS} and not can_compare:
        return QueryTrouble.NOT_COMPARED
    if field.kind is FieldKind.FLAG and _asks_filled(piece) is not None:
        return QueryTrouble.NOT_EMPTY
    return None


def _asks_filled(piece: Piece) -> bool | None:
    is_literal = piece.is_quoted or piece.comparison not in {None, Comparison.IS}
    return None if is_literal else filled_by(piece.text)


def _ends(piece: Piece) -> list[str]:
    if piece.is_quoted or piece.comparison is not None:
        return []
    cut = RANGE_SIGN.search(half_width(piece.text))
    return [] if cut is None else [piece.text[: cut.start()], piece.text[cut.end() :]]


def _between(
    field: QueryField, piece: Piece, ends: Sequence[str], currency: str
) -> Test | QueryFault:
    values: list[Value | None] = []
    for end in ends:
        value = _value(field, end.strip(), currency) if end.strip() else None
        if end.strip() and value is None:
            return _wrong_value(field, replace(piece, text=end.strip()))
        values.append(value)
    low, high = values
    if low is None and high is None:
        return _wrong_value(field, piece)
    return Between(low, high, piece.span)


def _value(field: QueryField, text: str, currency: str, *, is_quoted: bool = False) -> Value | None:
    """Return the value of a field that a text says, None when it can be none."""
    match field.kind:
        case FieldKind.CHOICE | FieldKind.FLAG:
            code = code_of(field.key, text)
            return None if code is None else Coded(code)
        case FieldKind.NAME:
            code = None if is_quoted else code_of(field.key, text)
            return Text(text) if code is None else Coded(code)
        case FieldKind.NUMBER:
            found = _NUMBER.fullmatch(half_width(text))
            return None if found is None else Number(int(found[1]))
        case FieldKind.MONEY:
            minor = parse_amount(text, currency)
            return None if isinstance(minor, AmountFault) or minor < 0 else Amount(minor)
        case FieldKind.DAY:
            return read_day_value(text)
        case FieldKind.TEXT | FieldKind.PLACE | FieldKind.TAG | FieldKind.CUSTOM:
            return Text(text)


def _wrong_value(field: QueryField, piece: Piece) -> QueryFault:
    near: tuple[str, ...] = ()
    if field.key in CHOICES:
        known = [name for value in CHOICES[field.key] for name in (value.zh, value.en)]
        near = near_words(piece.text.lower(), known, len(known))
    trouble = _WRONG.get(field.kind, QueryTrouble.UNKNOWN_VALUE)
    return _fault(trouble, piece.span, piece.text, field, near)


def _sort_keys(raw: RawTerm, subject: Subject) -> list[SortKey] | QueryFault:
    if raw.is_negated:
        return _fault(QueryTrouble.NOT_NEGATED, raw.name_span, raw.name, SORT)
    keys: list[SortKey] = []
    for piece in raw.pieces:
        if not piece.text:
            return _fault(QueryTrouble.VALUE_MISSING, piece.span, piece.text, SORT)
        plain = half_width(piece.text)
        descending = plain.startswith("-")
        name = plain[1:] if descending else plain
        field = subject.field_named(name)
        if field is None or not field.sort or piece.comparison is not None:
            named = (each for each in subject.fields if each.sort)
            sortable = [name for each in named for name in (*each.zh, *each.en)]
            near = tuple(dict.fromkeys((*near_words(name, sortable), *sortable)))
            return _fault(QueryTrouble.UNKNOWN_SORT, piece.span, piece.text, SORT, near)
        keys.append(SortKey(field.key, descending))
    return keys


def _fault(
    trouble: QueryTrouble,
    span: Span,
    part: str,
    field: QueryField | None = None,
    near: tuple[str, ...] = (),
) -> QueryFault:
    key = "" if field is None else field.key
    return QueryFault(trouble, span.start, span.end, part, key, near)
