"""All doors: the API, the tiles, and the pages."""

from django.urls import include, path

import api.urls
import frontend.urls
import frontend.views.factors
from config.grouped import by_first_word

pages = by_first_word(frontend.urls.urlpatterns)

urlpatterns = [
    path("api/v1/", include(by_first_word(api.urls.version_1))),
    path("api/", include("api.urls")),
    path("tiles/", include("api.tiles")),
    path("", include(by_first_word(frontend.views.factors.urlpatterns))),
    path("", include((pages, frontend.urls.app_name))),
]
