"""线索 leads: somebody who may become a customer."""
