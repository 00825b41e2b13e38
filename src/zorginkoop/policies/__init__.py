"""The published purchasing policies: data, one folder per edition, and the loader that reads them."""
