"""What attached files may be called, numbers to dial, sizes."""

from __future__ import annotations

import pytest

from crm_tui.domain.attachments import NAME_BYTES, numbered, safe_name
from crm_tui.domain.calls import link_of
from crm_tui.presentation.qr_codes import code_lines
from crm_tui.presentation.sizes import file_size


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("报价.xlsx", "报价.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\报价.xlsx", "报价.xlsx"),
        ("a\x00b\x1b[2Jc\u202etxt.exe", "abctxt.exe"),
        ("..", "file"),
        ("", "file"),
        ("   ", "file"),
        (".bashrc", "bashrc"),
        ("CON.txt", "file_CON.txt"),
        ('what? "yes"|<no>*.txt', "what_ _yes___no__.txt"),
        ("line\nbreak.txt", "line break.txt"),
    ],
)
def test_a_name_is_one_harmless_file_in_a_folder(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_suffix_and_no_half_character() -> None:
    name = safe_name("长" * 300 + ".xlsx")
    assert name.endswith("长.xlsx")
    assert NAME_BYTES - 3 < len(name.encode()) <= NAME_BYTES
    assert len(numbered(name, 12).encode()) <= NAME_BYTES
    assert numbered("报价.xlsx", 2) == "报价 (2).xlsx"


@pytest.mark.parametrize(
    ("number", "extension", "link"),
    [
        ("138 1234 5678", "", "tel:13812345678"),
        ("+86 138-1234-5678", "", "tel:13812345678"),
        ("010-88886666", "801", "tel:01088886666;ext=801"),
        ("138****5678", "", ""),
        ("电话见名片", "", ""),
        ("13812345678\x1b]0;y", "", "tel:138123456780"),
    ],
)
def test_a_number_becomes_a_link_of_digits_only(number: str, extension: str, link: str) -> None:
    found = link_of(number, extension)
    assert found == link
    assert all(sign.isalnum() or sign in ":;=" for sign in found)


def test_a_code_fits_a_small_terminal_with_light_around_it() -> None:
    lines = code_lines("tel:01088886666;ext=12345")
    assert len(lines) <= 18
    assert {len(line) for line in lines} == {len(lines[0])}
    assert len(lines[0]) <= 40
    assert lines[0].strip() == ""
    assert all(line.startswith("  ") and line.endswith("  ") for line in lines)


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1500, "1.5 KB"), (34_000, "34 KB"), (2_000_000_000, "2.0 GB")],
)
def test_a_size_is_told_in_the_unit_that_fits(size: int, words: str) -> None:
    assert file_size(size) == words
