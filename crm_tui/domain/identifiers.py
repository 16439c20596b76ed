"""The ids of records, told apart by type."""

from typing import NewType

BatchId = NewType("BatchId", int)
ContactId = NewType("ContactId", int)
CustomerId = NewType("CustomerId", int)
DealId = NewType("DealId", int)
DepartmentId = NewType("DepartmentId", int)
DisputeId = NewType("DisputeId", int)
ExtensionId = NewType("ExtensionId", int)
FollowUpId = NewType("FollowUpId", int)
HandoverId = NewType("HandoverId", int)
LeaveId = NewType("LeaveId", int)
LimitId = NewType("LimitId", int)
MemberId = NewType("MemberId", int)
PeriodId = NewType("PeriodId", int)
PoolId = NewType("PoolId", int)
RoleId = NewType("RoleId", int)
RouteId = NewType("RouteId", int)
TaskId = NewType("TaskId", int)
UserId = NewType("UserId", int)
ViewId = NewType("ViewId", int)
