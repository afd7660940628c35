"""HTTP and WebSockets in one process; the worker and the solver run in others."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django import setup

from config.start import require_keys

require_keys()
setup()

from api.sockets import socket_patterns
from config.bodies import with_bounded_bodies
from config.lifespan import lifespan
from config.origins import OwnOrigin
from config.serving import Serving

application = ProtocolTypeRouter(
    {
        "http": with_bounded_bodies(Serving()),
        "lifespan": lifespan,
        "websocket": AllowedHostsOriginValidator(OwnOrigin(URLRouter(socket_patterns))),
    }
)
