"""Register and contract status as JSON, for other systems, by the same permissions as the pages."""
