"""The answers that can be chosen, with the words people read."""

from .schema import NO, YES, Constant, Field, FieldKind, FormSchema, OverallRating

YES_NO = {YES: "Ya", NO: "Tidak"}


def answer_labels(schema: FormSchema, part: Field | OverallRating | Constant) -> dict[str, str]:
    """Key and label of each answer of ``part``, in order: what conditions and formulas compare with. May be empty."""
    if isinstance(part, Constant):
        return {}
    if isinstance(part, OverallRating) or part.kind == FieldKind.SCALE:
        scale = schema.scale(part.scale)
        return {level.key: level.label for level in scale.levels} if scale else {}
    if part.kind == FieldKind.YES_NO:
        return YES_NO
    return {choice.key: choice.label for choice in part.choices}
