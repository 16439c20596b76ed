"""回款: what customers are to pay, what they paid, what was given back, what was invoiced."""
