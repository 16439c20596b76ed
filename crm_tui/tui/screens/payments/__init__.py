"""回款 on the screen: what a customer is to pay, paid and was invoiced, in one list."""
