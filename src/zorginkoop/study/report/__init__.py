"""The report of a season: pages that open from disk, with every number beside its plot, its rule and its clause.

`writing.write_report(season, Path("rapport"))`, then `serving.serve(Path("rapport"), 8000)`. Nothing is imported here,
so that whoever needs only the words of the report does not load the plots.
"""
