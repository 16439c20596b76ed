"""Cut a query into words and terms, each with its place; any text can be cut."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crm_tui.domain.numerals import half_width
from crm_tui.domain.queries.fields import CUSTOMERS, Subject
from crm_tui.domain.queries.tree import Comparison, Span
from crm_tui.values import dataclass

_HEAD = re.compile(r"(-?)([^\W\d_][\w.]*)(?=([:<>=≤≥]))")
_OPERATOR = re.compile("<=|>=|[<>=≤≥]")
_COMPARISONS = {
    "<": Comparison.LESS,
    "<=": Comparison.AT_MOST,
    "≤": Comparison.AT_MOST,
    ">": Comparison.MORE,
    ">=": Comparison.AT_LEAST,
    "≥": Comparison.AT_LEAST,
    "=": Comparison.IS,
}
_BLANKS = re.compile(" *")
_UNTIL_BLANK = re.compile("[^ ]*")
_UNTIL_COMMA = re.compile("[^ ,、]*")
CLOSING = {'"': '"', "“": "”", "”": "”", "「": "」"}


@dataclass(frozen=True, slots=True)
class Word:
    """A bare word; `opened` is the quote before it where the text ends within that quote."""

    text: str
    span: Span
    is_negated: bool = False
    opened: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One value of a term: its comparison, if one was typed, and its text from `begin` on."""

    text: str
    span: Span
    begin: int
    comparison: Comparison | None = None
    is_quoted: bool = False
    opened: str = ""


@dataclass(frozen=True, slots=True)
class RawTerm:
    """A field's name with its values, not looked up yet."""

    name: str
    name_span: Span
    pieces: tuple[Piece, ...]
    is_negated: bool
    end: int


Token = Word | RawTerm


def tokens_of(text: str, subject: Subject = CUSTOMERS) -> Iterator[Token]:
    """Yield the words and terms of a text about a subject, in order.

    What a terminal would act upon separates like a blank; an open quote ends with the text.
    """
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    scanner = _Scanner(shown, half_width(shown), subject)
    while (token := scanner.next_token()) is not None:
        yield token


class _Scanner:
    """Reads on from a place; `plain` is the text sign for sign in half width and lower case."""

    def __init__(self, shown: str, plain: str, subject: Subject) -> None:
        self._subject = subject
        self._shown = shown
        self._plain = plain
        self._at = 0
        self._opened = ""

    def next_token(self) -> Token | None:
        """Return the next word or term, None at the end."""
        while True:
            self._at = self._end_of(_BLANKS)
            if self._at >= len(self._plain):
                return None
            head = _HEAD.match(self._plain, self._at)
            is_term = head is not None and _is_head(head, self._plain, self._subject)
            token = self._term(head) if head and is_term else self._word()
            if token is not None:
                return token

    def _end_of(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self._plain, self._at)
        return found.end() if found else self._at

    def _word(self) -> Word | None:
        start = self._at
        is_negated = self._plain[start] == "-" and self._plain[start + 1 : start + 2].strip() != ""
        if is_negated:
            self._at += 1
        text = self._quoted()
        if text is None:
            begin, self._at = self._at, self._end_of(_UNTIL_BLANK)
            text = self._shown[begin : self._at]
        text = text.strip()
        if not text and not self._opened:
            return None
        return Word(text, Span(start, self._at), is_negated, self._opened)

    def _quoted(self) -> str | None:
        """Return what stands in the quotes that open here, None when none do; "" is a quote."""
        opening = self._plain[self._at : self._at + 1]
        closing = CLOSING.get(opening)
        self._opened = ""
        if closing is None:
            return None
        pieces: list[str] = []
        self._at += 1
        while True:
            end = self._plain.find(closing, self._at)
            if end < 0:
                end, self._opened = len(self._plain), opening
            pieces.append(self._shown[self._at : end])
            self._at = min(end + 1, len(self._plain))
            if closing != '"' or self._plain[self._at : self._at + 1] != '"':
                return "".join(pieces)
            pieces.append('"')
            self._at += 1

    def _term(self, head: re.Match[str]) -> RawTerm:
        name_span = Span(head.start(2), head.end(2))
        self._at = head.end(2) + (1 if head[3] == ":" else 0)
        pieces = [self._piece()]
        while self._plain[self._at : self._at + 1] in {",", "、"}:
            self._at += 1
            pieces.append(self._piece())
        name = self._shown[name_span.start : name_span.end]
        return RawTerm(name, name_span, tuple(pieces), bool(head[1]), self._at)

    def _piece(self) -> Piece:
        start = self._at
        operator = _OPERATOR.match(self._plain, start)
        comparison = None
        if operator is not None:
            comparison = _COMPARISONS[operator[0]]
            self._at = operator.end()
        begin = self._at
        text = self._quoted()
        is_quoted = text is not None
        if text is None:
            self._at = self._end_of(_UNTIL_COMMA)
            text = self._shown[begin : self._at]
        span = Span(start, self._at)
        return Piece(text.strip(), span, begin, comparison, is_quoted, self._opened)


def _is_head(head: re.Match[str], plain: str, subject: Subject) -> bool:
    """Tell a term from a word that has a sign in it: 到期<3天 is one, a<b and http://x are none."""
    if head[3] == ":":
        return not plain.startswith("://", head.end()) or subject.field_named(head[2]) is not None
    field = subject.field_named(head[2].partition(".")[0])
    return field is not None and field.is_ordered
