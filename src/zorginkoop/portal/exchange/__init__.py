"""What goes to VECOZO and comes back in files, and every difference between its record and ours."""
