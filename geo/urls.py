"""Tiles of the regions' boundaries; mounted below ``tiles/``."""

from django.urls import path

from geo.tiles import region_tile

app_name = "geo"

urlpatterns = [
    path("regions/<int:z>/<int:x>/<int:y>.mvt", region_tile, name="region-tile"),
]
