"""The sockets' addresses."""

from django.urls import re_path

from api import topics
from api.consumers import Follower

socket_patterns = [
    re_path(r"^ws/public/(?P<key>[\w.]+)/$", Follower.as_asgi(topic_of=topics.public_topic)),
    re_path(r"^ws/board/(?P<key>[\w.]+)/$", Follower.as_asgi(topic_of=topics.board_topic)),
    re_path(r"^ws/requests/(?P<key>[\w-]+)/$", Follower.as_asgi(topic_of=topics.request_topic)),
    re_path(r"^ws/mine/$", Follower.as_asgi(topic_of=topics.own_topic)),
    re_path(r"", Follower.as_asgi(topic_of=topics.no_topic)),
]
