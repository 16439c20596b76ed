"""What was spent on customers, opportunities and campaigns."""
