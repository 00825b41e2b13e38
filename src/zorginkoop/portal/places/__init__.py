"""From which day until which a provider is contracted, and what of that the public may see."""
