#!/usr/bin/env python
"""Django's command-line entry. Which settings run: see sekin_site/environment.py."""

import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from sekin_site.environment import choose_settings

if __name__ == "__main__":
    try:
        choose_settings()
        execute_from_command_line(sys.argv)
    except (
        ImproperlyConfigured
    ) as refusal:  # a sentence for the operator; the lines of the program say no more
        sys.exit(str(refusal))
