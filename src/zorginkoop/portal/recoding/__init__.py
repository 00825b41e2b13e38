"""Let a season go on by a mended coding of its policy: what that changes is shown first, and two people decide."""
