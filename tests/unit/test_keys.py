import pytest
from textual.binding import BindingsMap

from crm_tui.tui.keys import (
    COMMANDS,
    SCREENS,
    KeyCommand,
    KeymapError,
    Scope,
    bindings_for,
    bindings_of,
    clashing_keys,
    command,
    footer_of,
    key_label,
    keymap_from,
)

TWINS = {":": ["："], "?": ["？"], "/": ["、", "／"], "*": ["＊"], "]": ["】"], "[": ["【"]}


def _is_letter(key: str) -> bool:
    return len(key) == 1 and key.isascii() and key.isalpha()


def test_no_key_has_two_meanings_on_one_screen() -> None:
    assert clashing_keys() == []


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
    assert keymap_from({"claim": ("z", "f7")}) == {"claim": "z,f7"}
    assert keymap_from({"palette": (";",)}) == {"palette": "semicolon"}


def test_a_wish_that_clashes_is_refused_by_name() -> None:
    with pytest.raises(KeymapError) as refused:
        keymap_from({"claim": ("f",)})
    assert "pool: f" in refused.value.clashing


def test_a_wish_for_an_unknown_command_is_refused() -> None:
    with pytest.raises(KeymapError) as refused:
        keymap_from({"fly": ("f",)})
    assert refused.value.unknown == ("fly",)


def test_keys_are_named_shortly() -> None:
    assert key_label("ctrl+p") == "^p"
    assert key_label("f5") == "F5"
    assert key_label("f") == "f"
    assert command("open").shown_key == "enter"
