"""Why somebody does not get in, how they sign in, and what the office asks, in words."""

from __future__ import annotations

from typing import assert_never

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
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.words import name_in_sentence

SignInTrouble = (
    SignInNeededError
    | SignInFailedError
    | SignInLockedError
    | PasswordChangeNeededError
    | TokenInvalidError
)


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


def policy_value(policy: SignInPolicy, name: str) -> str:
    """Return a setting of the policy as it is shown."""
    value = getattr(policy, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
