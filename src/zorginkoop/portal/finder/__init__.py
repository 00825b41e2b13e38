"""The care finder: which care is contracted near somebody, under their policy, in that year."""
