"""The screens about leads."""
