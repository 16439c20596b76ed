"""The settings of the office's work in the reader's words, as they may be typed back."""

from __future__ import annotations

from crm_tui.domain.work_forms import OFF, written_setting
from crm_tui.domain.work_settings import PhonePolicy, Weights, WorkSettings
from crm_tui.i18n import _, pgettext


def written_in_words(work: WorkSettings, name: str) -> str:
    """Return a setting as the reader writes it: `30天 7天 当天`, `贡献=50 信用=20 潜力=30`."""
    match getattr(work, name):
        case Weights() as weights:
            return _("contribution={contribution} credit={credit} potential={potential}").format(
                contribution=weights.contribution,
                credit=weights.credit,
                potential=weights.potential,
            )
        case PhonePolicy() as policy:
            return phone_policy_word(policy)
        case bool() as answer:
            return _("yes") if answer else _("no")
        case (_first, *_others) as lead_times:
            return " ".join(map(_lead, lead_times))
        case _:
            return written_setting(work, name).replace(OFF, _("none"))


def phone_policy_word(policy: PhonePolicy) -> str:
    """Return in a word which numbers an office keeps; it may be typed back."""
    words = {
        PhonePolicy.KEPT: _("kept"),
        PhonePolicy.MASKED: _("masked"),
        PhonePolicy.WORK: pgettext("numbers", "work"),
    }
    return words[policy]


def _lead(lead_time: str) -> str:
    number, unit = int(lead_time[:-1]), lead_time[-1]
    if not number:
        return _("0d")
    shapes = {"d": _("{count}d"), "w": _("{count}w"), "m": _("{count}m")}
    return shapes[unit].format(count=number)
