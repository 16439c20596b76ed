"""Claim, return, assign, transfer, move: the customer gets another owner or another pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, Generic

from textual.content import Content

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools import (
    AlreadyYours,
    HoldingLimitReached,
    NotYours,
    OwnedByAnother,
    PoolRow,
    TransferNotAllowed,
    why_not_return,
)
from crm_tui.domain.receivers import ReceiverList
from crm_tui.domain.users import Permission
from crm_tui.i18n import _, ngettext
from crm_tui.presentation import reasons
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ResultT
from crm_tui.tui.outcomes import ASSIGNED, CLAIMED, MOVED, RETURNED, TRANSFERRED
from crm_tui.tui.record_commands.chosen import ChosenCustomers, batch_title, holding_of
from crm_tui.tui.record_commands.fields import (
    REASON_LIMIT,
    person_words,
    reason_choices,
    reason_field,
    receiver_label,
)
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, ConfirmDialog
from crm_tui.tui.widgets.fields import TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.values import dataclass

_MATCHES_SHOWN = 4
_UNASKED = 10
"""So many marked customers are claimed at once; more could be a slip, and cost the day's claims."""


@dataclass(frozen=True, slots=True)
class ByMatch:
    """Each customer goes to whom it suits."""


@dataclass(frozen=True, slots=True)
class InTurn:
    """The customers go round."""


@dataclass(frozen=True, slots=True)
class ToPerson:
    """All go to one person; `refusal` says why that will not do."""

    user_id: UserId
    refusal: object | None = None


Road = ByMatch | InTurn | ToPerson


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be given away, and who may get it."""

    ids: list[CustomerId]
    is_owned: bool
    found: ReceiverList


class GivingCommands(ChosenCustomers[ResultT], Generic[ResultT]):
    """What moves a customer between people and pools."""

    JUDGES: ClassVar[Mapping[str, str]] = {
        "claim": "why_not_claim",
        "return": "why_not_return",
        "assign": "why_not_assign",
        "move": "why_not_move",
    }

    def why_not_claim(self, row: CustomerRow) -> str | None:
        """Return why the customer, or each marked one, cannot be claimed, as far as is known."""
        if self.marked_count:
            return None
        if self.is_mine(row):
            return reasons.refusal(AlreadyYours(row.name))
        if row.owner_id is not None:
            return reasons.refusal(OwnedByAnother(row.name, row.owner_id, row.owner, None))
        return self.claim_refusal

    def why_not_return(self, row: CustomerRow) -> str | None:
        """Return why the customer cannot be given back, as far as is known."""
        if self.marked_count:
            return None
        # Whether one stands above the owner is asked when it is done.
        refusal = why_not_return(holding_of(row), by=self.session.person, manages_owner=True)
        return None if refusal is None else reasons.refusal(refusal)

    def why_not_assign(self, row: CustomerRow) -> str | None:
        """Return why the customer cannot be given to anybody, as far as is known."""
        person = self.session.person
        if row.owner_id is None:
            return self.why_not_permitted(Permission.ASSIGN)
        if self.marked_count or person.may(Permission.ASSIGN):
            return self.why_not_permitted(Permission.TRANSFER)
        if not self.is_mine(row):
            return reasons.refusal(NotYours(row.name, row.owner))
        if not self.session.office.owners_may_transfer:
            return reasons.refusal(TransferNotAllowed(row.name))
        return self.why_not_permitted(Permission.TRANSFER)

    def why_not_move(self, _row: CustomerRow) -> str | None:
        """Return why the customer cannot go to another pool, as far as is known."""
        return self.why_not_permitted(Permission.MOVE_POOL)

    # Claim and return ---------------------------------------------------------------------------

    def action_claim(self) -> None:
        """Claim the customer under the cursor, or all marked ones."""
        row = self.allowed("claim")
        if row is not None:
            chosen = self.chosen(row)
            if len(chosen) > _UNASKED:
                read = partial(self._claims_left, chosen)
                self.operations.ask(
                    read, partial(self._ask_claim, chosen), key="claims left", opens=True
                )
            else:
                self._claim(chosen, confirmed=True)

    def _claims_left(self, chosen: list[CustomerId]) -> int | None:
        """Return how many the pools of these customers let one claim today; None for any."""
        crm, actor = self.session.crm, self.session.actor
        wanted = {row.pool_id for row in crm.customers.rows(actor, chosen)}
        left = 0
        for pool in crm.pools.pools(actor):
            if pool.id in wanted:
                if pool.daily_limit is None:
                    return None
                left += max(pool.daily_limit - pool.claims_today, 0)
        return left

    def _ask_claim(self, chosen: list[CustomerId], left: int | None) -> None:
        said = [_("An undo does not give claims back.")]
        if left is not None:
            said.insert(0, _("Today you can still claim {count}.").format(count=left))
        count = ngettext("Claim the {count} marked?", "Claim the {count} marked?", len(chosen))
        question = ConfirmDialog(
            count.format(count=len(chosen)), Content("\n".join(said)), yes=_("Claim")
        )
        self.app.push_screen(question, lambda answer: self._claim(chosen, confirmed=bool(answer)))

    def _claim(self, chosen: list[CustomerId], *, confirmed: bool) -> None:
        if confirmed:
            pools, actor = self.session.crm.pools, self.session.actor
            self.do_with_many(chosen, partial(pools.claim, actor), CLAIMED)

    def action_return_to_pool(self) -> None:
        """Ask for the reason, then give the customer or all marked ones back."""
        row = self.allowed("return")
        if row is not None:
            pools, actor, chosen = self.session.crm.pools, self.session.actor, self.chosen(row)
            self.operations.ask(
                lambda: pools.return_reasons(actor),
                partial(self._ask_return_reason, row.name, chosen),
                key="return reasons",
                opens=True,
            )

    def _ask_return_reason(
        self, name: str, chosen: list[CustomerId], found: list[tuple[int, str]]
    ) -> None:
        self.app.push_screen(
            ChooseDialog(batch_title(_("Return: why?"), name, chosen), reason_choices(found)),
            partial(self._ask_note, chosen),
        )

    def _ask_note(self, chosen: list[CustomerId], reason_id: int | None) -> None:
        if reason_id is not None:
            placeholder = _("Anything the next owner should know? May stay empty")
            question = FormDialog(
                _("Return to the pool"),
                lambda: [
                    TextField(_("Note"), limit=REASON_LIMIT, placeholder=placeholder, id="note")
                ],
                _("Return"),
            )
            self.ask_values(question, partial(self._return, chosen, reason_id))

    def _return(self, chosen: list[CustomerId], reason_id: int, values: Values) -> None:
        pools, actor, note = self.session.crm.pools, self.session.actor, str(values["note"])
        self.do_with_many(
            chosen, lambda ids: pools.return_to_pool(actor, ids, reason_id, note), RETURNED
        )

    # Assign and transfer ------------------------------------------------------------------------

    def action_assign(self) -> None:
        """Ask to whom, then assign out of the pool or pass on what is held."""
        row = self.allowed("assign")
        if row is None:
            return
        crm, actor, chosen = self.session.crm, self.session.actor, self.chosen(row)

        def read() -> _Asked:
            ordered = self.in_list_order(chosen)
            rows = crm.customers.rows(actor, ordered)
            # Held and free ones together are assigned: each held one is refused with its holder.
            is_owned = all(each.owner_id is not None for each in rows)
            free = [each.id for each in rows if each.owner_id is None]
            found = crm.receivers.of(actor, ordered if is_owned else free)
            return _Asked(chosen, is_owned, _without_owner(found, rows))

        self.operations.ask(
            read, partial(self._ask_receiver, row.name), key="receivers", opens=True
        )

    def _ask_receiver(self, name: str, asked: _Asked) -> None:
        if asked.found.nobody is not None:
            self.operations.tell(reasons.refusal(asked.found.nobody), severity="warning")
            return
        title = _("Pass on to") if asked.is_owned else _("Assign to")
        self.app.push_screen(
            ChooseDialog(batch_title(title, name, asked.ids), _roads(asked)),
            partial(self._give, asked),
        )

    def _give(self, asked: _Asked, road: Road | None) -> None:
        pools, actor = self.session.crm.pools, self.session.actor
        match road:
            case ByMatch():
                self.do_with_many(asked.ids, partial(pools.assign_by_match, actor), ASSIGNED)
            case InTurn():
                self.do_with_many(asked.ids, partial(pools.assign_in_turn, actor), ASSIGNED)
            case ToPerson(user_id, None):
                self._give_to(asked, user_id, "")
            case ToPerson(user_id, HoldingLimitReached() as reached):
                self._ask_override(asked, user_id, reached)
            case ToPerson(_, refusal):
                self.operations.tell(reasons.refusal(refusal), severity="warning")  # type: ignore[arg-type]  # a refusal of the pool's
            case None:
                pass

    def _ask_override(self, asked: _Asked, user_id: UserId, reached: HoldingLimitReached) -> None:
        sentence = reasons.refusal(reached)
        if not self.session.person.may(Permission.OVERRIDE_LIMITS):
            self.operations.tell(sentence, severity="warning")
            return

        def give(values: Values) -> None:
            self._give_to(asked, user_id, values["reason"])

        dialog = FormDialog(
            _("Beyond the limit?"), lambda: [reason_field()], _("Give anyway"), lines=[sentence]
        )
        self.ask_values(dialog, give)

    def _give_to(self, asked: _Asked, user_id: UserId, override: str) -> None:
        crm, actor = self.session.crm, self.session.actor
        name = next((each.name for each in asked.found.rows if each.user_id == user_id), "")
        if asked.is_owned:
            self.do_with_many(
                asked.ids,
                lambda ids: crm.movements.transfer(actor, ids, user_id, override_reason=override),
                replace(TRANSFERRED, receiver=name),
            )
        else:
            self.do_with_many(
                asked.ids,
                lambda ids: crm.pools.assign(actor, ids, user_id, override_reason=override),
                replace(ASSIGNED, receiver=name),
            )

    # Move ---------------------------------------------------------------------------------------

    def action_move_pool(self) -> None:
        """Ask for the pool, then move the customer or all marked ones there."""
        row = self.allowed("move")
        if row is not None:
            pools, actor, chosen = self.session.crm.pools, self.session.actor, self.chosen(row)
            self.operations.ask(
                lambda: pools.pools(actor),
                partial(self._ask_pool, row, chosen),
                key="pools",
                opens=True,
            )

    def _ask_pool(self, row: CustomerRow, chosen: list[CustomerId], found: list[PoolRow]) -> None:
        others = [each for each in found if len(chosen) > 1 or each.id != row.pool_id]
        if not others:
            self.operations.tell(_("There is no other pool you belong to."), severity="warning")
            return
        choices = [
            Choice(each.id, f"{at} {name_in_sentence(each.name)}", digit=str(at))
            for at, each in enumerate(others, start=1)
        ]
        title = batch_title(_("Move to which pool?"), row.name, chosen)
        self.app.push_screen(ChooseDialog(title, choices), partial(self._move, chosen))

    def _move(self, chosen: list[CustomerId], pool_id: PoolId | None) -> None:
        if pool_id is not None:
            movements, actor = self.session.crm.movements, self.session.actor
            self.do_with_many(chosen, lambda ids: movements.move(actor, ids, pool_id), MOVED)


def _without_owner(found: ReceiverList, rows: Sequence[CustomerRow]) -> ReceiverList:
    """Leave out whoever holds all of the customers already."""
    owners = {each.owner_id for each in rows}
    if len(owners) != 1:
        return found
    return replace(found, rows=tuple(each for each in found.rows if each.user_id not in owners))


def _roads(asked: _Asked) -> list[Choice[Road]]:
    choices = [*_ways(asked)]
    for row in asked.found.rows:
        label = receiver_label(row)
        if row.refusal is not None:
            label = f"{label} ({reasons.refusal(row.refusal)})"
        road = ToPerson(row.user_id, row.refusal)
        choices.append(Choice(road, label, person_words(row.name, row.login)))
    return choices


def _ways(asked: _Asked) -> Sequence[Choice[Road]]:
    found = asked.found
    if asked.is_owned:
        return ()
    ways: list[Choice[Road]] = []
    if found.matches:
        by_match = _("By match")
        label = f"{by_match} → {_matched(found)}"
        ways.append(Choice(ByMatch(), label, "app an pipei match"))
    if found.next_in_turn:
        following = _("{name} is next").format(name=name_in_sentence(found.next_in_turn))
        in_turn = _("In turn")
        ways.append(Choice(InTurn(), f"{in_turn} → {following}", "lz lunliu turn"))
    return ways


def _matched(found: ReceiverList) -> str:
    named = [
        f"{name_in_sentence(each.name)} {each.customers}" for each in found.matches[:_MATCHES_SHOWN]
    ]
    if len(found.matches) > _MATCHES_SHOWN:
        named.append("…")
    if found.unmatched:
        nobody = ngettext("{count} suits nobody", "{count} suit nobody", found.unmatched)
        named.append(nobody.format(count=found.unmatched))
    return _(", ").join(named)
