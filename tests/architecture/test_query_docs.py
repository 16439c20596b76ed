"""What is written of the query language is what the program understands."""

from __future__ import annotations

import re

import pytest

from crm_tui.domain.queries import Query, parse
from tests.architecture.query_docs import DOCS, with_tables

TEXT = DOCS.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^    (\S.*?)(?:   .*)?$", TEXT, re.MULTILINE)


def test_the_tables_show_every_field() -> None:
    assert with_tables(TEXT) == TEXT, "python -m tests.architecture.query_docs --update"


def test_there_are_examples_in_both_languages() -> None:
    assert len(EXAMPLES) >= 18


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_understood(example: str) -> None:
    found = parse(example)
    assert isinstance(found, Query)
    assert found.terms or found.sort or found.words
