"""Choices are found by name, pinyin, initials and English, the likeliest first."""

from __future__ import annotations

import pytest

from crm_tui.i18n import use_language
from crm_tui.tui.keys import KeyCommand, Scope, command, commands_on
from crm_tui.tui.keys.elsewhere import SECTIONS, commands_elsewhere
from crm_tui.tui.screens.palette import PaletteDialog, by_use
from crm_tui.tui.screens.settings.screen import _LISTS
from crm_tui.tui.widgets.choices import matching


def _allowed(_command: KeyCommand) -> str | None:
    return None


def _found(typed: str) -> list[str]:
    use_language("zh")
    dialog = PaletteDialog(commands_on(Scope.CUSTOMERS), _allowed)
    return [each.value.id for each in matching(dialog._choices, typed)]


@pytest.mark.parametrize(
    "typed",
    [
        "新建客户",
        "新建",
        "xjkh",
        "xinjiankehu",
        "xinjian kehu",
        "xinjian",
        "new customer",
        "xjianke",
    ],
)
def test_a_command_is_found_however_it_is_typed(typed: str) -> None:
    assert "customer.new" in _found(typed)[:2], _found(typed)


def test_what_begins_as_typed_comes_before_what_holds_it() -> None:
    found = _found("lq")
    assert found[0] == "claim"


def test_letters_of_a_word_far_apart_are_no_match_for_two() -> None:
    assert "customer.new" not in _found("xu")


def test_used_commands_come_first_and_refused_ones_last() -> None:
    listed = [command(each) for each in ("claim", "edit", "undo", "follow_up")]
    ordered = by_use(listed, ["undo"], lambda each: "no" if each.id == "claim" else None)
    assert [each.id for each in ordered] == ["undo", "edit", "follow_up", "claim"]


@pytest.mark.parametrize("screen", [Scope.DETAIL, Scope.TASKS, Scope.SETTINGS, Scope.SCHEDULE])
def test_no_name_stands_twice_among_all_commands(screen: Scope) -> None:
    here = {each.id for each in commands_on(screen)}
    elsewhere = [each.id for each in commands_elsewhere(screen, has_staff=True)]
    assert not here & set(elsewhere)
    assert len(elsewhere) == len(set(elsewhere))


def test_who_has_no_staff_is_offered_no_list_of_it() -> None:
    offered = {each.id for each in commands_elsewhere(Scope.DETAIL, has_staff=False)}
    assert "tasks.missing" in offered
    assert "tasks.people" not in offered


def test_what_other_tabs_do_is_offered_from_the_day() -> None:
    offered = {each.id for each in commands_elsewhere(Scope.TODAY, has_staff=True)}
    assert {"import", "opportunity.board", "opportunity.forecast"} <= offered


def test_sections_of_the_setup_are_all_found_by_name() -> None:
    assert {each.id for each in _LISTS} == set(SECTIONS)
