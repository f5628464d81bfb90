"""What BKPSDM edits: scales, indicators, schemes, forms with their frozen versions, and guidance."""

from .form import EvaluationForm, FormVersion, FormVersionUse, FrozenRow
from .guidance import GuidanceIndexPage, GuidancePage
from .indicator import Indicator
from .scale import RatingScale, ScaleLevel
from .scheme import IndexScheme, MatrixPredikat, PredikatMatrix

__all__ = [
    "EvaluationForm",
    "FormVersion",
    "FormVersionUse",
    "FrozenRow",
    "GuidanceIndexPage",
    "GuidancePage",
    "IndexScheme",
    "Indicator",
    "MatrixPredikat",
    "PredikatMatrix",
    "RatingScale",
    "ScaleLevel",
]
