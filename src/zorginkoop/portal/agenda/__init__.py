"""The agenda of both parties: deadlines as a page and as a feed for one's own calendar, and decisions to extend."""
