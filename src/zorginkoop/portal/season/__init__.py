"""The season: what a purchaser sees of all of it on one page, and where a practice stands in it."""
