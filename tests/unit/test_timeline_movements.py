"""What kept a customer longer, moved it or set it aside, as the timeline tells it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crm_tui.domain.timelines import EntryKind, TimelineEntry
from crm_tui.i18n import use_language
from crm_tui.presentation.timeline import shown_entry

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
UNTIL = datetime(2026, 12, 31, tzinfo=UTC).toordinal()


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def told(kind: EntryKind, after: Mapping[str, object]) -> tuple[str, ...]:
    entry = TimelineEntry(NOW, kind, "王伟", facts={"before": {}, "after": after})
    shown = shown_entry(entry, now=NOW, zone=ZoneInfo("Asia/Shanghai"), currency="CNY")
    return (shown.title, *shown.lines)


@pytest.mark.parametrize(
    ("kind", "after", "sentences"),
    [
        (EntryKind.MOVED, {"pool": "华南"}, ("Moved to another pool", "pool “华南”")),
        (
            EntryKind.LOCKED,
            {"until_day": UNTIL, "reason": "签约中"},
            ("Locked", "until 2026-12-31", "Reason: 签约中"),
        ),
        (EntryKind.UNLOCKED, {"last_day": UNTIL}, ("Lock lifted",)),
        (
            EntryKind.EXTENSION_ASKED,
            {"until_day": UNTIL, "reason": "等预算"},
            ("More days asked for", "until 2026-12-31", "Reason: 等预算"),
        ),
        (EntryKind.EXTENSION_DECIDED, {"status": "granted"}, ("More days granted",)),
        (
            EntryKind.EXTENSION_DECIDED,
            {"status": "refused", "note": "太久"},
            ("More days refused", "Reason: 太久"),
        ),
        (EntryKind.CLOCK_RESTARTED, {"reason": "新人"}, ("Clock started anew", "Reason: 新人")),
        (
            EntryKind.SET_ASIDE,
            {"standing": "invalid", "reason": "空号", "note": "打过三次"},
            ("Invalid", "Reason: 空号 · 打过三次"),
        ),
        (EntryKind.SET_ASIDE, {}, ("Deleted",)),
        (EntryKind.DISPUTE_FILED, {"note": "我先联系"}, ("Dispute filed", "Reason: 我先联系")),
        (
            EntryKind.DISPUTE_DECIDED,
            {"outcome": "shared", "share": 60, "reason": "都跟过"},
            ("Dispute decided", "to both · 60%", "Reason: 都跟过"),
        ),
        (EntryKind.DISPUTE_WITHDRAWN, {}, ("Dispute withdrawn",)),
    ],
)
def test_each_says_what_and_why(
    kind: EntryKind, after: Mapping[str, object], sentences: tuple[str, ...]
) -> None:
    assert told(kind, after) == sentences


@pytest.mark.parametrize("kind", [each for each in EntryKind if each is not EntryKind.FOLLOW_UP])
def test_an_entry_that_kept_nothing_still_has_a_title(kind: EntryKind) -> None:
    assert told(kind, {})[0]
