"""What processes of their own find loaded: they are forked from one that has loaded it once."""

from __future__ import annotations

import gc

import alembic.command
import pytest

from tests import make, moves
from tests.loading import load_program

__all__ = ["alembic", "make", "moves", "pytest"]

load_program(but=("crm_tui.cli", "crm_tui.tui"))
gc.collect()
gc.freeze()
