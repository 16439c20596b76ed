"""Ids that are read as one text: in their order, however many and however large."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import BigInteger, cast, select

from crm_tui.bootstrap import Crm
from crm_tui.db.functions import listed
from crm_tui.db.raw import numbers
from tests import make

LARGEST_NARROW = 2**31 - 1
FEW = (3, 1, 2)
MANY = tuple(range(9_000, 0, -1))


@pytest.mark.parametrize(
    ("ids", "typecode"),
    [
        ((), "i"),
        (FEW, "i"),
        (MANY, "i"),
        ((*FEW, LARGEST_NARROW), "i"),
        ((*FEW, LARGEST_NARROW + 1), "q"),
        (tuple(range(LARGEST_NARROW - 9_000, LARGEST_NARROW + 2)), "q"),
    ],
    ids=["none", "few", "many", "largest narrow", "smallest wide", "wide among many"],
)
def test_ids_are_kept_as_narrow_as_they_fit(crm: Crm, ids: Sequence[int], typecode: str) -> None:
    found = cast(listed(ids).c.value, BigInteger)
    with crm.database.reading(make.admin(crm)) as view:
        read = numbers(view.connection, select(found.label("id")).order_by(found.desc()))
    assert (tuple(read), read.typecode) == (tuple(sorted(ids, reverse=True)), typecode)
