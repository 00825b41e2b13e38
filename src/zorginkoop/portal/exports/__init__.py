"""Lists as files: every list of the site in Excel and CSV, at once or, where it is long, by a job."""
