"""Every work-around for terminals and for the screen library, one module each."""
