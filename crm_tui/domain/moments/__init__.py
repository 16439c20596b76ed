"""Read dates and times as people type them: 明天下午3点, 下周一, 3天后, 11-25, +2w, dec 1."""

from crm_tui.domain.moments.finding import FoundMoment, find_moments
from crm_tui.domain.moments.reading import parse_day, parse_moment
from crm_tui.domain.moments.values import Direction, Moment, MomentFault, MomentTrouble

__all__ = [
    "Direction",
    "FoundMoment",
    "Moment",
    "MomentFault",
    "MomentTrouble",
    "find_moments",
    "parse_day",
    "parse_moment",
]
