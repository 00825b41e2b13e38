"""Two other engines as oracles: models generated from the compiled tree, asked about the same records as ours."""
