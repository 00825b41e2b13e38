"""The tree of an agreement as logic: every subject that could exist at once, and one of them as an example."""
