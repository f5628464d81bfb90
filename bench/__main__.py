"""``python -m bench [P1 P5 …]``: the figures as ratios within one run."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from bench.run import main  # noqa: E402 - models can be imported only now

main()
