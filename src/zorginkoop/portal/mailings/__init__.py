"""What the purchaser writes to many providers at once: mailings, letters on paper, and reminders before a deadline."""
