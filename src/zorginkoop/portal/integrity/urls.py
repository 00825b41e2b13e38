"""Where the pages of integrity stand."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.integrity import views

app_name = "integrity"

urlpatterns = [
    path("integriteit/", views.index, name="index"),
    path("integriteit/<uuid:case>/", views.case, name="case"),
    path("integriteit/<uuid:case>/vertellen/", views.tell, name="tell"),
    path("integriteit/<uuid:case>/wachten/", views.delay, name="delay"),
    path("integriteit/<uuid:case>/oordelen/", views.judge, name="judge"),
    path("integriteit/<uuid:case>/akkoord/", views.accord, name="accord"),
    path("aanbieders/<uuid:provider>/integriteit/melden/", views.report, name="report"),
    path("praktijk/<uuid:provider>/vertrouwelijk/", views.practice, name="practice"),
]
