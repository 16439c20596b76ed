"""Write to another process so that nothing is lost when this one is stopped and goes on."""

from __future__ import annotations

import os


def write_whole(descriptor: int, content: bytes) -> None:
    """Write all of the content to a pipe.

    Python's buffered files lose the rest of a large write that a stop (Ctrl-Z) cut short.
    """
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
