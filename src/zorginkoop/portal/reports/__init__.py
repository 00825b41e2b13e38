"""Reports about a season: own punctuality, faults, empty places, and once a year who was treated alike."""
