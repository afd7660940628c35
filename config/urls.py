"""All doors: the API, the region tiles, and the pages."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("api.urls")),
    path("tiles/", include("geo.urls")),
    path("", include("frontend.views.factors")),
    path("", include("frontend.urls")),
]
