"""Pure: columns, money, dates, widths, and the sentences for errors and reasons."""
