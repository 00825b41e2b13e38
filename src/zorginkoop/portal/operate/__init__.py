"""Running the site for years: its logs, its health, its backups, and the page of the auditor."""
