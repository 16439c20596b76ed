"""目标与业绩: a month of people, the rows behind a sum, and reports."""
