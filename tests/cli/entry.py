"""Run the program as a process whose clock stands at the first argument."""

from __future__ import annotations

import sys
from datetime import datetime

from crm_tui.__main__ import main
from crm_tui.clock import FakeClock


def run(at: str, arguments: list[str]) -> int:
    return main(arguments, clock=FakeClock(datetime.fromisoformat(at)))


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2:]))
