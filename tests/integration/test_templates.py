"""Forms: filled in as people do, they come in without a question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.custom_fields import CustomFieldFields, FieldChoice, FieldHolder, FieldType
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.outcomes import Outcome
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.users import Actor
from crm_tui.errors import NotPermittedError
from crm_tui.i18n import LANGUAGES, use_language
from crm_tui.presentation.template_words import template_words
from tests import make


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    yield use_language(request.param)
    use_language("en")


def written(crm: Crm, actor: Actor, path: Path, kind: ImportKind = ImportKind.CUSTOMERS) -> None:
    crm.templates.write(actor, kind, path, template_words(kind))


def choices_in(path: Path) -> dict[str, list[str]]:
    """The words of each drop-down, by the heading of its column."""
    book = openpyxl.load_workbook(path)
    form, lists = book.worksheets[0], book.worksheets[-1]
    found = {}
    for rule in form.data_validations.dataValidation:
        letter = str(rule.sqref).partition("2:")[0]
        area = rule.formula1.partition("!")[2].replace("$", "")
        cells = lists[area] if ":" in area else ((lists[area],),)
        found[str(form[f"{letter}1"].value)] = [str(row[0].value) for row in cells]
    return found


def test_a_form_filled_from_its_lists_is_imported_whole(
    crm: Crm, admin: Actor, tmp_path: Path, language: str
) -> None:
    path = tmp_path / "form.xlsx"
    written(crm, admin, path)
    book = openpyxl.load_workbook(path)
    form, guide = book.worksheets[0], book.worksheets[1]
    offered = choices_in(path)
    examples = {row[0]: row[2] for row in guide.iter_rows(min_row=2, values_only=True)}
    for column in range(1, form.max_column + 1):
        label = str(form.cell(1, column).value)
        filled = offered[label][-1] if label in offered else examples.get(label)
        form.cell(2, column, filled)
    book.save(path)
    found = crm.imports.run(admin, ImportPlan(path))
    assert found.counts == {Outcome.CREATED: 1}, list(found.lines)
    assert [each.label for each in found.header.ignored] == []


def test_a_form_as_it_is_holds_no_row(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    written(crm, admin, tmp_path / "form.xlsx")
    found = crm.imports.run(admin, ImportPlan(tmp_path / "form.xlsx"))
    assert not any(found.counts.values())


def test_lists_hold_the_words_people_and_fields_of_the_office(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.rep(crm, "lina", "李娜")
    make.rep(crm, "lina2", "李娜")
    offered = (FieldChoice("", "一年级"), FieldChoice("", "=1+1"))
    grade = CustomFieldFields(name="年级", type=FieldType.CHOICE, choices=offered)
    crm.custom_fields.add(admin, FieldHolder.CUSTOMER, grade)
    use_language("zh")
    try:
        written(crm, admin, tmp_path / "form.xlsx")
    finally:
        use_language("en")
    found = choices_in(tmp_path / "form.xlsx")
    assert found["年级"] == ["一年级", "=1+1"]
    assert found["负责人"] == ["王伟", "lina", "lina2"]
    assert found["客户级别"] == ["A", "B", "C"]


def test_who_may_not_import_gets_no_form(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    lina = make.rep(crm, "lina", "李娜")
    make.meddle(crm, "UPDATE role SET permissions = '[\"view\"]' WHERE code = 'rep'")
    with pytest.raises(NotPermittedError):
        written(crm, lina, tmp_path / "form.xlsx")
