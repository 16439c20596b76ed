"""合同: what was agreed with a customer, from when to when, for how much."""
