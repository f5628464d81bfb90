"""The vocabulary of the form editor. Only an editor: publishing compiles it, nothing behind it reads blocks.

A block name is stored with every draft and must not change; labels and help texts may.
"""

from .schemes import BandStream, WeightSetStream
from .scoring import ScoreBandStream
from .sections import SectionStream

__all__ = ["BandStream", "ScoreBandStream", "SectionStream", "WeightSetStream"]
