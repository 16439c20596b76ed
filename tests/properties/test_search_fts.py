"""The index with its check finds exactly what a scan of every row finds."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_tui.domain.search import (
    GRAM,
    SearchColumns,
    SearchFields,
    SearchPlan,
    SearchTerm,
    TermKind,
    compile_search,
    matches,
    said_tokens,
    says,
    search_columns,
    talk_match,
    tokens,
    tokens_of,
)

INDEX = (
    "CREATE VIRTUAL TABLE found USING fts5(words, content='', columnsize=0, detail=none,"
    " tokenize='unicode61 remove_diacritics 0')"
)
ROWS = (
    "CREATE TABLE customer (id INTEGER PRIMARY KEY, text, pinyin, initials, digits,"
    " details, accounts)"
)
CHARACTERS = "北京上海朝阳恒信华泰科技重庆长安银行乐清集团贸易西先图阿安"
LATIN = ("TCL", "abc", "3M", "Foo Bar", "O'Neil", "360", "hua", "xi an")
ACCOUNTS = ("zhang.min@hengxin.cn", "wx138360", "88123456", "tcl_vip", "a@b.co")
SYLLABLES = (
    "bei",
    "jing",
    "shang",
    "hai",
    "hua",
    "tai",
    "xi",
    "an",
    "xian",
    "zhong",
    "chong",
    "qing",
    "chang",
    "yin",
    "hang",
)
SURNAMES = "王李仇查区曾单解任华"


class Office:
    """Some customers, with their index and every row's columns at hand."""

    def __init__(self, connection: sqlite3.Connection, rows: list[SearchFields]) -> None:
        self.connection = connection
        self.columns = [search_columns(row) for row in rows]
        connection.execute(INDEX)
        connection.execute(ROWS)
        for identifier, (row, columns) in enumerate(zip(rows, self.columns, strict=True)):
            connection.execute(
                "INSERT INTO customer VALUES (?,?,?,?,?,?,?)", (identifier, *columns)
            )
            connection.execute(
                "INSERT INTO found(rowid, words) VALUES (?,?)", (identifier, tokens(row))
            )

    def by_index(self, plan: SearchPlan) -> set[int]:
        """Return the ids that the index gives and the check leaves."""
        conditions = [condition(term) for term in plan.terms]
        where = " AND ".join(["found MATCH ?", *(sql for sql, _ in conditions)])
        statement = (
            f"SELECT c.id FROM found CROSS JOIN customer c ON c.id=found.rowid WHERE {where}"
        )
        parameters = [plan.match, *(value for _, values in conditions for value in values)]
        return {identifier for (identifier,) in self.connection.execute(statement, parameters)}

    def by_scan(self, plan: SearchPlan) -> set[int]:
        """Return the ids whose columns match."""
        return {at for at, columns in enumerate(self.columns) if matches(plan, columns)}


def condition(term: SearchTerm) -> tuple[str, list[str]]:
    """Return the check of one term in SQL."""
    texts, word = ("text", "details", "accounts"), f" {term.text}"
    asked = [(text, term.text if term.kind is TermKind.HAN else word) for text in texts]
    if term.kind is TermKind.DIGITS:
        asked.append(("digits", term.text))
        if len(term.text) >= GRAM:
            asked.append(("accounts", term.text))
    if term.kind is TermKind.LATIN:
        asked.append(("initials", term.text))
        asked += [("pinyin", f" {way}") for way in term.spellings]
    parts = [f"instr(c.{column},?)>0" for column, _ in asked]
    return f"({' OR '.join(parts)})", [value for _, value in asked]


def made_up(dice: random.Random) -> SearchFields:
    def run(shortest: int, longest: int) -> str:
        return "".join(dice.choices(CHARACTERS, k=dice.randint(shortest, longest)))

    name = run(1, 7)
    if dice.random() < 0.3:
        name += dice.choice(("（{}）", " {} ", "{}")).format(dice.choice(LATIN)) + run(0, 3)
    return SearchFields(
        name=name,
        short_name=run(2, 3) if dice.random() < 0.3 else "",
        contact_names=tuple(dice.choice(SURNAMES) + run(1, 2) for _ in range(dice.randint(0, 2))),
        phones=tuple(
            dice.choice(("138", "139", "010", "0571", "")) + str(dice.randrange(10**8))
            for _ in range(dice.randint(0, 2))
        ),
        details=(run(2, 6), *([f"{run(1, 3)}{dice.randrange(2000)}号"] * dice.randint(0, 1))),
        accounts=tuple(dice.sample(ACCOUNTS, dice.randint(0, 2))),
    )


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    dice = random.Random(20)
    with closing(sqlite3.connect(":memory:")) as connection:
        yield Office(connection, [made_up(dice) for _ in range(1500)])


HAN = st.text(CHARACTERS, min_size=2, max_size=4)
LETTERS = st.text("abcehijlnqstuxyzg", min_size=2, max_size=7)
READING = st.lists(
    st.sampled_from(SYLLABLES),
    min_size=1,
    max_size=3,
).map("".join)
NUMBER = st.text("0135789", min_size=3, max_size=11)
SHORT = st.sampled_from(["京", "b", "1", "13"])
WORD = st.one_of(HAN, LETTERS, READING, NUMBER, st.sampled_from(LATIN))
QUERY = st.one_of(
    WORD,
    st.builds("{} {}".format, WORD, WORD),
    st.builds("{}{}".format, HAN, LETTERS),
    st.builds("{} {}".format, WORD, SHORT),
)


@given(query=QUERY)
@example(query="xian")
@example(query="xi")
@example(query="beijinghua")
@example(query="360")
@example(query="13")
def test_index_and_check_find_what_a_scan_finds(office: Office, query: str) -> None:
    plan = compile_search(query)
    assert plan is not None
    if plan.match is not None:
        assert office.by_index(plan) == office.by_scan(plan)


@given(data=st.data())
def test_parts_of_a_row_find_the_row(office: Office, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(office.columns) - 1))
    columns = office.columns[at]
    source = data.draw(st.sampled_from([columns.text, columns.initials, columns.digits]))
    start = data.draw(st.integers(0, max(0, len(source) - 2)))
    part = source[start : start + data.draw(st.integers(2, 8))].split()
    plan = compile_search(part[0]) if part else None
    if plan is not None and plan.match is not None:
        assert office.by_index(plan) == office.by_scan(plan)


@given(query=st.text(max_size=80))
@example(query='" OR NOT ( NEAR * ^ : + - { } words:x')
@example(query="'; DROP TABLE found; --")
@example(query="\x00北京\ud800")
@example(query="a" * 200)
@example(query="xianxianxianxianxianxianxianxianxianxianxianxianxianxianxianxianx")
@example(query="😀😀 हिन्दी 𠮷野家 鿰鿱")
def test_no_text_makes_the_index_raise(office: Office, query: str) -> None:
    plan = compile_search(query)
    if plan is not None and plan.match is not None:
        office.by_index(plan)


@given(name=st.text(min_size=1, max_size=12), query=st.text(max_size=6))
@example(name="😀😀公司", query="😀😀")
@example(name="𠮷野家", query="𠮷野")
@example(name="हिन्दी", query="हिन्दी")
@example(name="ſTRASSE İ", query="strasse")
def test_any_script_is_found_as_a_scan_finds_it(name: str, query: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        encodable = name.encode("utf-8", "ignore").decode()
        small = Office(connection, [SearchFields(encodable)])
        for asked in (encodable, query):
            plan = compile_search(asked)
            if plan is not None and plan.match is not None:
                assert small.by_index(plan) == small.by_scan(plan)


class Talks:
    """Some follow-ups with their index."""

    def __init__(self, connection: sqlite3.Connection, dice: random.Random) -> None:
        self.connection = connection
        self.contents = [sentence(dice) for _ in range(1500)]
        connection.execute(INDEX)
        connection.executemany(
            "INSERT INTO found(rowid, words) VALUES (?,?)",
            [(at, said_tokens(content)) for at, content in enumerate(self.contents)],
        )


def sentence(dice: random.Random) -> str:
    """What somebody might write down."""
    parts = [
        "".join(dice.choices(CHARACTERS, k=dice.randint(1, 6))),
        *dice.sample(LATIN, dice.randint(0, 2)),
        *(str(dice.randrange(10 ** dice.randint(1, 11))) for _ in range(dice.randint(0, 2))),
    ]
    dice.shuffle(parts)
    return dice.choice((" ", "，", "", "。\n")).join(parts)


@pytest.fixture(scope="module")
def talks() -> Iterator[Talks]:
    with closing(sqlite3.connect(":memory:")) as connection:
        yield Talks(connection, random.Random(30))


@given(query=QUERY)
@example(query="360")
@example(query="0135789")
@example(query="abc 北京")
def test_the_index_of_follow_ups_proposes_each_that_says_it(talks: Talks, query: str) -> None:
    plan = compile_search(query)
    assert plan is not None
    said = {at for at, content in enumerate(talks.contents) if says(plan, content)}
    match = talk_match(plan)
    if match is None:
        assert said == set()
        return
    proposed = talks.connection.execute("SELECT rowid FROM found WHERE found MATCH ?", (match,))
    assert said <= {at for (at,) in proposed}


def test_every_pair_of_common_characters_is_one_token() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(INDEX)
        connection.execute("CREATE VIRTUAL TABLE word USING fts5vocab(found, 'row')")
        known = [chr(c) for c in (*range(0x3400, 0x4DB6), *range(0x4E00, 0x9FA6))]
        pairs = {first + second for first, second in pairwise(known)}
        columns = SearchColumns("".join(known), "", "", "")
        connection.execute("INSERT INTO found(rowid, words) VALUES (1,?)", (tokens_of(columns),))
        assert pairs <= {term for (term,) in connection.execute("SELECT term FROM word")}
