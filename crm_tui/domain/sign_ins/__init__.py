"""Signing in: who may sit down without a password, lock-out, and what a password may be."""

from crm_tui.domain.sign_ins.attempts import (
    NO_ATTEMPTS,
    Attempts,
    after_failure,
    locked_until,
    tries_left,
)
from crm_tui.domain.sign_ins.entrances import Claim, Entrance, Outcome, Seat, Standing, who_sits
from crm_tui.domain.sign_ins.passwords import (
    LONGEST_PASSWORD,
    PasswordFault,
    has_input_method_signs,
    normal_password,
    why_not_password,
)
from crm_tui.domain.sign_ins.policies import (
    DEFAULT_POLICY,
    POLICY_BOUNDS,
    POLICY_SETTINGS,
    SignInPolicy,
    policy_from_json,
    policy_to_json,
)
from crm_tui.domain.sign_ins.tokens import (
    LONGEST_TOKEN_DAYS,
    AccountRow,
    HasNoPassword,
    OwnPasswordNeeded,
    PasswordsRequired,
    SignInRefusal,
    TokenKind,
    TokenRow,
)

__all__ = [
    "DEFAULT_POLICY",
    "LONGEST_PASSWORD",
    "LONGEST_TOKEN_DAYS",
    "NO_ATTEMPTS",
    "POLICY_BOUNDS",
    "POLICY_SETTINGS",
    "AccountRow",
    "Attempts",
    "Claim",
    "Entrance",
    "HasNoPassword",
    "Outcome",
    "OwnPasswordNeeded",
    "PasswordFault",
    "PasswordsRequired",
    "Seat",
    "SignInPolicy",
    "SignInRefusal",
    "Standing",
    "TokenKind",
    "TokenRow",
    "after_failure",
    "has_input_method_signs",
    "locked_until",
    "normal_password",
    "policy_from_json",
    "policy_to_json",
    "tries_left",
    "who_sits",
    "why_not_password",
]
