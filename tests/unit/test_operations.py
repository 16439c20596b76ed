from __future__ import annotations

from functools import partial

from textual.widgets import Static

from crm_tui.tui.operations import _is_gone


def test_what_is_asked_of_a_widget_that_was_closed_is_dropped() -> None:
    closed = Static()
    assert _is_gone(closed.update)
    assert _is_gone(partial(partial(closed.update), "too late"))
    assert not _is_gone(partial(print, closed))
