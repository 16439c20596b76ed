"""Answers: their keys are those of the documentation, their texts harm no terminal."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from crm_tui.presentation.json_shapes import KEYS
from tests.cli.process import LIMIT_SECONDS, ROOT, Shell
from tests.long_runs import only_long

HOSTILE = "[/] [@click=app.quit]x[/] \x1b]52;c;aGk=\x07\x1b[2Jz \u202etxt.exe"


def documented() -> dict[str, list[str]]:
    text = (ROOT / "docs" / "shell.md").read_text(encoding="utf-8")
    sections = re.findall(r"### `(\w+)`\n(.*?)(?=\n##|\Z)", text, re.DOTALL)
    return {
        name: re.findall(r"`(\w+)`", body.split("Keys:")[1].split("\n\n")[0])
        for name, body in sections
    }


DOCUMENTED = documented()
LEAVE = ("leave", "add", "lina", "--from", "2026-12-01", "--to", "2026-12-02")


def test_the_headers_of_lists_are_documented() -> None:
    assert {name: list(keys) for name, keys in KEYS.items()} == {
        name: DOCUMENTED[name] for name in KEYS
    }


def empty_texts(value: Any) -> list[str]:
    """Where an answer says that there is none of something without saying null."""
    if isinstance(value, dict):
        return [f"{name} {at}" for name, each in value.items() for at in empty_texts(each)]
    if isinstance(value, list):
        return [at for each in value for at in empty_texts(each)]
    return ["is empty"] if value == "" else []


@pytest.fixture
def bare(office: Shell) -> Shell:
    """Give an office with one of each, and of each no more than it must have."""
    office.done("customer", "add", "恒信科技", "--contact", "张敏")
    office.done("follow", "add", "1", "--text", "x")
    office.done("deal", "add", "1", "--amount", "1")
    office.done(*LEAVE)
    return office


@pytest.mark.parametrize(
    "arguments",
    [
        ("customer", "show", "1"),
        ("contact", "list", "1"),
        ("follow", "list"),
        ("deal", "list"),
        ("leave", "list"),
        ("pool", "show", "1"),
        ("pool", "rule", "list", "1"),
    ],
)
def test_what_there_is_none_of_is_null(bare: Shell, arguments: tuple[str, ...]) -> None:
    answer = bare.done(*arguments, "--json").json
    assert answer
    assert empty_texts(answer) == []


def test_shown_customers_begin_with_the_keys_of_the_list(sample: Shell) -> None:
    shown: Mapping[str, object] = sample.done("customer", "show", "1", "--json").json
    assert list(shown)[: len(KEYS["customer"])] == list(KEYS["customer"])


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("customer", "list"), "customer"),
        (("follow", "list"), "follow_up"),
        (("remind", "list"), "task"),
        (("today",), "today"),
        (("pool", "list"), "pool"),
        (("user", "list"), "user"),
        (("dept", "list"), "department"),
        (("role", "list"), "role"),
        (("leave", "list"), "leave"),
        (("calendar", "list", "2026"), "calendar_day"),
        (("history",), "batch"),
        (("lead", "list"), "lead"),
    ],
)
def test_csv_has_a_header_even_when_there_is_nothing(
    office: Shell, arguments: tuple[str, ...], name: str
) -> None:
    rows = list(csv.reader(io.StringIO(office.done(*arguments, "--csv").out)))
    assert rows[0] == DOCUMENTED[name]


def test_hostile_names_are_stored_and_shown_as_plain_text(office: Shell) -> None:
    office.done("customer", "add", HOSTILE, "--contact", HOSTILE, "--phone", "13800138000")
    office.done("follow", "add", "1", "--text", HOSTILE, "--next", "明天", "--next-note", HOSTILE)
    office.done("remind", "add", HOSTILE, "--at", "明天", "--customer", "1")
    for arguments in (
        ("customer", "list"),
        ("customer", "list", "--json"),
        ("customer", "list", "--csv"),
        ("customer", "show", "1"),
        ("follow", "list"),
        ("remind", "list"),
        ("today",),
        ("pool", "why", "1"),
        ("history",),
    ):
        shown = office.done(*arguments)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown.out + shown.err)
    assert "[@click=app.quit]x[/]" in office.done("customer", "list").out
    refused = office.crm("customer", "show", HOSTILE + "?")
    assert refused.code == 3
    assert "\u202e" not in refused.err


def test_a_formula_in_a_name_is_harmless_in_csv(office: Shell) -> None:
    office.done("customer", "add", "=HYPERLINK(1)公司", "--contact", "张敏")
    rows = list(csv.DictReader(io.StringIO(office.done("customer", "list", "--csv").out)))
    assert rows[0]["name"] == "'=HYPERLINK(1)公司"


def test_a_name_of_500_characters_is_whole_in_json_and_cut_in_a_table(office: Shell) -> None:
    name = "长" * 500
    office.done("customer", "add", name, "--contact", "张敏")
    assert office.done("customer", "list", "--json").json[0]["name"] == name
    assert max(map(len, office.done("customer", "list").out.splitlines())) < 200


def test_arguments_that_are_not_text_are_refused_or_cleaned_not_crashed_on(office: Shell) -> None:
    ended = subprocess.run(
        [*(part.encode() for part in office.command("customer", "show")), b"\xff\xfe"],
        cwd=ROOT,
        env=office.variables(),
        capture_output=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert ended.returncode in {2, 3}
    assert b"Traceback" not in ended.stderr


def test_a_reader_that_leaves_early_is_no_fault(sample: Shell) -> None:
    writing = subprocess.Popen(
        sample.command("customer", "list", "--limit", "300", "--json"),
        cwd=ROOT,
        env=sample.variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert writing.stdout is not None
    assert writing.stderr is not None
    writing.stdout.read(10)
    writing.stdout.close()
    said = writing.stderr.read()
    writing.stderr.close()
    assert writing.wait(LIMIT_SECONDS) == 0
    assert said == b""


def test_the_help_of_every_command_is_there(new: Shell) -> None:
    root = new.done("--help").out
    nouns = re.findall(r"^  (\w+)  ", root.split("Commands:")[1], re.MULTILINE)
    assert "customer" in nouns
    for noun in nouns:
        assert "Usage: crm" in new.done(noun, "--help").out
    assert not new.database.exists()


def test_the_help_says_what_is_needed_and_what_is_usual_in_the_language_of_the_rest(
    new: Shell,
) -> None:
    assert "[必填]" in new.done("leave", "add", "--help", "--lang", "zh").out
    assert "[默认 200]" in new.done("init", "--help", "--lang", "zh").out
    assert "[默认 50; 1–1000000]" in new.done("customer", "list", "--help", "--lang", "zh").out
    assert "[required]" in new.done("leave", "add", "--help", "--lang", "en").out


def test_the_version_is_one_line(new: Shell) -> None:
    assert re.fullmatch(r"crm \d+\.\d+\.\d+\n", new.done("--version").out)


@pytest.mark.skipif(sys.platform == "win32", reason="closes a stream as a POSIX shell does")
@pytest.mark.parametrize("stream", ["1", *only_long("2")])
def test_a_closed_stream_is_no_fault_of_the_program(sample: Shell, stream: str) -> None:
    ended = subprocess.run(
        ["/bin/sh", "-c", f'"$@" {stream}>&-', "sh", *sample.command("today")],
        cwd=ROOT,
        env=sample.variables(),
        capture_output=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert (ended.returncode, b"Traceback" in ended.stderr) == (0, False)
