"""What BKPSDM edits: scales, indicators, schemes, forms with their frozen versions, and guidance."""

from .approval import OtherOfficerTask
from .constant import Constant
from .form import EvaluationForm, FormPurpose, FormVersion, FormVersionUse, FrozenRow
from .guidance import GuidanceIndexPage, GuidancePage, GuidanceRead
from .guidance_search import GuidanceSearch, GuidanceSynonym
from .indicator import Indicator
from .legal_basis import LegalBasis
from .scale import RatingScale, ScaleLevel
from .scheme import IndexScheme, MatrixPredikat, PredikatMatrix

__all__ = [
    "Constant",
    "EvaluationForm",
    "FormPurpose",
    "FormVersion",
    "FormVersionUse",
    "FrozenRow",
    "GuidanceIndexPage",
    "GuidancePage",
    "GuidanceRead",
    "GuidanceSearch",
    "GuidanceSynonym",
    "IndexScheme",
    "Indicator",
    "LegalBasis",
    "MatrixPredikat",
    "OtherOfficerTask",
    "PredikatMatrix",
    "RatingScale",
    "ScaleLevel",
]
