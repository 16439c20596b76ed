"""Leads as the services ask for them."""
