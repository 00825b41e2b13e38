"""Words of this site in templates."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def money(cents: int) -> str:
    """Write an amount in cents as € 1.250,00."""
    euros, rest = divmod(abs(cents), 100)
    grouped = f"{euros:,}".replace(",", ".")
    return f"{'-' if cents < 0 else ''}€ {grouped},{rest:02}"


@register.filter
def spelled(name: str) -> str:
    """Write a name of the policy files, such as farmaceutische_zorg, as words."""
    return name.replace("_", " ")
