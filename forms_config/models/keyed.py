"""What has a key of its own."""

from django.db import models

from forms_config.keys import KEY_LENGTH, propose_key


class Keyed(models.Model):
    """Abstract: a row whose key is born from its name (``str``) when it is first saved."""

    key = models.SlugField(
        "kode tetap",
        max_length=KEY_LENGTH,
        unique=True,
        blank=True,
        help_text="Biarkan kosong: dibuat dari nama. Kode tetap tidak dapat diubah setelah disimpan.",
    )

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        if not self.key:
            taken = set(type(self).objects.exclude(pk=self.pk).values_list("key", flat=True))
            self.key = propose_key(str(self), taken, fallback=type(self)._meta.model_name)
        super().save(*args, **kwargs)
