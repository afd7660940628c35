from django.apps import AppConfig
from django.core.checks import Tags, register

from geo.checks import check_postgis
from geo.moments import read_moments_at_once


class GeoConfig(AppConfig):
    name = "geo"

    def ready(self) -> None:
        register(check_postgis, Tags.database)
        read_moments_at_once()
