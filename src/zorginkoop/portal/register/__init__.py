"""What is known of providers: who they are, who works there, what was recorded, by which source and since when."""
