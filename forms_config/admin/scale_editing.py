"""Taking a level away from a scale: allowed, since published versions keep theirs, but not in silence."""

from django.contrib import messages
from django.utils.html import format_html, format_html_join
from wagtail.snippets.views.snippets import EditView

from forms_config.admin.panels import edit_url
from forms_config.domain.uses import Part, names_level, uses_of
from forms_config.models import EvaluationForm, RatingScale

Thing = Part | EvaluationForm


class RatingScaleEditView(EditView):
    def save_instance(self) -> RatingScale:
        """After saving, say for every level that is gone who names it and where the scale is used."""
        before = dict(RatingScale.objects.get(pk=self.object.pk).levels.values_list("key", "label"))
        scale = super().save_instance()
        kept = set(scale.levels.values_list("key", flat=True))
        for key, label in before.items():
            if key not in kept:
                self._say(label, names_level(scale, key), scale)
        return scale

    def _say(self, label: str, naming: list[Thing], scale: RatingScale) -> None:
        if naming:
            text = (
                "Tingkat “{}” sudah tidak ada pada skala ini, tetapi masih disebut pada {}. Perbaiki di sana, atau "
                "tambahkan lagi tingkat itu dengan kode yang sama. Yang sudah terbit tidak berubah."
            )
            messages.warning(self.request, format_html(text, label, _links(naming)))
            return
        uses = uses_of(scale)
        if uses:
            text = (
                "Tingkat “{}” sudah tidak ada pada skala ini. Skala ini dipakai pada {}; tidak ada yang menyebut "
                "tingkat itu. Yang sudah terbit tidak berubah."
            )
            forms = {version.form for version in uses.versions} | {*uses.drafts, *uses.history}
            users = [*uses.library, *sorted(forms, key=str)]
            messages.warning(self.request, format_html(text, label, _links(users)))


def _links(things: list[Thing]) -> str:
    """“kuadran predikat “Kuadran”, formulir “Coba””, each a link."""
    rows = ((edit_url(one), one._meta.verbose_name, one) for one in things)
    return format_html_join(", ", '<a href="{}">{} “{}”</a>', rows)
