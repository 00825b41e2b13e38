"""Who may do what, on pages: inviting people, giving and ending roles and mandates, and signing in by certificate."""
