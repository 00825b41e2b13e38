"""Care purchasing policy as data: executed, explained and walked back to its source."""

__version__ = "0.1.0"
