"""The published policies as the site uses them: which season runs, for whom, along which channel."""
