"""What tests read of an answer or of the office after it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId
from crm_tui.errors import RefusedError
from crm_tui.services.outcomes import BatchOutcome
from tests import make


def refusal(outcome: BatchOutcome) -> object:
    """The one refusal of a batch: the domain's reason, or the error itself."""
    (only,) = outcome.refused
    return only.error.refusal if isinstance(only.error, RefusedError) else only.error


def refusal_of(call: Callable[[], object]) -> object:
    """The domain's reason for which a call is refused."""
    with pytest.raises(RefusedError) as caught:
        call()
    return caught.value.refusal


def owner(crm: Crm, customer: CustomerId) -> str:
    """Who holds a customer, by name; nothing in its pool."""
    return crm.customers.record(make.admin(crm), customer).row.owner


def last_day(crm: Crm, customer: CustomerId) -> int:
    """The last protected day."""
    return crm.customers.record(make.admin(crm), customer).row.last_day


def days_protected(crm: Crm, customer: CustomerId) -> int:
    """The last protected day, counted from the day on which tests begin."""
    return last_day(crm, customer) - make.NOW.toordinal()
