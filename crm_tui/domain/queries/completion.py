"""What may be typed next in a query: names of fields, and values that an office knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from heapq import nsmallest
from typing import NamedTuple

from crm_tui.domain.pinyin import initials, pinyin
from crm_tui.domain.queries.choices import CHOICES, EMPTY_WORDS, FILLED_WORDS, named_by
from crm_tui.domain.queries.days import PERIOD_NAMES
from crm_tui.domain.queries.field_kinds import FixedValue
from crm_tui.domain.queries.fields import CUSTOMERS, SORT, FieldKind, QueryField, Subject
from crm_tui.domain.queries.lexer import Piece, RawTerm, Word, tokens_of
from crm_tui.domain.queries.tree import Period
from crm_tui.domain.queries.vocabulary import MOST_KEPT, Vocabulary, folded_all
from crm_tui.domain.queries.wording import safe
from crm_tui.domain.text import folded
from crm_tui.values import dataclass

MOST_SUGGESTED = 50
_LATIN_TYPED = 2
"""As many Latin letters are typed before a word is taken for the beginning of a field's name."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to put in: the text, and what it is known by besides."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What may stand in place of the text from `start` to `end`; the best comes first.

    `field` is the field whose value is being typed, empty while it is the field's own name.
    """

    start: int
    end: int
    suggestions: tuple[Suggestion, ...]
    field: str = ""


class _Candidate(NamedTuple):
    """What may be put in, with all by which it is found; thousands are made at a keystroke."""

    text: str
    label: str
    names: tuple[str, ...]
    field: QueryField | None = None
    """The field of which it is a value as people wrote it, to be quoted where that is needed."""

    @property
    def suggestion(self) -> Suggestion:
        """Return it as it is put in."""
        text = self.text if self.field is None else safe(self.field, self.text)
        return Suggestion(text, self.label)


def complete(
    text: str,
    cursor: int,
    office: Vocabulary,
    language: str,
    subject: Subject = CUSTOMERS,
) -> Completion | None:
    """Return what may be typed at the cursor, or None where nothing can be proposed."""
    typed = text[:cursor]
    if not typed or not typed[-1].isprintable() or typed[-1] == " ":
        return None
    token = next(reversed(list(tokens_of(typed, subject))), None)
    if isinstance(token, Word):
        return _field_names(token, typed, _field_candidates(office, language, subject))
    if isinstance(token, RawTerm) and token.end == len(typed):
        return _values(token, office, language, subject)
    return None


# --- names of fields -----------------------------------------------------------------------------


def _field_names(word: Word, typed: str, candidates: Iterable[_Candidate]) -> Completion | None:
    start = word.span.start + int(word.is_negated)
    wish = typed[start:]
    if wish != word.text or (wish.isascii() and len(wish) < _LATIN_TYPED):
        return None
    found = _ranked(candidates, wish)
    return Completion(start, len(typed), found) if found else None


def _field_candidates(office: Vocabulary, language: str, subject: Subject) -> Iterator[_Candidate]:
    for field in (*subject.fields, SORT):
        shown = field.name(language)
        other = field.name("zh" if language == "en" else "en")
        if field.kind is FieldKind.CUSTOM:
            for key in own_fields(office):
                name = f"{shown}.{key}"
                yield _Candidate(f"{name}:", name, (name, f"{other}.{key}", key))
        else:
            yield _Candidate(f"{shown}:", f"{shown} {other}", (*field.zh, *field.en))


def own_fields(office: Vocabulary) -> Iterator[str]:
    """Yield the names of the office's own fields that can be typed."""
    return filter(_is_name, (each.name for each in office.own))


def _is_name(key: str) -> bool:
    """Return whether an own field's name can stand before a colon."""
    tokens = list(tokens_of(f"custom.{key}:x"))
    return len(tokens) == 1 and isinstance(tokens[0], RawTerm) and tokens[0].name == f"custom.{key}"


# --- values --------------------------------------------------------------------------------------


def _values(
    term: RawTerm, office: Vocabulary, language: str, subject: Subject
) -> Completion | None:
    name, _dot, key = term.name.partition(".")
    field = subject.field_named(name)
    piece = term.pieces[-1]
    if field is None:
        return None
    begin, wish = piece.begin, piece.text
    if field is SORT and wish.startswith("-"):
        begin, wish = begin + 1, wish[1:]
    candidates: Iterable[_Candidate] = _value_candidates(field, piece, office, language)
    if field is SORT:
        candidates = _sortable(language, subject)
    if field.kind is FieldKind.CUSTOM:
        candidates = (*_own_choices(office, key, field), *candidates)
    found = _ranked(candidates, wish)
    return Completion(begin, term.end, found, field.key) if found else None


def _own_choices(office: Vocabulary, key: str, field: QueryField) -> Iterator[_Candidate]:
    """Yield the words that one of the office's own fields may hold."""
    wanted = folded(key)
    for own in office.own:
        if wanted in (folded(own.name), own.code):
            for choice in own.fields.choices:
                yield _Candidate(choice.name, choice.name, (choice.name, choice.code), field)


def _value_candidates(
    field: QueryField, piece: Piece, office: Vocabulary, language: str
) -> Iterator[_Candidate]:
    yield from (_fixed(each, language) for each in CHOICES.get(field.key, ()))
    for known in office.names.get(field.key, ()):
        label = f"{known.name} {known.others[0]}" if field.key == "owner" else known.name
        yield _Candidate(known.name, label, (known.name, *known.others), field)
    for word in office.words.get(field.key, ()):
        yield _Candidate(word, word, (word,), field)
    if field.kind is FieldKind.DAY:
        yield from _periods(field, language)
    if piece.comparison is None and field.kind not in {FieldKind.FLAG, FieldKind.CHOICE}:
        yield from (_fixed(each, language) for each in (EMPTY_WORDS, FILLED_WORDS))


def _fixed(value: FixedValue, language: str) -> _Candidate:
    name = value.name(language)
    return _Candidate(name, name, (name, *sorted(named_by(value))))


def _sortable(language: str, subject: Subject) -> Iterator[_Candidate]:
    for field in subject.fields:
        if field.sort:
            name = field.name(language)
            yield _Candidate(name, name, (*field.zh, *field.en))


def _periods(field: QueryField, language: str) -> Iterator[_Candidate]:
    behind = {Period.TOMORROW} if not field.looks_ahead else {Period.YESTERDAY}
    for period, (zh, others) in PERIOD_NAMES.items():
        is_ahead = period.value.startswith("next")
        is_past = period.value.startswith("last")
        if period in behind or (is_past if field.looks_ahead else is_ahead):
            continue
        name = period.value if language == "en" else zh
        yield _Candidate(name, name, (zh, period.value, *others))


# --- which fit -----------------------------------------------------------------------------------


def _ranked(candidates: Iterable[_Candidate], wish: str) -> tuple[Suggestion, ...]:
    """Return what fits, the best first; nothing when what is typed is one of them already."""
    wanted = folded(wish)
    found: list[tuple[int, int, _Candidate]] = []
    for at, each in enumerate(candidates):
        rank = _rank(each.names, wanted)
        if rank is not None:
            found.append((rank, at, each))
    best = nsmallest(MOST_SUGGESTED, found)
    if best and wanted and _is_said(best[0][2], wanted):
        return ()
    return tuple(dict.fromkeys(each.suggestion for _, _, each in best))


def _is_said(best: _Candidate, wanted: str) -> bool:
    """Return whether what is typed is the best one already; a login is not yet a name."""
    if folded(best.text) == wanted:
        return True
    is_fixed = best.field is None and not best.text.endswith(":")
    return is_fixed and wanted in folded_all(best.names)


def _rank(names: tuple[str, ...], wanted: str) -> int | None:
    """Return how well names fit what is typed: exactly, from the start, by sound, inside."""
    if not wanted:
        return 0
    keys = folded_all(names)
    if wanted in keys:
        return 0
    if any(key.startswith(wanted) for key in keys):
        return 1
    sounds = _sounds(names) if wanted.isascii() else ()
    if any(sound.startswith(wanted) for sound in sounds):
        return 2
    return 3 if any(wanted in each for each in (*keys, *sounds)) else None


@lru_cache(maxsize=MOST_KEPT)
def _sounds(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the readings and the initials of those names that are not Latin."""
    han = [name for name in names if not name.isascii()]
    return (*(pinyin(name).replace(" ", "") for name in han), *map(initials, han))


def learn_sounds(office: Vocabulary, language: str, subject: Subject = CUSTOMERS) -> None:
    """Read all names aloud once, in a worker, so that no keystroke waits for it."""
    complete("zz", 2, office, language, subject)
    for key in {*office.names, *office.words}:
        text = f"{key}:zz"
        complete(text, len(text), office, language, subject)
