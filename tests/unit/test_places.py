"""The doctor says in words where a database lies and what that means."""

from __future__ import annotations

from crm_tui.presentation.places import place_lines


def test_a_network_drive_is_named_with_what_it_asks() -> None:
    first, second = place_lines("DELETE", network="cifs", is_server=False)
    assert "cifs" in first
    assert "wait" in second


def test_a_file_of_this_machine_lets_others_read_on() -> None:
    told = " ".join(place_lines("WAL", network=None, is_server=False))
    assert "this machine" in told
    assert "read on" in told


def test_of_a_server_nothing_is_said_of_files() -> None:
    (told,) = place_lines("WAL", network=None, is_server=True)
    assert "server" in told
    assert "journal" not in told
