"""Who changed what, when and for whom: written in the same transaction, chained, and never altered."""
