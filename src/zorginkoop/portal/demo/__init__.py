"""A demo: a made-up region in the season of 2026, people to sign in as, and a clock that can be moved."""
