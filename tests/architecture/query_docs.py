"""The tables of docs/queries.md, from the fields of the query language.

`python -m tests.architecture.query_docs --update` writes them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from crm_tui.domain.queries.fields import FIELDS, SORT, QueryField
from crm_tui.i18n import current_language, use_language
from crm_tui.presentation.queries import description, field_example

DOCS = Path(__file__).parents[2] / "docs" / "queries.md"
_HEADINGS = {
    "zh": "| 字段 | 也可写 | 例子 | 可排序 | 意思 |",
    "en": "| field | also | example | sorts | meaning |",
}


def table(language: str) -> str:
    """The fields as a table in a language."""
    before = current_language()
    use_language(language)
    try:
        rows = [_row(field, language) for field in (*FIELDS, SORT)]
    finally:
        use_language(before)
    return "\n".join([_HEADINGS[language], "|---|---|---|---|---|", *rows])


def _row(field: QueryField, language: str) -> str:
    names = field.en if language == "en" else field.zh
    others = field.zh if language == "en" else field.en
    also = " ".join(f"`{name}`" for name in (*names[1:], *others))
    sorts = {"en": "yes", "zh": "是"}[language] if field.sort else ""
    return f"| `{names[0]}` | {also} | `{field_example(field)}` | {sorts} | {description(field)} |"


def with_tables(text: str) -> str:
    """The document with its tables as they are now."""
    for language in ("zh", "en"):
        begin, end = f"<!-- fields {language} -->\n", "<!-- /fields -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}{table(language)}\n{end}{after}"
    return text


if __name__ == "__main__" and "--update" in sys.argv:
    DOCS.write_text(with_tables(DOCS.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
