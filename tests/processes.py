"""Processes of their own for what many programs do to one file, and for killing one of them."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import BaseContext

_FORKING = "forkserver"


def fresh_processes() -> BaseContext:
    """Processes that share nothing with this one; where it can be, the imports are done once."""
    if not _can_fork():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context(_FORKING)
    context.set_forkserver_preload(["tests.preloaded"])
    return context


def begin_forking() -> None:
    """Begin the process from which those are forked, for all that this one forks itself."""
    if not _can_fork():
        return
    from multiprocessing import forkserver  # noqa: PLC0415 - not everywhere

    fresh_processes()
    forkserver.ensure_running()
    # It lives as long as this one, and only who began it could ask whether it does.
    vars(forkserver._forkserver)["ensure_running"] = lambda: None


def _can_fork() -> bool:
    return _FORKING in multiprocessing.get_all_start_methods()
