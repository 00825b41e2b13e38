"""The season file of one provider: everything of one season in one sealed file, for a regulator or a court."""
