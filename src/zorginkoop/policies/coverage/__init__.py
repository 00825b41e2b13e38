"""Which node of an edition carries which sentence of its source, and what no node carries.

Judging never comes here: an edition loads without its coverage. See docs/coverage.md.
"""
