"""What a policy does to a register: the season, who gets what and why, and the report a person reads."""
