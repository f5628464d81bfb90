"""The words of a reminder: placeholders such as ``{nama}``, replaced and nothing else."""

import re
from collections.abc import Mapping

PLACEHOLDERS: dict[str, str] = {
    "nama": "nama orang yang diingatkan",
    "periode": "nama periode, misalnya Juli 2026; pada pengingat SKP misalnya SKP 2026",
    "batas": "batas waktunya, misalnya 5 Agustus 2026 pukul 23.59 WIB; pada pengingat SKP hari mulai ditunggu",
    "sisa": "berapa lama lagi atau sejak kapan lewat, misalnya 3 hari lagi; pada pengingat SKP sudah berapa lama",
    "jumlah": "banyaknya evaluasi atau SKP yang menunggu; berguna untuk penilai",
    "tautan": "alamat portal",
}
_NAMED = re.compile(r"\{([^{}]*)\}")


def check(text: str) -> list[str]:
    """What is wrong with the placeholders of ``text``, each as a sentence; empty when nothing is."""
    faults = [
        f"{{{name}}} tidak dikenal. Yang dapat dipakai: {', '.join(f'{{{one}}}' for one in PLACEHOLDERS)}."
        for name in dict.fromkeys(_NAMED.findall(text))
        if name not in PLACEHOLDERS
    ]
    if set(_NAMED.sub("", text)) & set("{}"):
        faults.append(
            "Ada kurung kurawal tanpa pasangan. Tulis misalnya {nama}, lengkap dengan kedua kurungnya."
        )
    return faults


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with its placeholders replaced; an unknown one stays as it is. Braces within values are left alone."""
    return _NAMED.sub(lambda found: values.get(found[1], found[0]), text)
