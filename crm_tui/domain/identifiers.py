"""The ids of records, told apart by type."""

from typing import NewType

BatchId = NewType("BatchId", int)
ContactId = NewType("ContactId", int)
CustomerId = NewType("CustomerId", int)
DepartmentId = NewType("DepartmentId", int)
FollowUpId = NewType("FollowUpId", int)
PeriodId = NewType("PeriodId", int)
PoolId = NewType("PoolId", int)
RoleId = NewType("RoleId", int)
TaskId = NewType("TaskId", int)
UserId = NewType("UserId", int)
