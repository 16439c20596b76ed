"""What an office asks of those who sign in."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class SignInPolicy:
    """What an office asks of those who sign in."""

    passwords_required: bool = False
    """Whether everybody signs in; otherwise only who has a password."""
    password_length: int = 8
    """How many characters a password has at least."""
    sign_in_tries: int = 5
    """After so many failures in a row nobody gets in by this login for a while."""
    lock_minutes: int = 15
    session_days: int = 30
    """So long a sign-in is remembered on its machine."""


DEFAULT_POLICY = SignInPolicy()
POLICY_BOUNDS: Mapping[str, tuple[int, int]] = {
    "password_length": (6, 64),
    "sign_in_tries": (3, 100),
    "lock_minutes": (1, 24 * 60),
    "session_days": (1, 365),
}
"""The least and the greatest that each number may be."""
POLICY_SETTINGS = ("passwords_required", *POLICY_BOUNDS)
"""The settings by name, in the order they are shown."""


def policy_from_json(stored: object) -> SignInPolicy:
    """Return the policy stored; what is missing, unknown or wrong has its usual value."""
    if not stored or not isinstance(stored, Mapping):
        return DEFAULT_POLICY
    numbers = {
        name: stored[name]
        for name, (least, greatest) in POLICY_BOUNDS.items()
        if type(stored.get(name)) is int and least <= stored[name] <= greatest
    }
    return SignInPolicy(stored.get("passwords_required") is True, **numbers)


def policy_to_json(policy: SignInPolicy) -> dict[str, object]:
    """Return what is stored of a policy: what differs from the usual."""
    return {
        name: getattr(policy, name)
        for name in POLICY_SETTINGS
        if getattr(policy, name) != getattr(DEFAULT_POLICY, name)
    }
