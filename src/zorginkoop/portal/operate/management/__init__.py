"""Commands of keeping a site going."""
