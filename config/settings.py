"""Settings, read from the environment; nothing here touches the network or the disk's data.

DATABASE_URL         the application's role (no owner, no superuser)
DATABASE_OWNER_URL   the owner's role, used when GANDENG_AS_OWNER=1 (migrations)
SECRET_KEY           signs sessions and derives receipt codes; the same for web and worker
GANDENG_VAULT_KEYS   keys that seal personal data, "1:<32 bytes in base64>,2:…"; the one with the
                     highest number seals, all open
GANDENG_INDEX_KEY    32 bytes in base64: fingerprints of phones, e-mails and id numbers
GANDENG_HISTORY_FILE a file to which the heads of the sealed history are published
GANDENG_DEMO=1       demo people and data may exist
GANDENG_DEBUG=1      Django's debug pages
GANDENG_HOSTS        comma-separated host names served
GANDENG_ORIGIN       where links in e-mails and on paper lead, "https://gandeng.example"; by default
                     the first of GANDENG_HOSTS, and where only this machine is served, wherever
                     it was asked
GANDENG_HTTPS=1      served over HTTPS only (0: over HTTP too); by default 1 when GANDENG_HOSTS
                     names anything but this machine, except in demo and debug mode
GANDENG_PROXIES=N    so many proxies of ours stand in front, which tell by X-Forwarded-Proto
                     whether a request came over HTTPS, and by X-Forwarded-For from where
GANDENG_DB_POOL=N    keep up to N connections open in each process (0: one per request)
GANDENG_PUSH_KEY     32 bytes in base64: signs notices to browsers; without it they are not offered,
                     with another one people switch them on anew
GANDENG_PUSH_HOSTS   comma-separated names of push services, with a dot before all below one
GANDENG_PUSH_STAND_IN  in demo and debug mode, the address of a program that stands in for one
GANDENG_SMTP_URL     the server that sends e-mails: smtps://user:password@host:465, or smtp://…:587
                     (STARTTLS, but to this machine); without it notices by e-mail are not offered
GANDENG_MAIL_FROM    from whom e-mails come
GANDENG_READ_LIMITS=X  allows X times as many reads of the API as people.throttles says (0: any
                     number, for tests of load); each process counts for itself
GANDENG_SENDERS      comma-separated names of messaging.senders, by which codes reach phones
NOMINATIM_URL        a geocoding server; without one the built-in gazetteer answers
GANDENG_KEEP_DAYS=N  what is personal of a request or list is erased N days after it ended (180)
PROVINCE_NAME        the province's name as shown
GANDENG_MATCHING_POLICY     what differs from matching.policy.Policy, as a JSON object
                            ({"inertia_m": 1000}: proposals weighed again stay unless
                            that takes more than a kilometre too much)
GANDENG_MATCHING_SCHEDULE   when everything is matched anew, as a cron line in UTC; empty: never
GANDENG_MATCHING_PROCESSES  so many categories are searched at once
GANDENG_OSRM         a server of OSRM by which rounds weigh ways: http://127.0.0.1:5000; it is told
                     places of homes to 100 m, so let it be your own. Without one: straight lines
GANDENG_BASEMAP      tiles of another map beneath our own, as images: "https://tiles.example/{z}/{x}/{y}.png";
                     whoever opens a map then tells that server so. Without one: our regions alone
GANDENG_BASEMAP_CREDIT  what stands on the map for it: "© OpenStreetMap contributors"
GANDENG_OPEN_DATA_LICENCE    under which open data is given, "name address" in one line; by
                             default CC BY 4.0
GANDENG_IDULFITRI    comma-separated days of Idulfitri as the sidang isbat decided them
                     (2027-03-10); without one the calendar is computed
"""

import base64
import json
import os
import secrets
from datetime import date
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import api
from config.mail import server
from config.native import package_folder, wheel_library
from config.origin import origin
from config.start import KEYS

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str) -> bool:
    return os.environ.get(name, "0") == "1"


DEMO = flag("GANDENG_DEMO")
DEBUG = flag("GANDENG_DEBUG")
AS_OWNER = flag("GANDENG_AS_OWNER")


def key(text: str) -> bytes:
    """A key of 32 bytes from base64."""
    found = base64.b64decode(text, validate=True)
    if len(found) != 32:
        raise ImproperlyConfigured("GANDENG_…_KEY, GANDENG_VAULT_KEYS: keys have 32 bytes.")
    return found


MISSING = [name for name in (*KEYS, "GANDENG_HOSTS") if not os.environ.get(name)]
# Without keys, sessions, codes and what was sealed die with the process: enough for checks, and
# nothing else starts so (config.start).
DYING_KEY = base64.b64encode(secrets.token_bytes(32)).decode()
SECRET_KEY = os.environ.get("SECRET_KEY") or secrets.token_urlsafe(50)
VAULT_KEYS = {
    int(number): key(text)
    for number, _, text in (
        pair.strip().partition(":")
        for pair in (os.environ.get("GANDENG_VAULT_KEYS") or f"1:{DYING_KEY}").split(",")
    )
}
VAULT_INDEX_KEY = key(os.environ.get("GANDENG_INDEX_KEY") or DYING_KEY)

LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
PROXIES = int(os.environ.get("GANDENG_PROXIES", "0"))
ALLOWED_HOSTS = (os.environ.get("GANDENG_HOSTS") or ",".join(LOCAL_HOSTS)).split(",")
ELSEWHERE = not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS)
OPEN = not (DEMO or DEBUG) and ELSEWHERE
HTTPS = os.environ.get("GANDENG_HTTPS", "1" if OPEN else "0") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "rest_framework",
    "rest_framework_gis",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "geo",
    "people",
    "messaging",
    "aid",
    "matching",
    "api",
    "frontend",
]

MIDDLEWARE = [
    "config.headers.headers",
    "config.headers.Policy",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.squeezing.squeezing",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "frontend.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "frontend.counting.Counted",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "frontend.context.site",
            ],
        },
    },
]

# Database

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql:///gandeng")
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", DATABASE_URL)
DB_POOL = int(os.environ.get("GANDENG_DB_POOL", "0"))


def database(url: str) -> dict[str, Any]:
    settings: dict[str, Any] = dict(dj_database_url.parse(url))
    settings["ENGINE"] = "django.contrib.gis.db.backends.postgis"
    if DB_POOL:
        settings.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": DB_POOL}
    return settings


DATABASES = {"default": database(DATABASE_OWNER_URL if AS_OWNER else DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

GDAL_LIBRARY_PATH = wheel_library("pyogrio", "libgdal*")
GEOS_LIBRARY_PATH = wheel_library("shapely", "libgeos_c*")
os.environ.setdefault("GDAL_DATA", str(package_folder("pyogrio") / "gdal_data"))
os.environ.setdefault("PROJ_DATA", str(package_folder("pyogrio") / "proj_data"))

# People

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.backends.Accounts"]
LOGIN_URL = "frontend:sign_in"
LOGIN_REDIRECT_URL = "frontend:home"
LOGOUT_REDIRECT_URL = "frontend:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]

SESSION_ENGINE = "people.sessions"
# Shared by all processes; used by allauth alone, so that a one-time code works once.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_cache",
        "KEY_FUNCTION": "people.cache.hidden_key",
    }
}
ACCOUNT_ADAPTER = "frontend.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# people.limits counts attempts.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "frontend.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Ways by which messages reach phones: names in messaging.senders
MESSAGE_SENDERS = [
    name
    for name in os.environ.get("GANDENG_SENDERS", "page" if DEMO or DEBUG else "").split(",")
    if name
]

# Where links lead that are read elsewhere: whoever asks for one names no port of their own in it.
OWN_HOST = ALLOWED_HOSTS[0].lstrip(".")
ORIGIN = origin(
    os.environ.get("GANDENG_ORIGIN")
    or (f"{'https' if HTTPS else 'http'}://{OWN_HOST}" if ELSEWHERE else "")
)

# Notices to those whose page is closed

PUSH_KEY = key(text) if (text := os.environ.get("GANDENG_PUSH_KEY")) else None
PUSH_HOSTS = (
    os.environ.get("GANDENG_PUSH_HOSTS")
    or "fcm.googleapis.com,.push.services.mozilla.com,.notify.windows.com,.push.apple.com"
).split(",")
PUSH_STAND_IN = os.environ.get("GANDENG_PUSH_STAND_IN", "") if DEMO or DEBUG else ""
PUSH_CONTACT = f"https://{OWN_HOST}"
MAIL_SERVER = server(os.environ.get("GANDENG_SMTP_URL", ""), LOCAL_HOSTS)
# Whether there is a way to send e-mails; where Gandeng is tried out they are shown instead.
MAILS = bool(MAIL_SERVER.host) or DEMO or DEBUG
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if MAIL_SERVER.host else "messaging.shown.Backend"
)
EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL_SERVER.ssl, MAIL_SERVER.tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("GANDENG_MAIL_FROM") or f"Gandeng <gandeng@{OWN_HOST}>"

# What browsers hear: config.headers adds the rest

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and PROXIES else None
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
# Browsers take a __Host- cookie only from this very host, over HTTPS, for all of it.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 7 * 24 * 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_HANDLERS = ["frontend.uploads.InMemory"]

# Words, places, times

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
IDULFITRI = [date.fromisoformat(day.strip()) for day in
             filter(None, os.environ.get("GANDENG_IDULFITRI", "").split(","))]  # fmt: skip
KEEP_DAYS = int(os.environ.get("GANDENG_KEEP_DAYS", "180"))
PROVINCE_NAME = os.environ.get("PROVINCE_NAME", "Daerah Khusus Ibukota Jakarta")
NOMINATIM_URL = os.environ.get("NOMINATIM_URL", "")

# Files for browsers: served by whitenoise from the sources and from the bundle

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "var" / "static"]
STATIC_ROOT = BASE_DIR / "var" / "collected"
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
SILENCED_SYSTEM_CHECKS = [
    "staticfiles.W004",  # var/static is made with the bundle
    # Preloading binds a whole registered domain, which is the city's to decide, not a site's.
    "security.W021",
]

# API

READ_LIMITS = float(os.environ.get("GANDENG_READ_LIMITS", "1"))
REST_FRAMEWORK = api.REST_FRAMEWORK
SPECTACULAR_SETTINGS = api.SPECTACULAR_SETTINGS

# History: where the heads of the sealed chain are published

HISTORY_FILE = Path(path) if (path := os.environ.get("GANDENG_HISTORY_FILE")) else None

BASEMAP = os.environ.get("GANDENG_BASEMAP", "")
BASEMAP_CREDIT = os.environ.get("GANDENG_BASEMAP_CREDIT", "")

# Open data: the licence's name, and its address after the last space

OPEN_DATA_LICENCE, _, OPEN_DATA_LICENCE_URL = (
    os.environ.get("GANDENG_OPEN_DATA_LICENCE")
    or "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"
).rpartition(" ")

# Matching: how a round weighs needs, unless a coordinator tries something else, and when it runs

MATCHING_POLICY = json.loads(os.environ.get("GANDENG_MATCHING_POLICY") or '{"inertia_m": 1000}')
MATCHING_SCHEDULE = os.environ.get("GANDENG_MATCHING_SCHEDULE", "23 * * * *")
MATCHING_PROCESSES = int(os.environ.get("GANDENG_MATCHING_PROCESSES", "1"))
MATCHING_OSRM = os.environ.get("GANDENG_OSRM", "")
if MATCHING_OSRM and not MATCHING_OSRM.startswith(("http://", "https://")):
    raise ImproperlyConfigured("GANDENG_OSRM: the address of a server, http://… or https://….")

# Jobs: tasks live in each app's jobs.py

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.Clean", "format": "%(levelname)s %(name)s: %(message)s"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
        }
    },
    # Uvicorn, which is there before, would write addresses to handlers of its own.
    "loggers": {
        name: {"handlers": [], "propagate": True}
        for name in ("uvicorn", "uvicorn.access", "uvicorn.error")
    },
    "root": {"handlers": ["console"], "level": os.environ.get("GANDENG_LOG", "WARNING")},
}
