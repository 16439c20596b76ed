"""Who sits here: signing in and out, and the passwords and tokens of the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import timedelta
from typing import Any

from crm_tui.db.queries import people, sign_ins
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.events import (
    Changed,
    PasswordRemoved,
    PasswordSet,
    SessionsEnded,
    SignedOut,
    SignInUnlocked,
    TokenMade,
    TokenRevoked,
)
from crm_tui.domain.identifiers import RoleId, TokenId, UserId
from crm_tui.domain.sign_ins import (
    LONGEST_TOKEN_DAYS,
    AccountRow,
    Claim,
    HasNoPassword,
    PasswordsRequired,
    Seat,
    Standing,
    TokenKind,
    TokenRow,
    locked_until,
)
from crm_tui.domain.users import Actor, Permission, Road
from crm_tui.errors import (
    FieldError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
)
from crm_tui.services.entrances import Credentials, hash_of, standing_of, who_acts
from crm_tui.services.offices import checked_name
from crm_tui.services.people.changing import refuse_wider
from crm_tui.services.sign_ins.doors import (
    Proof,
    Session,
    add_session,
    checked_password,
    enter,
    facts_of,
    minutes_until,
    prove,
    session_name,
)
from crm_tui.services.sign_ins.hashing import USUAL_COST, HashCost, hash_password, new_token
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as it is shown once: the secret is kept nowhere."""

    row: TokenRow
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignIns:
    """Who sits here: signing in and out, and the passwords and tokens of the office."""

    database: Database
    cost: HashCost = USUAL_COST

    # --- at the door -----------------------------------------------------------------------------

    def who_acts(self, shown: Credentials, road: Road) -> Actor:
        """Return who acts; raises as `services.entrances.who_acts` does."""
        return who_acts(self.database, shown, road)

    def standing(self, claim: Claim) -> tuple[Standing, Sequence[Seat]]:
        """Return what is asked of who says who they are, and who may be chosen.

        Nobody may be chosen where passwords are required: who works here is told to nobody.
        """
        return standing_of(self.database, Credentials(claim))

    def sign_in(self, proof: Proof, road: Road, *, machine: str) -> Session:
        """Let somebody in by their password; the machine shows the token from now on.

        Raises SignInFailedError, SignInLockedError, PasswordChangeNeededError where another has
        to be chosen and none is given, and FieldError where that may be none.
        """
        return enter(self.database, proof, road, machine=machine, cost=self.cost)

    def sign_out(self, token: str, road: Road) -> None:
        """End the session of a machine; nothing happens where it has ended already."""
        now = self.database.clock.now()
        with self.database.entering() as connection:
            user_id = sign_ins.revoke_token(connection, hash_of(token), now)
            if user_id is not None:
                facts, event = facts_of("sign_out", road), SignedOut(record_id=user_id)
                sign_ins.record(connection, event, facts=facts, actor_id=user_id, now=now)

    # --- one's own -------------------------------------------------------------------------------

    def has_password(self, actor: Actor) -> bool:
        """Return whether somebody has a password."""
        with self.database.reading(actor) as view:
            return sign_ins.password_of(view.connection, actor.user_id) is not None

    def change_password(
        self, actor: Actor, proof: Proof, *, machine: str, keeps_others: bool = False
    ) -> Session:
        """Give oneself another password, or a first one; sessions of other machines may go on.

        The login of the proof does not matter. Raises as `sign_in` does.
        """
        login, name, new = *self._check_own(actor, proof), proof.new_password or ""
        with self.database.reading(actor) as view:
            policy = view.office.sign_in
        before = proof.password or None
        checked_password(new, policy=policy, login=login, name=name, before=before)
        ended = machine if keeps_others else None
        return self._change_own(actor, hash_password(new, self.cost), machine, ended)

    def _check_own(self, actor: Actor, proof: Proof) -> tuple[str, str]:
        """Return login and name of who acts; raise where the password they say is not theirs."""
        with self.database.reading(actor) as view:
            login, name = view.person.login, view.person.name
            stored = sign_ins.password_of(view.connection, actor.user_id)
        if stored is not None:
            shown = Proof(login, proof.password)
            known = prove(self.database, shown, actor.road, cost=self.cost)
            with self.database.entering() as connection:
                sign_ins.forget_attempts(connection, known.attempts_key)
        return login, name

    @operation(Permission.VIEW)
    def _change_own(self, actor: Actor, new_hash: str, machine: str, ended: str | None) -> Session:
        token = new_token()
        with self.database.writing(actor) as unit:
            _store(unit, actor.user_id, new_hash, must_change=False)
            _end_sessions(unit, actor.user_id, named=ended)
            expires_at = unit.now + timedelta(days=unit.office.sign_in.session_days)
            add_session(unit.connection, actor.user_id, token, machine, (unit.now, expires_at))
            unit.record(PasswordSet(record_id=actor.user_id, after={"must_change": False}))
        return Session(actor.user_id, unit.person.login, token, expires_at)

    # --- passwords of others ---------------------------------------------------------------------

    def reset_password(
        self, actor: Actor, user_id: UserId, password: str, *, must_change: bool = True
    ) -> Changed:
        """Give somebody a password, which they change when they sign in; ends all they have open.

        Raises FieldError where it may be none.
        """
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.MANAGE_PEOPLE):
                raise NotPermittedError(Permission.MANAGE_PEOPLE.value)
            row = people.user(view.connection, user_id)
            policy = view.office.sign_in
        checked_password(password, policy=policy, login=row.login, name=row.name)
        return self._reset(
            actor, user_id, hash_password(password, self.cost), must_change=must_change
        )

    @operation(Permission.MANAGE_PEOPLE)
    def _reset(self, actor: Actor, user_id: UserId, new_hash: str, *, must_change: bool) -> Changed:
        with self.database.writing(actor) as unit:
            row = _managed(unit, user_id)
            _store(unit, user_id, new_hash, must_change=must_change)
            sign_ins.revoke(unit.connection, user_id, unit.now)
            sign_ins.forget_attempts(unit.connection, hash_of(row.login))
            unit.record(PasswordSet(record_id=user_id, after={"must_change": must_change}))
        return unit.changed

    @operation(Permission.MANAGE_PEOPLE)
    def force_change(self, actor: Actor, user_id: UserId) -> Changed:
        """Let somebody choose another password when they sign in, which they do anew."""
        with self.database.writing(actor) as unit:
            row = _managed(unit, user_id)
            if sign_ins.password_of(unit.connection, user_id) is None:
                raise RefusedError(HasNoPassword(row.name))
            sign_ins.store_password(unit.connection, user_id, {"must_change": True})
            sign_ins.revoke(unit.connection, user_id, unit.now, kind=TokenKind.SESSION)
            unit.record(PasswordSet(record_id=user_id, after={"must_change": True}))
        return unit.changed

    @operation(Permission.MANAGE_PEOPLE)
    def remove_password(self, actor: Actor, user_id: UserId) -> Changed:
        """Let somebody work without a password again; refused where the office requires them."""
        with self.database.writing(actor) as unit:
            row = _managed(unit, user_id)
            if unit.office.sign_in.passwords_required:
                raise RefusedError(PasswordsRequired(row.name))
            if sign_ins.drop_password(unit.connection, user_id):
                sign_ins.revoke(unit.connection, user_id, unit.now, kind=TokenKind.SESSION)
                unit.record(PasswordRemoved(record_id=user_id))
        return unit.changed

    @operation(Permission.MANAGE_PEOPLE)
    def unlock(self, actor: Actor, user_id: UserId) -> Changed:
        """Let somebody try again at once whose login is locked."""
        with self.database.writing(actor) as unit:
            row = _managed(unit, user_id)
            if sign_ins.forget_attempts(unit.connection, hash_of(row.login)):
                unit.record(SignInUnlocked(record_id=user_id))
        return unit.changed

    @operation(Permission.VIEW)
    def end_sessions(self, actor: Actor, user_id: UserId) -> Changed:
        """Let every machine of oneself, or of somebody one looks after, sign in anew."""
        with self.database.writing(actor) as unit:
            if user_id != actor.user_id and not unit.person.may(Permission.MANAGE_PEOPLE):
                raise NotPermittedError(Permission.MANAGE_PEOPLE.value)
            _managed(unit, user_id)
            ended = _end_sessions(unit, user_id)
            if ended:
                unit.record(SessionsEnded(record_id=user_id, after={"sessions": ended}))
        return unit.changed

    def account(self, actor: Actor, user_id: UserId | None = None) -> AccountRow:
        """Return how one signs in, or somebody one looks after; NotFoundError for who cannot."""
        with self.database.reading(actor) as view:
            asked = user_id or actor.user_id
            if asked != actor.user_id and not view.person.may(Permission.MANAGE_PEOPLE):
                raise NotPermittedError(Permission.MANAGE_PEOPLE.value)
            found = next((each for each in _accounts(view) if each.user_id == asked), None)
        if found is None:
            raise NotFoundError("user", str(asked))
        return found

    def accounts(self, actor: Actor) -> list[AccountRow]:
        """Return how everybody signs in, for those who look after people."""
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.MANAGE_PEOPLE):
                raise NotPermittedError(Permission.MANAGE_PEOPLE.value)
            return _accounts(view)

    # --- tokens ----------------------------------------------------------------------------------

    @operation(Permission.VIEW)
    def new_token(self, actor: Actor, name: str, *, days: int) -> NewToken:
        """Make a token of one's own for scripts; its secret is answered once and kept nowhere."""
        name = checked_name(name)
        if not 1 <= days <= LONGEST_TOKEN_DAYS:
            raise FieldError("days", "out_of_range", str(days)[:20])
        secret = new_token()
        with self.database.writing(actor) as unit:
            values: dict[str, Any] = {
                "user_id": actor.user_id,
                "kind": TokenKind.SCRIPT,
                "name": name,
                "token_hash": hash_of(secret),
                "created_at": unit.now,
                "expires_at": unit.now + timedelta(days=days),
            }
            token_id = sign_ins.add_token(unit.connection, values)
            unit.record(
                TokenMade(record_id=token_id, after={"user_id": actor.user_id, "name": name})
            )
        row = TokenRow(
            token_id,
            actor.user_id,
            unit.person.login,
            TokenKind.SCRIPT,
            name,
            values["created_at"],
            values["expires_at"],
        )
        return NewToken(row, secret)

    def tokens(self, actor: Actor, user_id: UserId | None = None) -> list[TokenRow]:
        """Return the sessions and tokens that are good, one's own or those of somebody."""
        with self.database.reading(actor) as view:
            asked = user_id or actor.user_id
            if asked != actor.user_id and not view.person.may(Permission.MANAGE_PEOPLE):
                raise NotPermittedError(Permission.MANAGE_PEOPLE.value)
            return sign_ins.tokens(view.connection, view.now, asked)

    @operation(Permission.VIEW)
    def revoke_token(self, actor: Actor, token_id: TokenId) -> Changed:
        """End a session or token of one's own, or of somebody one looks after."""
        with self.database.writing(actor) as unit:
            row = sign_ins.token(unit.connection, token_id)
            is_own = row is not None and row.user_id == actor.user_id
            if row is None or not (is_own or unit.person.may(Permission.MANAGE_PEOPLE)):
                raise NotFoundError("token", str(token_id))
            if not is_own:
                _managed(unit, UserId(row.user_id))
            sign_ins.revoke_token(unit.connection, row.token_hash, unit.now)
            unit.record(
                TokenRevoked(record_id=token_id, before={"user_id": row.user_id, "name": row.name})
            )
        return unit.changed


def _accounts(view: View) -> list[AccountRow]:
    connection, now, policy = view.connection, view.now, view.office.sign_in
    changing = sign_ins.who_must_change(connection)
    last = sign_ins.last_sign_ins(connection)
    held = [(row.user_id, row.kind) for row in sign_ins.tokens(connection, now, None)]
    found = []
    for seat in sign_ins.entrance(connection, None, now).seats:
        attempts = sign_ins.attempts_of(connection, hash_of(seat.login))
        until = locked_until(attempts, policy, now)
        found.append(
            AccountRow(
                seat.user_id,
                seat.login,
                seat.has_password,
                changing.get(seat.user_id, False),
                0 if until is None else minutes_until(until, now),
                held.count((seat.user_id, TokenKind.SESSION)),
                held.count((seat.user_id, TokenKind.SCRIPT)),
                last.get(seat.user_id),
            )
        )
    return found


def _end_sessions(unit: Unit, user_id: UserId, *, named: str | None = None) -> int:
    name = None if named is None else session_name(named)
    return sign_ins.revoke(unit.connection, user_id, unit.now, kind=TokenKind.SESSION, name=name)


def _managed(unit: Unit, user_id: UserId) -> Any:
    """Return the stored row of somebody; raise for one who may do more than who acts."""
    row = people.user(unit.connection, user_id)
    if user_id != unit.person.user_id:
        refuse_wider(
            unit, [RoleId(row.role_id), *people.further_role_ids(unit.connection, user_id)]
        )
    return row


def _store(unit: Unit, user_id: UserId, new_hash: str, *, must_change: bool) -> None:
    values = {"hash": new_hash, "must_change": must_change, "set_at": unit.now}
    sign_ins.store_password(unit.connection, user_id, values)
