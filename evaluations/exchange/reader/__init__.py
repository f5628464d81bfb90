"""A program of its own that reads one table from a file that a stranger made: see ``__main__``.

Standard library and ``forms_config.engine`` only. It streams, and takes no more of a file than it needs.
"""
