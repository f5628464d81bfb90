from django.apps import AppConfig


class FormsConfigConfig(AppConfig):
    name = "forms_config"
    verbose_name = "Formulir dan panduan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.models import ReferenceIndex

        from forms_config.domain import publishing  # noqa: F401  connects the signal that freezes what is published
        from forms_config.domain.approval import send_mail_after_commit
        from forms_config.models import FormVersionUse, freezing

        # Wagtail's delete view explains a PROTECT only for models that its reference index knows.
        ReferenceIndex.register_model(FormVersionUse)
        freezing.declare(self.label, freezing.GUARDS)
        send_mail_after_commit()  # before ``wagtail.admin`` is ready
