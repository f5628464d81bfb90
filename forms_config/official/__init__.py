"""The official forms, scales and guidance as ordinary data that BKPSDM can edit."""

from .loader import load_official

__all__ = ["load_official"]
