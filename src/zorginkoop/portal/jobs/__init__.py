"""Work that no page waits for: a worker that shows it lives, rescue of what a lost one left, and what repeats."""
