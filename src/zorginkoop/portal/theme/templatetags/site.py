"""What the frame of a page needs: the menu, the kind of a field, the numbers of a long list."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from zorginkoop.portal.theme import navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def menu(context: Context) -> list[navigation.Entry]:
    """Give the entries of the main menu for whoever looks at this page."""
    request = context.get("request")
    return [] if request is None else list(navigation.entries(request))


@register.simple_tag(takes_context=True)
def menu_groups(context: Context) -> list[navigation.Group]:
    """Give the main menu for whoever looks at this page, a long one in groups."""
    return navigation.grouped(menu(context))


@register.simple_tag
def page_address(name: str) -> str:
    """Give the address of a page by name; nothing where this installation does not have it."""
    return navigation.page_address(name)


@register.simple_tag(takes_context=True)
def may_open(context: Context, address: str) -> bool:
    """Tell whether whoever looks at this page may open another one: `{% may_open address as may %}`."""
    request = context.get("request")
    return request is None or navigation.may_open(request, address)


@register.filter
def kind(field: BoundField) -> str:
    """Say how a field is laid out: as one box to tick, or as a control under its label."""
    return "checkbox" if isinstance(field.field.widget, CheckboxInput) else "control"


@register.filter
def page_numbers(page: Page[Any]) -> list[int]:
    """Give the numbers to show under a list; 0 stands where numbers are left out."""
    paginator = page.paginator
    shown = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in shown]


@register.filter
def wrong_once(title: str) -> SafeString:
    """Keep one of the words that begin the title of a page on which something is wrong; a page may say them as well."""
    words = gettext("Fout:")
    first, found, rest = title.partition(words)
    return mark_safe(f"{first}{found}{rest.replace(f' {words}', '')}")  # noqa: S308 - it was escaped where it was written
