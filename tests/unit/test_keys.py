import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from textual.binding import BindingsMap

import crm_tui
from crm_tui.tui.keys import (
    COMMANDS,
    SCREENS,
    KeyCommand,
    KeymapError,
    Scope,
    bindings_for,
    bindings_of,
    canonical_key,
    clashes_of,
    command,
    commands_on,
    footer_of,
    is_possible,
    key_label,
    keymap_from,
    use_keys,
)
from crm_tui.tui.keys.scopes import SCOPE_NAMES
from crm_tui.tui.keys.telling import key_rows
from crm_tui.tui.screens.help import HelpDialog
from tests import make

TWINS = {
    ":": ["："],
    "?": ["？"],
    "/": ["、", "／"],
    "*": ["＊"],
    "]": ["】"],
    "[": ["【"],
    ";": ["；"],
}


def _is_letter(key: str) -> bool:
    return len(key) == 1 and key.isascii() and key.isalpha()


def test_no_key_has_two_meanings_on_one_screen() -> None:
    assert list(clashes_of(COMMANDS)) == []


def test_no_two_commands_of_one_screen_are_the_same_act() -> None:
    twice = [
        (screen, one.id, other.id)
        for screen in SCREENS
        for one, other in combinations(commands_on(screen), 2)
        if one.action == other.action
    ]
    # The key that opened the help closes it, whatever it is called there.
    assert twice == [(Scope.HELP, "help.close", "dialog.help")]


def test_ids_are_unique() -> None:
    ids = [each.id for each in COMMANDS]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("each", COMMANDS, ids=lambda each: each.id)
def test_every_command_explains_itself(each: KeyCommand) -> None:
    assert each.label
    assert each.help
    assert each.scopes
    assert each.keys
    assert not each.in_palette or each.initials.isalpha()


@pytest.mark.parametrize("each", COMMANDS, ids=lambda each: each.id)
def test_every_command_works_with_a_chinese_input_method_on(each: KeyCommand) -> None:
    assert each.in_palette or not all(map(_is_letter, each.keys))


@pytest.mark.parametrize("each", COMMANDS, ids=lambda each: each.id)
def test_keys_that_multiplexers_take_are_never_the_only_ones(each: KeyCommand) -> None:
    taken = {"ctrl+s", "ctrl+j", "ctrl+o", "ctrl+b", "ctrl+a", "ctrl+h"}
    assert set(each.keys) - taken


@pytest.mark.parametrize("each", COMMANDS, ids=lambda each: each.id)
def test_signs_have_their_full_width_twins(each: KeyCommand) -> None:
    for key in each.keys:
        assert set(TWINS.get(key, [])) <= set(each.keys)


def test_the_ten_commonest_acts_have_function_keys() -> None:
    with_function_key = {
        each.id
        for each in COMMANDS
        if any(key[0] == "f" and key[1:].isdigit() for key in each.keys)
    }
    common = {
        "help",
        "form.save",
        "customer.new",
        "edit",
        "follow_up",
        "next_contact",
        "claim",
        "return",
        "task",
        "search",
    }
    assert common <= with_function_key


def test_each_screen_shows_help_and_few_keys_in_its_footer() -> None:
    for screen in (Scope.TODAY, Scope.CUSTOMERS, Scope.POOL, Scope.DETAIL):
        shown = [each.id for each in footer_of(screen)]
        assert "help" in shown
        # Of two keys of the first tab each person sees one: the team's view, or the claim.
        assert len(shown) - (screen is Scope.TODAY) <= 8


def test_bindings_carry_ids_so_that_keys_can_be_changed() -> None:
    for screen in SCREENS:
        assert all(binding.id and binding.description for binding in bindings_for(screen))


def test_textual_knows_every_key() -> None:
    keys = BindingsMap(bindings_of(*Scope)).key_to_bindings
    assert "fullwidth_colon" in keys
    assert "ideographic_comma" in keys
    assert "asterisk" in keys


def test_a_list_brings_its_own_keys() -> None:
    assert "list.down" not in {binding.id for binding in bindings_for(Scope.CUSTOMERS)}
    assert "list.down" in {binding.id for binding in bindings_of(Scope.LIST)}


def test_keys_can_be_changed() -> None:
    assert keymap_from({"claim": ("alt+q", "f7")}) == {"claim": "alt+q,f7"}
    assert keymap_from({"approvals": ('"', "alt+q")}) == {"approvals": "quotation_mark,alt+q"}
    assert keymap_from({"approvals": ("ctrl+B", "quotation_mark")}) == {
        "approvals": "ctrl+b,quotation_mark"
    }


def test_a_wish_that_clashes_is_refused_by_name() -> None:
    with pytest.raises(KeymapError) as refused:
        keymap_from({"claim": ("f",)})
    clash = next(each for each in refused.value.clashes if each.screen is Scope.POOL)
    assert (clash.key, {clash.first_id, clash.second_id}) == ("f", {"follow_up", "claim"})
    assert refused.value.first == "f"


def test_a_wish_for_an_unknown_command_is_refused() -> None:
    with pytest.raises(KeymapError) as refused:
        keymap_from({"fly": ("f",)})
    assert refused.value.unknown == ("fly",)


def test_keys_are_named_shortly() -> None:
    assert key_label("ctrl+p") == "^p"
    assert key_label("f5") == "F5"
    assert key_label("f") == "f"
    assert command("open").shown_key == "enter"


@pytest.fixture
def usual_keys() -> Iterator[None]:
    yield
    use_keys({})


def test_the_users_keys_are_those_that_are_shown(usual_keys: None) -> None:
    use_keys({"follow_up": ("f23", "f5")})
    assert command("follow_up").shown_key == "F23"
    assert [each.shown_key for each in footer_of(Scope.DETAIL) if each.id == "follow_up"] == ["F23"]
    assert ("f23", "f5") in [each.keys for each in commands_on(Scope.CUSTOMERS)]


def test_keys_that_cannot_be_change_nothing(usual_keys: None) -> None:
    use_keys({"follow_up": ("f23",)})
    with pytest.raises(KeymapError):
        use_keys({"follow_up": ("c",)})
    assert command("follow_up").shown_key == "F23"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (";", ";"),
        ("semicolon", ";"),
        ("slash", "/"),
        ("question_mark", "?"),
        ("Ctrl+K", "ctrl+k"),
        ("shift+ctrl+left", "ctrl+shift+left"),
        ("ctrl+plus", "ctrl++"),
        ("ctrl++", "ctrl++"),
        ("+", "+"),
        ("F5", "f5"),
        ("PageDown", "pagedown"),
        ("客", "客"),
        ("cltr+x", None),
        ("ctrl+ctrl+x", None),
        ("f99", None),
        ("", None),
        (" ", None),
        ("\x1b", None),
        ("enterr", None),
    ],
)
def test_a_key_has_one_name(written: str, meant: str | None) -> None:
    assert canonical_key(written) == meant


@pytest.mark.parametrize(
    ("command_id", "key", "is_so"),
    [
        ("follow_up", "f23", True),
        ("follow_up", "ctrl+f", True),
        ("follow_up", "tab", False),
        ("follow_up", "cltr+f", False),
        ("form.save", "s", False),
        ("form.save", "enter", False),
        ("form.save", "f12", True),
        ("dialog.cancel", "x", False),
    ],
)
def test_a_key_needed_for_typing_cannot_be_taken(command_id: str, key: str, is_so: bool) -> None:
    assert is_possible(command(command_id), key) is is_so
    if not is_so:
        with pytest.raises(KeymapError) as refused:
            keymap_from({command_id: (key,)})
        assert refused.value.first == key


def test_every_part_of_the_program_has_a_name() -> None:
    assert set(SCOPE_NAMES) == set(Scope)


# What can be done is told, and what the mouse does a key does -------------------------------------


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name.lower())
def test_every_key_of_a_screen_stands_in_its_help(screen: Scope) -> None:
    told = HelpDialog(screen, lambda _command: None).lines()
    lines = [begin.plain + text.plain for begin, text in told]
    for each in commands_on(screen):
        keys = " ".join(dict.fromkeys(key_label(key) for key in each.keys[:3]))
        assert any(line.startswith(keys) and each.label in line for line in lines), each.id


def test_every_command_can_be_found_by_somebody_who_does_not_know_its_key() -> None:
    """In the help of a screen, which itself stands in the footer or opens with F1 everywhere."""
    told = {each.id for screen in SCREENS for each in commands_on(screen)}
    assert {each.id for each in COMMANDS} <= told
    for screen in SCREENS:
        assert any(each.id.rpartition(".")[2] == "help" for each in _bound_on(screen)), screen


def _bound_on(screen: Scope) -> list[KeyCommand]:
    # What has the focus for a while lies on a screen that has its help.
    inside = {Scope.CHOICE, Scope.VIEWS, Scope.CELL, Scope.QUERY, Scope.CHECKLIST}
    return commands_on(Scope.FORM if screen in inside else screen)


CLICKS: Mapping[str, tuple[str, ...]] = {
    "tui/widgets/pieces.py": ("tab.today", "views", "timeline.filter", "overview.views"),
    "tui/widgets/timeline.py": ("list.down", "timeline.open"),
    "tui/widgets/schedule_grid.py": ("schedule.down", "schedule.open"),
    "tui/widgets/year_calendar.py": ("calendar.down", "calendar.edit"),
    "tui/widgets/record_list/widget.py": ("list.down", "open", "sort", "list.mark", "column.menu"),
    "tui/screens/jump.py": ("jump",),
}
"""Where the mouse is listened to, and the commands whose keys do the same."""


def test_whatever_listens_to_the_mouse_has_keys_too() -> None:
    program = Path(crm_tui.__file__).parent
    listening = {
        file.relative_to(program).as_posix()
        for file in (program / "tui").rglob("*.py")
        if re.search(r"def (?:_?on_(?:click|mouse_down|mouse_up)|_mouse_\w+)\(", file.read_text())
    }
    assert listening == set(CLICKS)
    for ids in CLICKS.values():
        assert all(command(each).keys for each in ids)


def test_keys_are_told_with_the_users_own() -> None:
    settings = replace(make.settings(Path("crm.db")), keys={"follow_up": ("f23",)})
    told = {row.id: row for row in key_rows(settings)}
    assert (told["follow_up"].shown, told["follow_up"].is_own) == ("F23", True)
    assert (told["claim"].keys, told["claim"].is_own) == (("c", "f7"), False)
    assert len(told) == len(COMMANDS)
    broken = replace(settings, keys={"follow_up": ("c",)})
    assert not any(row.is_own for row in key_rows(broken))
