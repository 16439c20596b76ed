"""The ids of records, told apart by type."""

from typing import NewType

LARGEST_ID = 2**31 - 1
"""The largest that a server's column of ids holds."""

ApprovalId = NewType("ApprovalId", int)
AttachmentId = NewType("AttachmentId", int)
BatchId = NewType("BatchId", int)
ChannelId = NewType("ChannelId", int)
CommentId = NewType("CommentId", int)
ContactId = NewType("ContactId", int)
CustomerId = NewType("CustomerId", int)
CustomFieldId = NewType("CustomFieldId", int)
DealId = NewType("DealId", int)
DeliveryId = NewType("DeliveryId", int)
DepartmentId = NewType("DepartmentId", int)
DisputeId = NewType("DisputeId", int)
ExtensionId = NewType("ExtensionId", int)
FollowUpId = NewType("FollowUpId", int)
HandoverId = NewType("HandoverId", int)
InvoiceId = NewType("InvoiceId", int)
KeyDateId = NewType("KeyDateId", int)
LeadFollowUpId = NewType("LeadFollowUpId", int)
LeadId = NewType("LeadId", int)
LeaveId = NewType("LeaveId", int)
LimitId = NewType("LimitId", int)
MemberId = NewType("MemberId", int)
NoticeId = NewType("NoticeId", int)
OpportunityId = NewType("OpportunityId", int)
MessageTemplateId = NewType("MessageTemplateId", int)
OrderId = NewType("OrderId", int)
OrderLineId = NewType("OrderLineId", int)
PaymentId = NewType("PaymentId", int)
BankReceiptId = NewType("BankReceiptId", int)
PaymentPlanId = NewType("PaymentPlanId", int)
PeriodId = NewType("PeriodId", int)
PipelineId = NewType("PipelineId", int)
PoolId = NewType("PoolId", int)
ProductId = NewType("ProductId", int)
QuoteId = NewType("QuoteId", int)
ContractId = NewType("ContractId", int)
ExpenseId = NewType("ExpenseId", int)
UsageId = NewType("UsageId", int)
RateId = NewType("RateId", int)
RoleId = NewType("RoleId", int)
RouteId = NewType("RouteId", int)
StageId = NewType("StageId", int)
TaskId = NewType("TaskId", int)
TaskActionId = NewType("TaskActionId", int)
TokenId = NewType("TokenId", int)
UserId = NewType("UserId", int)
ViewId = NewType("ViewId", int)


def written_id(text: str) -> int | None:
    """Return the id that is written here; None for anything else, a whole phone number too."""
    if not text.isdecimal() or len(text) > len(str(LARGEST_ID)):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None
