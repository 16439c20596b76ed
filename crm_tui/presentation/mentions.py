"""Who is told of what somebody wrote, and which names behind an @ mean nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm_tui.domain.mentions import Told, WhyNotTold
from crm_tui.i18n import N_, _
from crm_tui.presentation.words import name_in_sentence

_WHY: Mapping[WhyNotTold, str] = {
    WhyNotTold.UNKNOWN: N_("@{name} was not told: nobody here is called that."),
    WhyNotTold.SEVERAL: N_("@{name} was not told: several people are called that; use the login."),
    WhyNotTold.CANNOT_SEE: N_("{name} was not told: they may not see this customer."),
    WhyNotTold.TOO_MANY: N_("{name} was not told: too many people are named."),
}


_WHY_NOT: Mapping[WhyNotTold, str] = {
    WhyNotTold.CANNOT_SEE: N_("{name} will not be told: they may not see this customer."),
    WhyNotTold.TOO_MANY: N_("{name} will not be told: too many people are named."),
}
"""What is said before it is saved; a name that means nobody is doubted anyhow."""


def untold_sentences(told: Told) -> Iterator[str]:
    """Yield of each who is named and would not be told, why."""
    for each in told.untold:
        if each.reason in _WHY_NOT:
            yield _(_WHY_NOT[each.reason]).format(name=name_in_sentence(each.name))


def told_sentences(told: Told) -> Iterator[str]:
    """Yield who was told, and of each who was not although named, why."""
    if told.people:
        names = _(", ").join(name_in_sentence(each.name) for each in told.people)
        yield _("Told: {names}.").format(names=names)
    for each in told.untold:
        yield _(_WHY[each.reason]).format(name=name_in_sentence(each.name))
