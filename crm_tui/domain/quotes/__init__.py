"""报价单: what a quote holds, what it comes to, and what may be done with it."""
