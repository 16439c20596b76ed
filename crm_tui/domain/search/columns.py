"""The texts that decide whether a customer is found, and the index tokens that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from operator import add
from typing import NamedTuple

from crm_tui.domain.pinyin import (
    has_surname_reading,
    initials_variants,
    person_initials,
    person_pinyin,
    pinyin,
)
from crm_tui.domain.search.words import (
    LATIN_WORD,
    OTHER_RUN,
    beginnings_of,
    grams_of,
    number_tokens,
    open_part,
    pairs_in,
    word_tokens,
    words_in,
)
from crm_tui.domain.text import digits_of, folded, name_key, phone_key
from crm_tui.values import dataclass

LONGEST_TEXT = 4000
"""As much of the tags, places and accounts of a customer is searched."""

_ASCII_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}


@dataclass(frozen=True, slots=True)
class SearchFields:
    """What a customer is found by, as people wrote it."""

    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    contact_names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    """Where it is and how it is tagged; numbers and accounts in them are hidden with the phones."""
    accounts: tuple[str, ...] = ()
    """By what its contacts are reached besides a phone: e-mail, WeChat, QQ."""


class SearchColumns(NamedTuple):
    """The texts that decide whether a row is a hit; the index tokens follow from them alone.

    text: a line for each name (its key), then each Latin word and number with a space before it;
    pinyin: each run of syllables, every syllable with a space before it, runs on their own lines;
    initials: every variant of every name's initials; digits: every phone, both space-separated;
    details and accounts: every word with a space before it, accounts being what masking hides;
    so a number that was written into an alias or a contact's name is there, not in the text.
    """

    text: str
    pinyin: str
    initials: str
    digits: str
    details: str = ""
    accounts: str = ""


def search_columns(fields: SearchFields) -> SearchColumns:
    """Return the texts to store beside a customer for its searches."""
    aliases = map(open_part, fields.aliases)
    written = [name for name in (fields.name, fields.short_name, *aliases) if name]
    people = [open_part(name) for name in fields.contact_names if name]
    keys = [_key(name) for name in written]
    people_keys = [_key(name) for name in people]
    readings = [pinyin(run) for key in keys for run in OTHER_RUN.findall(key)]
    people_runs = [run for key in people_keys for run in OTHER_RUN.findall(key)]
    readings += map(person_pinyin, people_runs)
    letters = [variant for key in keys + people_keys for variant in initials_variants(key)]
    # The letters of every reading are there: an index asks for them where a syllable is cut short.
    surnames = filter(has_surname_reading, dict.fromkeys((*people_keys, *people_runs)))
    letters += map(person_initials, surnames)
    names = "\n".join(keys + people_keys)
    if LATIN_WORD.search(names):
        words = [word for name in written + people for word in LATIN_WORD.findall(folded(name))]
        names = " ".join([names, *words])
    details, accounts = _details_and_accounts(fields)
    return SearchColumns(
        text=names,
        pinyin="\n".join([f" {reading}" for reading in dict.fromkeys(readings)]),
        initials=" ".join(dict.fromkeys(letters)),
        digits=" ".join([phone_key(phone) or digits_of(phone) for phone in fields.phones]),
        details=details,
        accounts=accounts,
    )


def _details_and_accounts(fields: SearchFields) -> tuple[str, str]:
    details = [*map(open_part, fields.details)]
    written = [*fields.details, *fields.aliases, *fields.contact_names]
    opened = [*details, *map(open_part, written[len(details) :])]
    accounts = fields.accounts
    if opened != written:
        pairs = zip(written, opened, strict=True)
        accounts += tuple(each for each, part in pairs if each != part)
    return _worded(details), _worded(accounts)


def _worded(texts: Iterable[str]) -> str:
    """Return each different word of some texts with a space before it."""
    words = dict.fromkeys(chain.from_iterable(map(words_in, texts)))
    worded = " ".join(["", *words])
    return worded if len(worded) <= LONGEST_TEXT else worded[: worded.rindex(" ", 0, LONGEST_TEXT)]


def tokens(fields: SearchFields) -> str:
    """Return the words of a customer's row in the full-text index."""
    return tokens_of(search_columns(fields))


def tokens_of(columns: SearchColumns) -> str:
    """Return the index words that follow from stored columns, always in the same order.

    So the words to take out of the index need not be stored: they follow from the old columns.
    """
    names, *words = columns.text.split(" ")
    found: list[str] = []
    for word in words:
        found += beginnings_of(word)
    for run in _apart(OTHER_RUN.findall(names)):
        found += pairs_in(run)
    for line in _apart([f"{line} " for line in columns.pinyin.split("\n")]):
        read = line.split()
        found += read
        found += map(add, read, read[1:])
    for letters in _apart(columns.initials.split(" ")):
        pairs = list(map(add, map(add, repeat("0"), letters), letters[1:]))
        found += pairs
        found += map(add, pairs, letters[2:])
    for digits in columns.digits.split():
        found += grams_of(digits)
        found.append(f"9{digits[-3:]}")
    if columns.details:
        found += word_tokens(columns.details.split())
    if columns.accounts:
        found += word_tokens(columns.accounts.split())
        found += number_tokens(columns.accounts)
    return " ".join(dict.fromkeys(found))


def _apart(texts: Sequence[str]) -> Iterator[str]:
    """Yield the first text, and the others without those that stand in it: a name's short form.

    Neighbours there are neighbours here, so what stands in it has no token of its own.
    """
    first = None
    for text in texts:
        if first is None:
            first = text
        elif text in first:
            continue
        yield text


def _key(name: str) -> str:
    """Return a name's key without signs, so that it is made of letters and digits alone."""
    key = name_key(name)
    return key if key.isalnum() else key.translate(_ASCII_SIGNS)
