"""People, the roles they hold at the purchaser from a day until a day, and who stands in for whom."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from zorginkoop.portal import clock
from zorginkoop.portal.accounts.roles import StaffRole
from zorginkoop.portal.asked_often import AskedOften
from zorginkoop.portal.audit.log import Actor, changing
from zorginkoop.portal.audit.models import Guarded


class People(BaseUserManager["User"]):
    """Finds people by their e-mail address, written in whatever case."""

    def create_user(self, email: str, name: str, password: str | None = None) -> User:
        """Make somebody; without a password only another way in works."""
        user = self.model(email=email.strip().lower(), name=name.strip(), date_joined=clock.now())
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find somebody by address."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, Guarded):
    """Somebody who signs in. Holds no rights by itself: those follow from roles and mandates."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="nl")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[People] = People()

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        """Name somebody in the log without naming the person."""
        return Actor(f"user:{self.pk}", f"gebruiker {self.pk}")

    def check_password(self, raw_password: str | None) -> bool:
        """Tell whether a password is right; one that was hashed the way of earlier years is hashed anew."""

        def renew(right: str) -> None:
            self.set_password(right)
            self._password = None  # as Django does: the same password is no new one
            with changing("accounts.password_hashed_anew", about=self):
                self.save(update_fields=["password"])

        return check_password(raw_password, self.password, renew)

    def staff_roles(self, on: date | None = None) -> frozenset[StaffRole]:
        """Give the roles this person holds at the purchaser on a day, own ones and those of whom it stands in for."""
        return frozenset(StaffRole(role) for (role,) in _GRANTED.rows(self.pk, on or clock.today()))


Kept_co = TypeVar("Kept_co", bound=models.Model, covariant=True)


class OnADay(models.QuerySet[Kept_co]):
    """Rows that hold from a day until a day."""

    def valid(self, on: date) -> Self:
        """Give what holds on a day; the last day counts."""
        return self.filter(valid_from__lte=on).filter(models.Q(valid_until=None) | models.Q(valid_until__gte=on))


class RoleGrant(Guarded):
    """A role at the purchaser, from a day until a day; ended and never removed."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=StaffRole)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=200)

    objects = OnADay.as_manager()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"


class Replacement(Guarded):
    """Who stands in for whom (waarnemer), from a day until a day."""

    absent = models.ForeignKey(User, models.PROTECT, related_name="replaced")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="replaces")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=200)

    objects = OnADay.as_manager()

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.absent_id}"


def _granted(user: int, day: date) -> models.QuerySet[RoleGrant, Any]:
    """Give the roles somebody holds on a day, own ones and those of whom it stands in for."""
    replaced = Replacement.objects.valid(day).filter(deputy=user)
    granted = RoleGrant.objects.valid(day).filter(models.Q(user=user) | models.Q(user__replaced__in=replaced))
    return granted.values_list("role")


_GRANTED = AskedOften(_granted, int, date)


class ClientCertificate(Guarded):
    """A certificate by which somebody signs in through the reverse proxy: of one person, until a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="certificates")
    fingerprint = models.CharField(max_length=128, unique=True)  # SHA-256 of the certificate, in hexadecimal digits
    subject = models.CharField(max_length=300)
    valid_until = models.DateField()
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
