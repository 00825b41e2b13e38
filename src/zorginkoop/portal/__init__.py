"""The site: lets people fill in, judge, agree, publish and find, and remembers who did what."""
