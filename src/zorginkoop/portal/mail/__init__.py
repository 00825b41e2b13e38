"""Letters that leave by e-mail: kept as sent, handed over at most once."""
