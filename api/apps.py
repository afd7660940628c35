from django.apps import AppConfig

from api import converters


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        converters.register()
