"""订单: what a customer ordered, when it is due, what was delivered and what came back."""
