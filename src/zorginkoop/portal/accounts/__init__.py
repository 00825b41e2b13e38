"""Who people are, how they sign in, and which roles they hold at the purchaser."""
