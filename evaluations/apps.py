from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = "Evaluasi kinerja"

    def ready(self) -> None:
        from evaluations.models.freezing import ALL_GUARDS
        from forms_config.models.freezing import declare

        declare(self.label, ALL_GUARDS)
