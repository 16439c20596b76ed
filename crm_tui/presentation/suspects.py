"""疑似重复 in words: why two customers may be one, and how much that weighs."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.duplicates import MatchLevel
from crm_tui.domain.duplicates.near_names import Nearness
from crm_tui.domain.duplicates.suspects import SharedKey, Suspects
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.widths import cut
from crm_tui.presentation.words import more_words, name_in_sentence

_SAME: Mapping[str, str] = {
    "credit_code": N_("the same credit code {key}"),
    "name": N_("the same name “{key}”"),
    "former_name": N_("the same former name “{key}”"),
    "mobile": N_("the same mobile {key}"),
    "wechat": N_("the same WeChat account {key}"),
    "email": N_("the same e-mail address {key}"),
    "short_name": N_("the same short name “{key}”"),
    "core_name": N_("the same but for place and legal form: “{key}”"),
    "fixed_line": N_("the same phone {key}"),
    "domain": N_("the same web domain {key}"),
}
_LEVELS: Mapping[MatchLevel, str] = {
    MatchLevel.BLOCK: N_("surely"),
    MatchLevel.WARN: N_("likely"),
    MatchLevel.HINT: N_("perhaps"),
    MatchLevel.OFF: "",
}
_NAMED = 3


def likelihood(level: MatchLevel) -> str:
    """Return how likely it is that customers are one."""
    return _(_LEVELS[level]) if _LEVELS[level] else ""


def why(found: Suspects) -> str:
    """Return why customers may be one, all reasons on one line."""
    return _("; ").join(reasons(found))


def reasons(found: Suspects) -> list[str]:
    """Return the reasons why customers may be one, the heaviest first."""
    near = [nearness_words(found.nearness)] if found.nearness else []
    return [*near, *map(_same, found.shared)]


def _same(shared: SharedKey) -> str:
    return _(_SAME[shared.kind.value]).format(key=name_in_sentence(shared.key))


def nearness_words(near: Nearness) -> str:
    """Return how much two names are alike."""
    if near.sounds_same:
        return _("names that sound the same")
    return _("names {score} % alike").format(score=near.score)


def names(found: Suspects, at_most: int = _NAMED) -> str:
    """Return who may be one: both names, or the first of many and how many there are."""
    told = [name_in_sentence(each.name) for each in found.customers[:at_most]]
    if found.count <= len(told):
        return " ⇄ ".join(told)
    return _("{names} and {count} more").format(
        names=_(", ").join(cut(name, 20) for name in told), count=found.count - len(told)
    )


def short_names(found: Suspects) -> tuple[str, str]:
    """Return the first customer, and the second or how many more there are."""
    first, second = (name_in_sentence(each.name) for each in found.customers[:2])
    if found.is_pair:
        return first, second
    return first, more_words(found.count - 1)


def found_sentence(number: int, limit: int) -> str:
    """Return how many were found, and that there may be more."""
    if number >= limit:
        return _("The first {count}; there may be more.").format(count=number)
    return ngettext("{count} in all.", "{count} in all.", number).format(count=number)


def progress_words(done: int, total: int | None) -> str:
    """Return how far a search is."""
    if total is None:
        return _("Comparing names … {count}").format(count=done)
    return _("Looking for what is shared … {done} of {total}").format(done=done, total=total)
