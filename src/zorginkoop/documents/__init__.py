"""Turns one snapshot into one PDF (the unsigned file is the same bytes each time), and adds and checks signatures."""
