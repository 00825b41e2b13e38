"""The kernel's judgement for a whole register at once: the same tree and functions of states, arrays for values."""
