"""An invented sales office: its people and pools, its customers and what happened to them.

Values only: nobody and no company in them exists. The same seed and day give the same office.
"""

from crm_tui.domain.samples.customers import SampleWorld, sample_customers
from crm_tui.domain.samples.deadlines import Deadlines
from crm_tui.domain.samples.offices import (
    DAILY_LIMIT,
    SampleDepartment,
    SamplePerson,
    SamplePool,
    departments,
    holding_limit,
    people,
    pools,
)
from crm_tui.domain.samples.values import (
    Member,
    SampleCustomer,
    SampleFollowUp,
    SamplePeriod,
    SampleTask,
)

__all__ = [
    "DAILY_LIMIT",
    "Deadlines",
    "Member",
    "SampleCustomer",
    "SampleDepartment",
    "SampleFollowUp",
    "SamplePeriod",
    "SamplePerson",
    "SamplePool",
    "SampleTask",
    "SampleWorld",
    "departments",
    "holding_limit",
    "people",
    "pools",
    "sample_customers",
]
