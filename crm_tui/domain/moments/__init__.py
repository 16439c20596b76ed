"""Read dates and times as people type them: 明天下午3点, 下周一, 3天后, 11-25, +2w, dec 1."""

from crm_tui.domain.moments.reading import parse_day, parse_moment
from crm_tui.domain.moments.values import Direction, Moment, MomentFault, MomentTrouble

__all__ = ["Direction", "Moment", "MomentFault", "MomentTrouble", "parse_day", "parse_moment"]
