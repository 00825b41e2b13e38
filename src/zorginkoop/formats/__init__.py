"""Turns outside files into tables and back, and says row and column when it cannot."""
