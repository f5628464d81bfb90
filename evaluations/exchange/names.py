"""Names with academic titles: each title once, whether it stands in its own column, in the name, or in both."""


def single_titles(titles: str, separator: str) -> str:
    """Titles without those that are written twice: "apt. apt." is "apt.", while "Dr. dr." are two.

    ``separator`` stands between two: a space before the name, ", " after it.
    """
    seen: dict[str, str] = {}
    for title in titles.split(separator.strip() or None):
        if _bare(title):
            seen.setdefault(_bare(title), title.strip())
    return separator.join(seen.values())


def without_titles(name: str, before: str, after: str) -> str:
    """The name without titles that are also kept beside it: "apt. Galih, S.Farm." is "Galih"."""
    as_written = not name.isupper()
    bare, leading = name, {_bare(title, as_written) for title in before.split()}
    while " " in bare and _bare(bare.split(" ", 1)[0], as_written) in leading:
        bare = bare.split(" ", 1)[1].strip()
    trailing = {"", *(_bare(title, as_written) for title in after.split(","))}
    while "," in bare and _bare(bare.rpartition(",")[2], as_written) in trailing:
        bare = bare.rpartition(",")[0].strip()
    return bare or name


def _bare(title: str, as_written: bool = True) -> str:
    """A title without its dots and gaps; capitals tell "Dr." (a doctorate) from "dr." (a physician)."""
    letters = "".join(title.replace(".", "").split())
    return letters if as_written else letters.casefold()
