"""Whatever the order of failures, waits and right passwords: the lock-out rule holds."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.sign_ins import (
    NO_ATTEMPTS,
    Attempts,
    SignInPolicy,
    after_failure,
    locked_until,
    policy_from_json,
    policy_to_json,
    tries_left,
)
from tests import make

POLICIES = st.builds(
    SignInPolicy,
    passwords_required=st.booleans(),
    password_length=st.integers(6, 64),
    sign_in_tries=st.integers(3, 10),
    lock_minutes=st.integers(1, 60),
    session_days=st.integers(1, 365),
)
STEPS = st.lists(
    st.one_of(
        st.just("wrong"),
        st.just("right"),
        st.integers(min_value=-90 * 60, max_value=90 * 60).map(lambda seconds: ("wait", seconds)),
    ),
    max_size=40,
)


@given(POLICIES, STEPS)
def test_nobody_tries_more_often_than_allowed_and_a_lock_ends(
    policy: SignInPolicy, steps: list[object]
) -> None:
    now, attempts, compared_since = make.NOW, NO_ATTEMPTS, 0
    span = timedelta(minutes=policy.lock_minutes)
    for step in steps:
        if isinstance(step, tuple):
            now += timedelta(seconds=step[1])
            continue
        # What counts is when it is tried: a clock may have gone back and come forward between.
        if attempts.last_at is None or abs(now - attempts.last_at) >= span:
            compared_since = 0
        until = locked_until(attempts, policy, now)
        if until is not None:
            assert compared_since >= policy.sign_in_tries
            assert until - now <= 2 * span
            continue
        if step == "right":
            attempts, compared_since = Attempts(), 0
            continue
        attempts = after_failure(attempts, policy, now)
        compared_since += 1
        assert compared_since <= policy.sign_in_tries
        assert tries_left(attempts, policy) == policy.sign_in_tries - compared_since
        assert (locked_until(attempts, policy, now) is not None) == (
            compared_since == policy.sign_in_tries
        )
    assert locked_until(attempts, policy, now + 100 * span + timedelta(days=10)) is None


@given(POLICIES)
def test_what_an_office_asks_is_read_as_it_was_stored(policy: SignInPolicy) -> None:
    assert policy_from_json(policy_to_json(policy)) == policy
