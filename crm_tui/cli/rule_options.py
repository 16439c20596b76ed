"""What can be said of one rule on the command line."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import typer

from crm_tui.domain.pools import Combine
from crm_tui.i18n import _

_NUMBERS = "N|none"
_Words = list[str] | None
Name = Annotated[str | None, typer.Option("--name", help=_("What the rule is called."))]
Idle = Annotated[
    str | None,
    typer.Option("--idle", metavar=_NUMBERS, help=_("Days without an effective follow-up.")),
]
FirstContact = Annotated[
    str | None,
    typer.Option("--first-contact", metavar=_NUMBERS, help=_("Days until the first contact.")),
]
FollowUps = Annotated[
    str | None,
    typer.Option(
        "--follow-ups", metavar="COUNT/DAYS|none", help=_("So many follow-ups in so many days.")
    ),
]
NoDeal = Annotated[
    str | None, typer.Option("--no-deal", metavar=_NUMBERS, help=_("Days until a deal."))
]
NoOpportunity = Annotated[
    str | None,
    typer.Option("--no-opportunity", metavar=_NUMBERS, help=_("Days until an opportunity.")),
]
ContractEnd = Annotated[
    str | None,
    typer.Option("--contract-end", metavar=_NUMBERS, help=_("Days after the last contract ended.")),
]
MilestoneOption = Annotated[
    _Words,
    typer.Option(
        "--milestone", metavar="WHAT:DAYS", help=_("visit:7, or a method of follow-ups: demo:15.")
    ),
]
Unit = Annotated[
    str | None,
    typer.Option("--unit", metavar="all|non_holiday|working", help=_("Which days count.")),
]
AnyOrAll = Annotated[
    bool | None,
    typer.Option("--any/--all", help=_("Each condition alone takes back, or only all together.")),
]
LevelOption = Annotated[
    _Words, typer.Option("--level", metavar="A,B", help=_("Only these levels."))
]
TypeOption = Annotated[_Words, typer.Option("--type", help=_("Only these types."))]
IndustryOption = Annotated[_Words, typer.Option("--industry", help=_("Only these industries."))]
SourceOption = Annotated[_Words, typer.Option("--source", help=_("Only these sources."))]
RegionOption = Annotated[_Words, typer.Option("--region", help=_("Only these provinces."))]
TagOption = Annotated[_Words, typer.Option("--tag", help=_("Only with one of these tags."))]
ExemptLevel = Annotated[_Words, typer.Option("--exempt-level", help=_("Never take these levels."))]
ExemptTag = Annotated[_Words, typer.Option("--exempt-tag", help=_("Never take these tags."))]
Warn = Annotated[
    str | None,
    typer.Option("--warn", metavar="7,3,1,0|none", help=_("How many days before it warns.")),
]


class RuleOptions(NamedTuple):
    """What was said of one rule on the command line; None where an option was not given."""

    name: Name = None
    idle: Idle = None
    first_contact: FirstContact = None
    follow_ups: FollowUps = None
    no_opportunity: NoOpportunity = None
    no_deal: NoDeal = None
    contract_end: ContractEnd = None
    milestone: MilestoneOption = None
    unit: Unit = None
    any_or_all: AnyOrAll = None
    level: LevelOption = None
    kind: TypeOption = None
    industry: IndustryOption = None
    source: SourceOption = None
    region: RegionOption = None
    tag: TagOption = None
    exempt_level: ExemptLevel = None
    exempt_tag: ExemptTag = None
    warn: Warn = None

    @property
    def combine(self) -> Combine | None:
        """How its conditions go together, None where nothing was said of that."""
        if self.any_or_all is None:
            return None
        return Combine.ANY if self.any_or_all else Combine.ALL
