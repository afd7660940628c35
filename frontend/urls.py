"""All pages; each module of views lists its own."""

from django.urls import path
from django.views.i18n import set_language

from frontend.views import (
    account,
    ask,
    between,
    board,
    calendar,
    consignments,
    coupon,
    coupon_office,
    data,
    deliveries,
    design,
    follow,
    give,
    given,
    installed,
    notices,
    posko,
    post,
    public,
    rights,
    route,
    tokens,
    vouch,
    widget,
)

app_name = "frontend"

urlpatterns = [
    *public.urlpatterns,
    *data.urlpatterns,
    *design.urlpatterns,
    *widget.urlpatterns,
    *account.urlpatterns,
    *tokens.urlpatterns,
    *ask.urlpatterns,
    *rights.urlpatterns,
    *installed.urlpatterns,
    *follow.urlpatterns,
    *give.urlpatterns,
    *calendar.urlpatterns,
    *given.urlpatterns,
    *route.urlpatterns,
    *deliveries.urlpatterns,
    *consignments.urlpatterns,
    *between.urlpatterns,
    *vouch.urlpatterns,
    *posko.urlpatterns,
    *coupon.urlpatterns,
    *coupon_office.urlpatterns,
    *post.urlpatterns,
    *notices.urlpatterns,
    *board.urlpatterns,
    path("language/", set_language, name="language"),
]
