"""Pages for administrators about roles and replacements, and for everybody about itself."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.access import open_to, open_to_signed_in
from zorginkoop.portal.accounts.models import Replacement, RoleGrant, User
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.audit.log import changing
from zorginkoop.portal.people.forms import ProfileForm, ReplacementForm, RoleForm
from zorginkoop.portal.people.giving import NotAllowed, end_role, end_stand_in, give_role, stand_in
from zorginkoop.portal.register.mandates import SignedInRequest

administrators = open_to(StaffRole.ADMINISTRATOR)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: SignedInRequest) -> HttpResponse:
    """Show who holds which role, and give one."""
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            give_role(StaffRole(given["role"]), given["email"], given["name"], given["ground"], request.user)
        except NotAllowed as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("%s kan nu meewerken. Wij stuurden een bericht.") % given["name"])
            return HttpResponseRedirect(reverse("staff-roles"), status=303)
    return _roles(request, form, _replacement_form(None))


@administrators
@require_POST
def end(request: SignedInRequest, grant: int) -> HttpResponse:
    """End a role."""
    try:
        end_role(get_object_or_404(RoleGrant, pk=grant), request.user)
        messages.success(request, _("De rol is beëindigd."))
    except NotAllowed as why:
        messages.error(request, str(why))
    return HttpResponseRedirect(reverse("staff-roles"), status=303)


@administrators
@require_POST
def replace(request: SignedInRequest) -> HttpResponse:
    """Let somebody stand in for somebody else."""
    form = _replacement_form(request)
    if form.is_valid():
        said = form.cleaned_data
        try:
            days = said["first"], said["last"]
            stand_in(said["absent"], said["deputy"], *days, ground=said["ground"], by=request.user)
        except NotAllowed as why:
            form.add_error("deputy", str(why))
        else:
            messages.success(request, _("De waarneming is vastgelegd."))
            return HttpResponseRedirect(reverse("staff-roles"), status=303)
    return _roles(request, RoleForm(), form)


@administrators
@require_POST
def end_replacement(request: SignedInRequest, replacement: int) -> HttpResponse:
    """Let somebody no longer stand in for somebody else."""
    end_stand_in(get_object_or_404(Replacement, pk=replacement), request.user)
    messages.success(request, _("De waarneming is beëindigd."))
    return HttpResponseRedirect(reverse("staff-roles"), status=303)


@open_to_signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Let somebody say its own name and telephone number."""
    user = get_object_or_404(User, pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        with changing("people.profile_changed", about=user):
            form.save()
        messages.success(request, _("Uw gegevens zijn bewaard."))
        return HttpResponseRedirect(reverse("profile"), status=303)
    context = {"form": form, "identities": bool(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])}
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)


def _roles(request: SignedInRequest, form: RoleForm, replacing: ReplacementForm) -> HttpResponse:
    today = clock.today()
    context = {
        "grants": RoleGrant.objects.valid(today).select_related("user", "granted_by").order_by("user__name", "role"),
        "replacements": Replacement.objects.filter(Q(valid_until__gte=today), valid_until__gte=F("valid_from"))
        .select_related("absent", "deputy")
        .order_by("valid_from", "pk"),
        "form": form,
        "replacing": replacing,
    }
    return render(request, "people/roles.html", context, status=422 if form.errors or replacing.errors else 200)


def _replacement_form(request: SignedInRequest | None) -> ReplacementForm:
    """Let one choose from the people who hold a role."""
    form = ReplacementForm(
        request.POST if request else None, auto_id="waarnemen_%s"
    )  # two forms on a page ask for a ground
    staff = User.objects.filter(pk__in=RoleGrant.objects.valid(clock.today()).values("user")).order_by("name")
    for field in ("absent", "deputy"):
        form.fields[field].queryset = staff  # type: ignore[attr-defined]  # declared so
    return form
