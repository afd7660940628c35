"""The site's settings with the floor's pages beside the others, for benchmarks alone."""

from config.settings import *  # noqa: F403 # all of them, and one other

ROOT_URLCONF = "benchmarks.pages.floor_urls"
