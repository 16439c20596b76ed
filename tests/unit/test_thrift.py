"""Memory that goes back to the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

_LARGE_TWICE = """
import sys
from crm_tui.tui.thrift import share_memory

def held():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

if sys.argv[1] == "thrifty":
    share_memory()
before = held()
# The library learns from the first that such sizes come and go, and keeps the second.
for size in (20_000_000, 19_000_000):
    large = bytearray(size)
    large = None
print(held() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems give it back by themselves")
def test_what_was_large_is_given_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LARGE_TWICE, "thrifty"], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 2_000_000
