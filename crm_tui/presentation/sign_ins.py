"""Why somebody does not get in, how they sign in, and what the office asks, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from crm_tui.domain.sign_ins import (
    AccountRow,
    HasNoPassword,
    OwnPasswordNeeded,
    PasswordsRequired,
    SignInPolicy,
    SignInRefusal,
)
from crm_tui.errors import (
    PasswordChangeNeededError,
    SignInFailedError,
    SignInLockedError,
    SignInNeededError,
    TokenInvalidError,
)
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.words import name_in_sentence

SignInTrouble = (
    SignInNeededError
    | SignInFailedError
    | SignInLockedError
    | PasswordChangeNeededError
    | TokenInvalidError
)


_POLICY_TOLD: Mapping[str, str] = {
    "passwords_required": N_(
        "Whether everybody signs in with a password; else only who has one. Whoever has none then"
        " is given one first."
    ),
    "password_length": N_("A new password has at least so many characters."),
    "sign_in_tries": N_("After so many wrong passwords in a row the login is locked for a while."),
    "lock_minutes": N_("So long nobody gets in by a locked login; an administrator unlocks it."),
    "session_days": N_("So long a machine remembers a sign-in."),
}


def sign_in_sentence(error: SignInTrouble) -> str:
    """Return why somebody does not get in; it tells nothing about who works here."""
    match error:
        case SignInNeededError():
            return _needed(error.login)
        case SignInFailedError():
            return _failed(error)
        case SignInLockedError():
            return _locked(error.minutes)
        case PasswordChangeNeededError():
            return _("Choose another password first.")
        case TokenInvalidError():
            return _("The token is unknown, was revoked, or is over.")
        case _:
            assert_never(error)


def _needed(login: str | None) -> str:
    if login is None:
        return _("Sign in first.")
    return _("Sign in first, {login}.").format(login=name_in_sentence(login))


def _failed(error: SignInFailedError) -> str:
    if not error.tries_left:
        wrong = _("Login or password is wrong, too often now.")
        return f"{wrong} {_locked(error.lock_minutes)}"
    return ngettext(
        "Login or password is wrong; {count} more try.",
        "Login or password is wrong; {count} more tries.",
        error.tries_left,
    ).format(count=error.tries_left)


def _locked(minutes: int) -> str:
    return ngettext(
        "This login is locked for {count} minute.",
        "This login is locked for {count} minutes.",
        minutes,
    ).format(count=minutes)


def sign_in_refusal(reason: SignInRefusal) -> str:
    """Return why something about passwords is refused."""
    person = name_in_sentence(reason.person)
    match reason:
        case OwnPasswordNeeded():
            return _("{person}, set a password of your own before you require them.").format(
                person=person
            )
        case PasswordsRequired():
            return _("The office requires passwords, so {person} keeps one.").format(person=person)
        case HasNoPassword():
            return _("{person} has no password; give them one instead.").format(person=person)
        case _:
            assert_never(reason)


def account_words(row: AccountRow) -> str:
    """Return how somebody signs in, in a few words."""
    if row.locked_minutes:
        return _("locked for {count} min").format(count=row.locked_minutes)
    if not row.has_password:
        return _("none")
    return _("to be changed") if row.must_change else _("set")


def last_sign_in_words(row: AccountRow, now: datetime, zone: ZoneInfo) -> str:
    """Return when somebody signed in last, as far as it is remembered."""
    return "—" if row.last_sign_in_at is None else happened_moment(row.last_sign_in_at, now, zone)


def own_password_words(*, keeps_others: bool) -> str:
    """Return that one's own password was set, and what became of other machines."""
    if keeps_others:
        return _("Your password is set; other machines stay signed in.")
    return _("Your password is set; whatever else was open has ended.")


def password_rules(policy: SignInPolicy) -> str:
    """Return what a password must be."""
    return _(
        "At least {count} characters; not your login or name, and not one that everybody tries."
    ).format(count=policy.password_length)


def without_password(logins: Sequence[str]) -> str:
    """Return who cannot sign in since the office asks everybody for a password."""
    return ngettext(
        "{count} colleague has no password and cannot sign in: {logins}. Give one with"
        " crm user passwd LOGIN.",
        "{count} colleagues have no password and cannot sign in: {logins}. Give them one with"
        " crm user passwd LOGIN.",
        len(logins),
    ).format(count=len(logins), logins=_(", ").join(logins))


def policy_told(name: str) -> str:
    """Return what a setting of the policy means."""
    return _(_POLICY_TOLD[name])


def policy_value(policy: SignInPolicy, name: str) -> str:
    """Return a setting of the policy as it is shown."""
    value = getattr(policy, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
