"""The functions that a formula may call, as the editor describes them to officers."""

from dataclasses import dataclass

from .errors import closest


@dataclass(frozen=True, slots=True)
class Function:
    """``least``/``most``: number of arguments (most None: any). ``collects``: takes whole columns."""

    key: str
    aliases: tuple[str, ...]
    arguments: str
    help: str
    example: str
    least: int
    most: int | None
    collects: bool = False

    @property
    def usage(self) -> str:
        return f"{self.key}({self.arguments})"


_ALL = (
    Function(
        "if", ("jika",), "syarat; nilai bila benar; nilai bila tidak",
        "Memilih salah satu dari dua nilai.", "if(jam >= 100; 1; 0)", 3, 3,
    ),
    Function(
        "sum", ("jumlah", "total"), "nilai; …",
        "Menjumlahkan. Yang kosong dilewati.", "sum(kegiatan.jam)", 1, None, collects=True,
    ),
    Function(
        "avg", ("rata", "rata_rata", "rerata", "average"), "nilai; …",
        "Rata-rata. Yang kosong tidak ikut dihitung.", "avg(kegiatan.nilai)", 1, None, collects=True,
    ),
    Function(
        "min", ("terkecil",), "nilai; …",
        "Nilai yang terkecil. Yang kosong dilewati.", "min(capaian; 120)", 1, None, collects=True,
    ),
    Function(
        "max", ("terbesar", "maks"), "nilai; …",
        "Nilai yang terbesar. Yang kosong dilewati.", "max(capaian; 0)", 1, None, collects=True,
    ),
    Function(
        "count", ("banyak", "banyaknya"), "nilai; …",
        "Banyaknya isian yang terisi.", "count(kegiatan.jam)", 1, None, collects=True,
    ),
    Function(
        "round", ("bulat", "bulatkan"), "nilai; desimal",
        "Membulatkan; setengah dibulatkan ke atas. Desimal 0 sampai 6, tanpa desimal berarti 0.",
        "round(jam / 7,5; 2)", 1, 2,
    ),
    Function(
        "default", ("bila_kosong", "jika_kosong", "ganti"), "nilai; pengganti",
        "Memakai pengganti bila nilainya kosong.", "default(lembur; 0)", 2, 2,
    ),
)  # fmt: skip

FUNCTIONS = {function.key: function for function in _ALL}
_NAMES = {name: function for function in _ALL for name in (function.key, *function.aliases)}


def find(name: str) -> Function | None:
    """The function of this name or alias, in capitals or not."""
    return _NAMES.get(name.lower())


def closest_function(name: str) -> str | None:
    """The name of a function that looks like ``name``."""
    return closest(name, _NAMES)


def describe_functions() -> tuple[Function, ...]:
    """Every function with its arguments, a sentence of help and an example, in the order to show them."""
    return _ALL
