"""In Dutch."""
