"""Processes of their own for what many programs do to one file, and for killing one of them."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import BaseContext


def fresh_processes() -> BaseContext:
    """Processes that share nothing with this one; where it can be, the imports are done once."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.preloaded"])
    return context
