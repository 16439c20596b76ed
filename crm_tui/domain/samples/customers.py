"""Sample customers one after the other: who they are, whose, and what happened so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from zoneinfo import ZoneInfo

from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import CustomerFields, CustomerKind, CustomerType, Level
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.samples import names, sentences
from crm_tui.domain.samples.deadlines import Deadlines
from crm_tui.domain.samples.dice import Dice, weighted
from crm_tui.domain.samples.errands import Errands
from crm_tui.domain.samples.holders import Holders
from crm_tui.domain.samples.moments import Moments
from crm_tui.domain.samples.sentences import Phase
from crm_tui.domain.samples.stories import Story, Storyteller
from crm_tui.domain.samples.values import Member, SampleCustomer
from crm_tui.values import dataclass

_INDIVIDUALS = 0.05
_WITHOUT_CONTACT = 0.015
_CONTACTS_EACH = 4
_LEVELS = weighted((Level.A, 15), (Level.B, 35), (Level.C, 40), (None, 10))
_SOURCES = (
    "exhibition", "website", "referral", "cold_call", "advertising", "existing", "social",
    "tender", "partner", "self_found",
)  # fmt: skip
_SIZES = ("20人以下", "20-99人", "100-499人", "500-999人", "1000人以上")
_TAGS = ("重点", "续费", "展会名片", "待回访", "老板直联", "高意向", "转介绍", "价格敏感")
_NATURES = weighted(("终端", 6), ("代理", 2), ("经销", 2), ("合作", 1), ("", 3))
_STAGE_OF = {
    Phase.OPENING: "first_contact",
    Phase.NEEDS: "needs",
    Phase.PROPOSAL: "proposal",
    Phase.NEGOTIATION: "negotiation",
    Phase.DEAL: "won",
    Phase.STALLED: "on_hold",
}


@dataclass(frozen=True, slots=True)
class SampleWorld:
    """What the office is like: its people, pools, words, the day, and how many customers."""

    members: tuple[Member, ...]
    pools: Mapping[str, PoolId]
    """By region."""
    deadlines: Mapping[PoolId, Deadlines]
    words: Mapping[tuple[DictionaryKind, str], int]
    today: int
    zone: ZoneInfo
    customers: int
    seed: int
    moments: Moments = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "moments", Moments(self.today, self.zone))


def sample_customers(world: SampleWorld, first: int = 0) -> Iterator[SampleCustomer]:
    """Yield the customers from the one with this number on, one at a time."""
    maker = _Maker(world)
    for number in range(first, world.customers):
        yield maker.customer(number)


@dataclass(frozen=True, slots=True)
class _Identity:
    name: str
    place: names.Place
    trade: names.Trade
    is_individual: bool
    contacts: tuple[ContactFields, ...]


class _Maker:
    """Makes customers; only who still has room is remembered from one to the next."""

    def __init__(self, world: SampleWorld) -> None:
        self._world = world
        self._dice = Dice(world.seed)
        self._teller = Storyteller(self._dice, world.moments, world.words)
        self._errands = Errands(self._dice, world.moments)
        self._holders = Holders(self._dice, world.members, world.customers)

    def customer(self, number: int) -> SampleCustomer:
        """Return the customer of this number."""
        dice = self._dice
        dice.restart(number)
        who = self._identity(number)
        pool_id = self._world.pools[who.place.region]
        owner = self._holders.owner_for(who.place.region)
        story = self._teller.story(
            owner,
            self._holders.sellers(who.place.region),
            self._world.deadlines[pool_id],
            who.contacts,
        )
        tasks = () if owner is None else self._errands.tasks(owner, who.name, who.contacts)
        return SampleCustomer(
            fields=self._fields(who, story),
            contacts=who.contacts,
            pool_id=pool_id,
            owner_id=None if owner is None else owner.user_id,
            created_at=story.created_at,
            created_by_id=story.created_by_id or self._world.members[0].user_id,
            periods=story.periods,
            tasks=tasks,
            next_contact_at=story.next_contact_at,
            next_contact_note=story.next_contact_note,
        )

    def _identity(self, number: int) -> _Identity:
        dice = self._dice
        place, trade = dice.one_of(names.PLACES), dice.one_of(names.TRADES)
        numbers = range(number * _CONTACTS_EACH, (number + 1) * _CONTACTS_EACH)
        if dice.chance(_INDIVIDUALS):
            name = names.numbered_person(number)
            contact = ContactFields(
                name, phones=(names.mobile(numbers[0], dice.below(12)),), is_key=True
            )
            return _Identity(name, place, trade, True, (contact,))
        name = names.company_name(number, place, trade, names.form_of(dice))
        size = 0 if dice.chance(_WITHOUT_CONTACT) else dice.one_of((1, 1, 1, 1, 1, 2, 2, 2, 3))
        contacts = tuple(
            names.contact(dice, numbers[at], place, is_key=at == 0) for at in range(size)
        )
        return _Identity(name, place, trade, False, contacts)

    def _fields(self, who: _Identity, story: Story) -> CustomerFields:
        dice, place, words = self._dice, who.place, self._world.words
        is_rich = dice.chance(0.6)
        is_known_company = is_rich and not who.is_individual
        return CustomerFields(
            name=who.name,
            kind=CustomerKind.INDIVIDUAL if who.is_individual else CustomerKind.ENTERPRISE,
            industry_id=words[DictionaryKind.INDUSTRY, who.trade.industry],
            type=_type_of(dice, story.phase),
            level=dice.one_of(_LEVELS),
            source_id=words[DictionaryKind.SOURCE, dice.one_of(_SOURCES)],
            stage_id=words[DictionaryKind.STAGE, _STAGE_OF[story.phase]],
            province=place.province,
            city=place.city,
            district=place.district,
            address=f"{place.street}{1 + dice.below(998)}号" if is_rich else "",
            needs=dice.one_of(sentences.NEEDS) if story.phase is not Phase.OPENING else "",
            budget_minor=story.budget_minor if story.phase is not Phase.OPENING else None,
            tags=self._tags(who.trade),
            first_contact_day=story.first_day,
            credit_code=names.credit_code(dice, place.code) if is_known_company else "",
            headcount=dice.one_of(_SIZES) if is_known_company else "",
            nature="" if who.is_individual else dice.one_of(_NATURES),
        )

    def _tags(self, trade: names.Trade) -> tuple[str, ...]:
        dice = self._dice
        found = [trade.tag] if dice.chance(0.25) else []
        if dice.chance(0.35):
            found.append(dice.one_of(_TAGS))
        return tuple(found)


def _type_of(dice: Dice, phase: Phase) -> CustomerType:
    match phase:
        case Phase.DEAL:
            return CustomerType.AT_RISK if dice.chance(0.15) else CustomerType.DEAL
        case Phase.STALLED:
            return CustomerType.LOST if dice.chance(0.4) else CustomerType.POTENTIAL
        case _:
            return CustomerType.POTENTIAL
