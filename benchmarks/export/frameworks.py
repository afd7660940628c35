"""What the frameworks alone take: a process that has loaded them, and nothing of ours."""

from importlib import import_module
from pathlib import Path

import django
from django.conf import settings

from config.native import package_folder, wheel_library

APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.gis", "rest_framework", "rest_framework_gis", "django_filters",
    "drf_spectacular", "channels", "allauth", "allauth.account", "allauth.mfa",
    "procrastinate.contrib.django",
]  # fmt: skip
LOADED = [
    "uvicorn", "uvloop", "httptools", "websockets", "psycopg_pool", "cryptography.fernet",
    "rest_framework.generics", "rest_framework_gis.serializers",
    "django_filters.rest_framework", "drf_spectacular.views", "channels.routing", "allauth.urls",
    "django.contrib.gis.db.backends.postgis.base",
]  # fmt: skip


def main() -> None:
    settings.configure(
        INSTALLED_APPS=APPS,
        SECRET_KEY="nobody's",
        ROOT_URLCONF="allauth.urls",
        DATABASES={"default": {"ENGINE": "django.contrib.gis.db.backends.postgis", "NAME": "x"}},
        GDAL_LIBRARY_PATH=wheel_library("pyogrio", "libgdal*"),
        GEOS_LIBRARY_PATH=wheel_library("shapely", "libgeos_c*"),
        PROJ_DATA=package_folder("pyogrio"),
        MIDDLEWARE=["allauth.account.middleware.AccountMiddleware"],
    )
    django.setup()
    for name in LOADED:
        import_module(name)
    lines = Path("/proc/self/status").read_text().splitlines()
    print(next(line.split()[1] for line in lines if line.startswith("VmHWM")))


if __name__ == "__main__":
    main()
