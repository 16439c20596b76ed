"""What an edit of labels does to the last day is told in one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from crm_tui.domain.customers import Level
from crm_tui.domain.days import NEVER
from crm_tui.domain.pools import Relabelling
from crm_tui.i18n import use_language
from crm_tui.presentation.relabelling import relabelling_sentence

TODAY = date(2026, 11, 22).toordinal()
LATE, EARLY = (date(2026, *day).toordinal() for day in ((12, 5), (11, 28)))
EARLIER = Relabelling(
    fields=("level",),
    level=Level.C,
    before_day=LATE,
    after_day=EARLY,
    matched_day=EARLY,
    rule_before="A级",
    rule_after="其余",
)


@pytest.fixture
def _chinese() -> Iterator[None]:
    use_language("zh")
    yield
    use_language("en")


@pytest.mark.usefixtures("_chinese")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "改为C级：回收日 12-05 → 11-28"),
        ({"after_day": NEVER, "matched_day": NEVER}, "改为C级：回收日 12-05 → 不回收"),
        ({"before_day": NEVER}, "改为C级：回收日 不回收 → 11-28"),
        ({"after_day": LATE + 30, "matched_day": LATE + 30}, "改为C级：回收日 12-05 → 2027-01-04"),
        (
            {"after_day": EARLY + 1},
            "改为C级：回收日 12-05 → 11-29（含宽限，按规则是 11-28）",
        ),
        ({"after_day": LATE}, "改为C级：回收日不变（含宽限，按规则是 11-28）"),
        (
            {"after_day": LATE, "matched_day": LATE + 30},
            "改为C级：回收日不变（自己改不延长，要上级来改）",
        ),
        ({"after_day": LATE, "matched_day": LATE}, "改为C级：回收日不变（改按规则“其余”）"),
        ({"after_day": LATE, "matched_day": LATE, "rule_after": ""}, "改为C级：回收日不变"),
        ({"fields": ("tags",)}, "改标签：回收日 12-05 → 11-28"),
        ({"level": None}, "改等级：回收日 12-05 → 11-28"),
        ({"fields": ("level", "industry_id")}, "改等级、行业：回收日 12-05 → 11-28"),
    ],
)
def test_an_edit_says_from_when_to_when_the_day_moves_or_why_it_stays(
    changes: dict[str, Any], sentence: str
) -> None:
    assert relabelling_sentence(replace(EARLIER, **changes), TODAY) == sentence


def test_it_is_told_in_english_too() -> None:
    assert relabelling_sentence(EARLIER, TODAY) == "Changed to level C: last day 12-05 → 11-28"
