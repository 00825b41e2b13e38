"""Compare two editions, codings or copies of one policy: words, nodes, meaning, a register, and the change log."""
