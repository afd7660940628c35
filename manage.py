#!/usr/bin/env python
"""Django's command line for Gandeng."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config.start import require_keys_for

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        require_keys_for(sys.argv[1:])
    except ImproperlyConfigured as missing:
        sys.exit(str(missing))
    execute_from_command_line(sys.argv)
