"""Bring the register up to date from files: look through first, then everything or nothing."""
