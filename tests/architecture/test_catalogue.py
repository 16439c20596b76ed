"""The Chinese catalogue is complete, current and keeps every placeholder."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.architecture.catalogue import (
    MO,
    compiled,
    key_of,
    source_keys,
    speaking_scripts,
    stored,
)

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


said = cache(source_keys)  # it takes seconds to look through the whole source


def texts(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(each) for each in value]  # type: ignore[attr-defined]  # a tuple of forms


def test_every_message_of_the_source_is_translated() -> None:
    translated = {key_of(m) for m in stored() if m.id and all(texts(m.string))}
    assert said() - translated == set()


@pytest.mark.long
def test_no_message_hides_where_extraction_does_not_look() -> None:
    extracted = said()
    hidden = [
        f"{path.name}: {words.value!s}"
        for path in speaking_scripts()
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in {"_", "N_"} and isinstance(words := call.args[0], ast.Constant)
        if (None, words.value) not in extracted
    ]
    assert hidden == []


def test_the_catalogue_holds_nothing_the_source_does_not_say() -> None:
    assert {key_of(m) for m in stored() if m.id} - said() == set()


def test_a_translation_keeps_the_placeholders_of_its_message() -> None:
    wrong = []
    for message in stored():
        if not message.id:
            continue
        wanted = set(_PLACEHOLDER.findall(texts(message.id)[-1]))
        for text in texts(message.string):
            if set(_PLACEHOLDER.findall(text)) != wanted:
                wrong.append((message.id, text))
    assert wrong == []


def test_the_compiled_catalogue_is_current() -> None:
    assert compiled(stored()) == MO.read_bytes()
