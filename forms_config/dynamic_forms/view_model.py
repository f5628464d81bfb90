"""What a page needs to know of a form, ready to be drawn flat: section → rows → items.

Django's own widgets render one template each, which costs several times the saving of the form; Jinja2's templates in
``templates/forms/`` walk over these objects instead. All texts in them are plain, to be escaped there.
"""

from dataclasses import dataclass

from forms_config.engine.schema import NOT_APPLICABLE, FieldKind, SectionKind

from .fields import EvidenceFile

GROUPS = {"radio": "choices", "checkboxes": "choices", "evidence": "evidence"}  # control → its body


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of an item; ``descriptor`` says in words what it means, ``gap`` how far it is from what the
    post needs (shown once it is chosen)."""

    value: str
    label: str
    descriptor: str = ""
    selected: bool = False
    gap: str = ""

    @property
    def is_no_answer(self) -> bool:
        """Neither a level nor a choice: it stands apart from them."""
        return self.value in ("", NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Item:
    """One field or overall rating. ``control`` says which body is drawn within what all items share."""

    name: str
    anchor: str  # as in ``completeness.Missing.anchor``
    kind: FieldKind
    label: str
    control: str = "shown"  # a body in templates/forms/controls/, or nothing: an empty cell of a table
    help_text: str = ""
    hints: tuple[str, ...] = ()  # bounds, and when it becomes required
    guides: tuple[str, ...] = ()
    expectation: str = ""
    definition: str = ""
    how_measured: str = ""
    guidance_url: str = ""
    required_level: str = ""  # label of the level that the post needs
    gap: str = ""  # for reading: how far the chosen level is from it
    value: str = ""  # in the input
    text: str = ""  # for reading
    descriptor: str = ""  # words of the chosen level, for reading
    origin: str = ""  # where a figure comes from, how a calculated item is worked out
    options: tuple[Option, ...] = ()
    side_by_side: bool = False  # short options fit into one line
    files: tuple[EvidenceFile, ...] = ()  # attached
    other_files: tuple[EvidenceFile, ...] = ()  # uploaded, and could be attached here
    upload_name: str = ""
    accept: str = ""  # file endings for the browser's chooser
    max_files: int = 0
    file_limits: str = ""  # number and kinds of files in words
    na_name: str = ""  # of the box "tidak berlaku" beside the input; empty: there is none
    na_ticked: bool = False
    na_text: str = ""  # how "tidak berlaku" counts
    unit: str = ""
    input_mode: str = "text"
    error: str = ""
    required: bool = False
    hidden: bool = False  # by its condition; on the page only so that it can appear at once
    show_if: str = ""  # JSON of the conditions, for reveal.js
    note: str = ""  # why there is nothing to read
    suggestion: str | None = None  # of an overall rating, from the items; None: the form wants none
    of_year: str = ""  # of an overall rating beside a year: what its months suggest
    earlier: str = ""  # what was answered last time, and may be taken over
    earlier_from: str = ""  # when that was, "Oktober 2026"
    describedby: str = ""  # ids of help and error

    @property
    def read_only(self) -> bool:
        return self.control == "shown"

    @property
    def is_group(self) -> bool:
        """Several inputs under one legend."""
        return self.control in GROUPS

    @property
    def is_input(self) -> bool:
        """One input with its label."""
        return not (self.is_group or self.read_only or self.control == "information")

    @property
    def takes_pictures(self) -> bool:
        """Whether a photo may be evidence here."""
        return not self.accept or ".jpg" in self.accept

    @property
    def tag(self) -> str:
        return "fieldset" if self.is_group else "div"

    @property
    def template(self) -> str:
        return f"forms/controls/{GROUPS.get(self.control, self.control)}.html"

    @property
    def explained_options(self) -> tuple[Option, ...]:
        """What a list box has no room for: the options that say what they mean."""
        return (
            tuple(option for option in self.options if option.descriptor) if self.control == "select" else ()
        )


@dataclass(frozen=True, slots=True)
class PlanIndicator:
    aspect: str
    text: str
    target: str
    period: str = ""  # the target of the period in words, where it is not that of the plan


@dataclass(frozen=True, slots=True)
class RowView:
    """The fields of a plain section (``key`` empty), or one row with the planned work result it is about."""

    key: str
    anchor: str
    label: str
    items: tuple[Item, ...]
    scope: str = ""  # what stands before the field's key in names of inputs, for reveal.js
    statement: str = ""
    kind: str = ""  # Utama, Tambahan
    parent: str = ""  # the superior's result that it supports
    indicators: tuple[PlanIndicator, ...] = ()
    actions: tuple[str, ...] = ()  # what was planned for the days that are evaluated: "Rencana bulan ini: …"
    remove_value: str = ""  # of the button remove_row; empty: may not be removed


@dataclass(frozen=True, slots=True)
class SectionView:
    key: str
    anchor: str
    label: str
    kind: SectionKind
    rows: tuple[RowView, ...]
    overall: Item | None = None
    expected: tuple[
        Item, ...
    ] = ()  # what somebody else will judge: guides and expectations, without their words
    description: str = ""
    guidance_url: str = ""
    hidden: bool = False
    show_if: str = ""
    row_label: str = ""
    rows_text: str = ""  # how many rows there may be, in words
    columns: tuple[Item, ...] = ()  # heads of the table, where the rows are drawn as one
    has_row_buttons: bool = False
    add_value: str = ""  # of the button add_row; empty: no row may be added
    empty_message: str = ""  # why there are no rows, and what to do
