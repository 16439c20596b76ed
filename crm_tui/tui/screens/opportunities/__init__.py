"""商机: the list behind its tab, one opportunity whole, the board of stages, the forecast."""
