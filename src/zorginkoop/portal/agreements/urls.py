"""The addresses of agreements."""

from __future__ import annotations

from django.urls import path

from zorginkoop.portal.agreements import (
    check_views,
    letter_views,
    offering_views,
    practice_views,
    purchaser_views,
    report_views,
    sampling_views,
    showing_views,
)

app_name = "agreements"
_PRACTICE = "praktijk/<uuid:provider>/overeenkomsten/"
_SAMPLED = "praktijk/<uuid:provider>/steekproef/"
_OUTCOME = "<uuid:provider>/uitkomst/<uuid:assessment>/verslag"

urlpatterns = [
    path("controleer/", check_views.check_page, name="check"),
    path("overeenkomsten/", purchaser_views.offer_list, name="list"),
    path("overeenkomsten/aanbieden/", offering_views.offering_list, name="offering"),
    path("overeenkomsten/aanbieden/<uuid:assessment>/", offering_views.offering_one, name="offering-one"),
    path("overeenkomsten/steekproeven/", sampling_views.listing, name="samples"),
    path("overeenkomsten/steekproeven/nieuw/", sampling_views.new, name="sample-new"),
    path("overeenkomsten/steekproeven/<uuid:sample>/", sampling_views.detail, name="sample"),
    path("overeenkomsten/steekproeven/<uuid:sample>/herhalen/", sampling_views.again, name="sample-again"),
    path("overeenkomsten/<uuid:offer>/", purchaser_views.detail, name="detail"),
    path("overeenkomsten/<uuid:offer>/document.pdf", purchaser_views.detail_paper, name="detail-paper"),
    path("overeenkomsten/<uuid:offer>/intrekken/", purchaser_views.withdraw_page, name="withdraw"),
    path("overeenkomsten/<uuid:offer>/alsnog/", purchaser_views.late_page, name="late"),
    path("overeenkomsten/<uuid:offer>/besluit/", purchaser_views.reconsider_page, name="reconsider"),
    path("overeenkomsten/<uuid:offer>/eerder/", purchaser_views.earlier_page, name="earlier"),
    path("overeenkomsten/brieven/<uuid:letter>.pdf", letter_views.of_purchaser, name="letter"),
    path("praktijk/<uuid:provider>/brieven/<uuid:letter>.pdf", letter_views.of_practice, name="letter-own"),
    path(f"aanbieders/{_OUTCOME}/", report_views.report, name="report"),
    path(f"aanbieders/{_OUTCOME}.pdf", report_views.paper, name="report-paper"),
    path(f"praktijk/{_OUTCOME}.pdf", report_views.own_paper, name="report-own"),
    path(_SAMPLED, showing_views.listing, name="sampled-list"),
    path(f"{_SAMPLED}<uuid:sampled>/", showing_views.sampled, name="sampled"),
    path(f"{_SAMPLED}<uuid:sampled>/bestand/<uuid:sampled_file>/", showing_views.file, name="sampled-file"),
    path(_PRACTICE, practice_views.offers_of_practice, name="practice"),
    path(f"{_PRACTICE}<uuid:offer>/", practice_views.offer_page, name="offer"),
    path(f"{_PRACTICE}<uuid:offer>/document.pdf", practice_views.offer_paper, name="offer-paper"),
    path(f"{_PRACTICE}<uuid:offer>/tekenen/", practice_views.sign_page, name="sign"),
    path(f"{_PRACTICE}<uuid:offer>/weigeren/", practice_views.refuse_page, name="refuse"),
]
