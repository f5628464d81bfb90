"""Every kind of error and warning that an import reports. Programs read them, so a kind never changes its meaning.

A kind stands in the table below, or belongs to a family: ``missing_nama``, ``unknown_golongan``, ``nama_too_long`` with
the short name of a column.
"""

import re

_ALONE = """
    cell_error formula_cell control_character total_row signature_block label_variant whitespace_nama numeric_nip
    scientific_text_nip nip_non_digit nip_unicode_digits nip_length truncated_nip nip_birth_date nip_sex_digit
    nip_type_mismatch former_nip duplicate_nip duplicate_nip_normalised spaced_nip nbsp_nip apostrophe_nip
    invalid_date date_out_of_range date_cell date_serial date_dd_mm_yyyy date_in_words ends_before_start
    title_in_name double_title acting_post leading_zero_unor leading_zero_unit leading_zero_id leading_zero_parent
    unor_name_mismatch duplicate_id unit_loop too_deep second_root post_ended tmt_not_later post_ended_by_leaving
    returned older_post older_export status_needed duplicate_assignment unit_not_open head_twice post_overlap
    second_head not_vacant not_a_number out_of_range present_over_working_days days_ahead days_over_month
    no_working_days days_over_working_days too_many_decimals older_balance no_functional_post column_missing
    column_unknown column_near duplicate_tap duplicate_day ambiguous_name in_future too_old
"""
KINDS = frozenset(_ALONE.split())
FAMILIES = re.compile(r"(missing|unknown|invalid)_[a-z_]+|[a-z_]+_too_long")


def is_kind(kind: str) -> bool:
    return kind in KINDS or FAMILIES.fullmatch(kind) is not None
