"""What a change of policy does to a register: who moves, by which clause, and who sits near a limit."""
