"""Doubt on integrity: written down in confidence, heard, and decided by an officer and a second person."""
