"""Offers, signatures and agreements: sealed by the purchaser, signed by who may bind the provider, kept as they are."""
