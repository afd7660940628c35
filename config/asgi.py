"""HTTP and WebSockets in one process; the worker and the solver run in others."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.core.exceptions import ImproperlyConfigured

if not os.environ.get("SECRET_KEY"):
    raise ImproperlyConfigured("SECRET_KEY is not set: sessions and codes would not last.")

http = get_asgi_application()

from api.sockets import socket_patterns
from config.bodies import with_bounded_bodies

application = ProtocolTypeRouter(
    {
        "http": with_bounded_bodies(http),
        "websocket": AllowedHostsOriginValidator(URLRouter(socket_patterns)),
    }
)
