"""Every command and option that the docs name is one that the program has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_tui.cli.commands import LATE_COMMANDS, RootGroup

ROOT = Path(__file__).parents[2]
TEXTS = (*ROOT.glob("README*.md"), *ROOT.glob("docs/*.md"), ROOT / "CHANGELOG.md")
EVERYWHERE = {"--db", "--user", "--lang", "--json", "--csv", "--help", "--version"}
NO_COMMAND = {"crm lina crm"}
"""A line of a server's settings: an account and its role."""
WORD = re.compile(r"[a-z][a-z-]*")
OPTION = re.compile(r"--[a-z][a-z-]*|-[a-z]")


def named_calls() -> Iterator[str]:
    for file in TEXTS:
        for line in file.read_text(encoding="utf-8").splitlines():
            yield from re.findall(r"`(crm [^`]+)`", line)
            if line.strip().startswith("crm "):
                yield from re.split(r" {2,}(?=crm )", line.strip())


def troubles(call: str, commands: dict[str, Any]) -> Iterator[str]:
    said = re.split(r" {2,}#| > | && ", call)[0].split()[1:]
    words = [word.strip("[](),;。，；") for word in said]
    while words and words[0].startswith("-"):
        del words[:2]
    if words:
        yield from _troubles(words[0], words[1:], commands)


def _troubles(name: str, words: list[str], commands: dict[str, Any]) -> Iterator[str]:
    for each in filter(WORD.fullmatch, name.split("|")):
        command = commands.get(each)
        if command is None:
            yield f"no command {each}"
        elif getattr(command, "commands", None) and words:
            yield from _troubles(words[0], words[1:], command.commands)
        else:
            known = {option for parameter in command.params for option in parameter.opts}
            known |= {option for each in command.params for option in each.secondary_opts}
            parts = (part for word in words for part in re.split(r"[|/=]", word))
            yield from (
                f"no option {part}"
                for part in parts
                if OPTION.fullmatch(part) and part not in known | EVERYWHERE
            )


@pytest.mark.long
def test_every_command_that_is_named_exists_with_its_options() -> None:
    root = RootGroup(name="crm")
    commands = {name: root.get_command(None, name) for name in LATE_COMMANDS}
    calls = [call for call in named_calls() if call not in NO_COMMAND]
    assert len(calls) > 500
    assert [(call, each) for call in calls for each in troubles(call, commands)] == []
