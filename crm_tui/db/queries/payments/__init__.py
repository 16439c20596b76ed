"""回款: planned lines, receipts, refunds and invoices, and what they leave to be paid."""
