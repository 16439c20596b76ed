"""Tasks on the screen: the lists, one whole, the form, what is asked about them."""
