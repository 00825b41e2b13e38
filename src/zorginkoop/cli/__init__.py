"""The command line: parses arguments, calls one function, chooses the exit code."""
