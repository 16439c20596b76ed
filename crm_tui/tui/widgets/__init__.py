"""Widgets that show and announce; they decide nothing."""
