"""Notices on the desktop: only where the terminal understands them, and only plain text."""

from __future__ import annotations

import pytest

from crm_tui.settings import DesktopNotices
from crm_tui.tui.terminal.notices import notice_sequence

HOSTILE = "回访\x1b]0;x\x07\x9d52;c;AAAA\x9c\u202e[/]\r\n;完"


@pytest.mark.parametrize(
    ("environment", "begins"),
    [
        ({"TERM_PROGRAM": "iTerm.app"}, "\x1b]9;"),
        ({"TERM_PROGRAM": "WezTerm"}, "\x1b]9;"),
        ({"TERM": "xterm-kitty"}, "\x1b]9;"),
        ({"TERM": "foot-extra"}, "\x1b]777;notify;"),
        ({"TERM": "rxvt-unicode-256color"}, "\x1b]777;notify;"),
    ],
)
def test_a_terminal_that_is_known_shows_them(environment: dict[str, str], begins: str) -> None:
    sequence = notice_sequence(DesktopNotices.AUTO, environment, "客户通", "回访")
    assert sequence.startswith(begins)
    assert sequence.endswith("\x07")
    assert "回访" in sequence


@pytest.mark.parametrize(
    "environment",
    [{}, {"TERM": "xterm-256color"}, {"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, {"TERM": "linux"}],
)
def test_any_other_is_sent_nothing_unless_somebody_wishes_it(environment: dict[str, str]) -> None:
    assert notice_sequence(DesktopNotices.AUTO, environment, "客户通", "回访") == ""
    assert notice_sequence(DesktopNotices.ON, environment, "客户通", "回访")


def test_whoever_switched_them_off_is_sent_nothing() -> None:
    environment = {"TERM_PROGRAM": "iTerm.app"}
    assert notice_sequence(DesktopNotices.OFF, environment, "客户通", "回访") == ""


@pytest.mark.parametrize("term", ["xterm-kitty", "foot"])
def test_words_of_others_end_no_sequence_and_begin_no_part(term: str) -> None:
    sequence = notice_sequence(DesktopNotices.AUTO, {"TERM": term}, "客户通", HOSTILE)
    inside = sequence.removeprefix("\x1b]").removesuffix("\x07")
    assert inside.isprintable()
    assert "\u202e" not in inside
    if term == "foot":
        assert inside.count(";") == 3


def test_a_notice_begins_with_no_number_for_that_would_mean_progress() -> None:
    sequence = notice_sequence(DesktopNotices.ON, {}, "客户通", "4;1;50")
    assert sequence == "\x1b]9;客户通: 4;1;50\x07"


def test_a_notice_is_cut() -> None:
    sequence = notice_sequence(DesktopNotices.ON, {}, "客户通", "汉" * 500)
    assert len(sequence) < 130
