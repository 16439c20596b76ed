"""What `make test` leaves to `make test-long`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def only_long(values: Iterable[Any]) -> list[Any]:
    """Return further values of a parameter, for the long run alone."""
    return [pytest.param(each, marks=pytest.mark.long) for each in values]
