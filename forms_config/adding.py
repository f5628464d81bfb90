"""What the add button of a list or stream of blocks says."""


def adds(what: str) -> dict[str, str]:
    """``form_attrs`` of the block; words.js writes them on its buttons: "Tambah isian"."""
    return {"data-sekin-adds": f"Tambah {what}"}
