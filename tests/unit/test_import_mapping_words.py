"""What columns are taken for is said in words, whatever stands in the file."""

from __future__ import annotations

import pytest

from crm_tui.domain.imports import (
    Column,
    HeaderColumn,
    MappingReason,
    ProposedColumn,
    SkipReason,
    Sureness,
    UnknownMapping,
)
from crm_tui.presentation.import_mappings import (
    column_word,
    mapping_reason,
    proposed_sentence,
    skip_word,
    sureness_word,
    unknown_mapping_sentence,
)


@pytest.mark.parametrize("column", Column)
def test_every_column_has_a_word_of_its_own(column: Column) -> None:
    word = column_word(HeaderColumn(0, "x", column))
    assert word
    assert "_" not in word


def test_every_reason_and_every_sureness_has_a_word() -> None:
    words = [mapping_reason(each) for each in MappingReason]
    words += [sureness_word(each) for each in Sureness]
    words += [skip_word(each) for each in SkipReason]
    assert all(words)
    assert len(set(words)) == len(words)


def test_a_line_says_where_what_and_why() -> None:
    second = HeaderColumn(2, "电话2", Column.CONTACT_PHONE, person=2)
    said = proposed_sentence(ProposedColumn(second, MappingReason.LABEL))
    assert said == "C 电话2 → Contact 2: Phone (by its header)"
    unread = HeaderColumn(0, "颜色", None)
    said = proposed_sentence(ProposedColumn(unread, MappingReason.NOTHING_KNOWN))
    assert said == "A 颜色 → not read (nothing is known of it)"


def test_a_hostile_label_is_one_plain_line() -> None:
    label = "[@click=app.quit]x[/]\x1b[2J\u202e\n" + "长" * 500
    said = proposed_sentence(ProposedColumn(HeaderColumn(0, label, None), MappingReason.NOT_READ))
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_what_a_mapping_names_and_is_not_there_is_told_with_the_nearest() -> None:
    fault = UnknownMapping("公司名", "name", is_field=False, known=("公司名称",))
    assert unknown_mapping_sentence(fault) == (
        "The file has no column “公司名”. The nearest: 公司名称."
    )
    fault = UnknownMapping("手机", "fone", is_field=True)
    assert unknown_mapping_sentence(fault) == "There is no field “fone” to map to."
