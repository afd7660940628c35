"""All doors: the API, the tiles, and the pages."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("api.urls")),
    path("tiles/", include("api.tiles")),
    path("", include("frontend.views.factors")),
    path("", include("frontend.urls")),
]
