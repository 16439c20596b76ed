"""Memory that goes back to the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

_MEASURED = """
import threading
from crm_tui.tui.thrift import share_memory

def held():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

share_memory()
before = held()
"""
_LARGE_TWICE = """
# The library learns from the first that such sizes come and go, and keeps the second.
for size in (20_000_000, 19_000_000):
    large = bytearray(size)
    large = None
print(held() - before)
"""
_MANY_THREADS = """
kept = []

def work():
    # As a statement and its answer: much is held, and a little of it stays.
    kept.extend([bytes(1000) for _ in range(4000)][::100])
    done.set()
    end.wait()

end = threading.Event()
for _ in range(6):
    done = threading.Event()
    threading.Thread(target=work, daemon=True).start()
    done.wait()
print(held() - before)
end.set()
"""


_HOLES = """
import gc
from crm_tui.tui.thrift import GarbageLooks

gc.set_threshold(100_000)
kept = [bytes(6000) for _ in range(4000)]
last = bytes(6000)
young = [[] for _ in range(6000)]
kept = kept[::100]
GarbageLooks().let_go_of_garbage()
print(held() - before)
"""

_SCREENS = """
import gc
from crm_tui.tui.thrift import GarbageLooks

def screen():
    pieces = [{"beside": None} for _ in range(100_000)]
    for each, beside in zip(pieces, pieces[1:] + pieces[:1]):
        each["beside"] = beside
    return pieces

gc.set_threshold(10_000_000)
looks = GarbageLooks()
for _ in range(12):
    shown = screen()
    looks.let_go_of_garbage()
print(gc.get_freeze_count())
"""


def grown_by(script: str) -> int:
    """Return by how many bytes a program grows that shares its memory and does this."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED + script], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems give it back by themselves")
def test_what_was_large_is_given_back() -> None:
    assert grown_by(_LARGE_TWICE) < 2_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="other systems share it by themselves")
def test_what_one_thread_let_go_of_is_used_by_the_next() -> None:
    assert grown_by(_MANY_THREADS) < 12_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="other systems give it back by themselves")
def test_what_lies_free_between_what_is_used_is_given_back_at_rest() -> None:
    assert grown_by(_HOLES) < 8_000_000


def test_closed_screens_that_were_set_aside_are_let_go_of() -> None:
    """Each stands for a screen with rings among its parts; all twelve would be 1,200,000."""
    assert grown_by(_SCREENS) < 400_000
