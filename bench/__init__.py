"""Performance as ratios within one run: see ``python -m bench --help`` and ``docs/architecture.md``."""
