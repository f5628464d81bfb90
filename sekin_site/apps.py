from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SekinSiteConfig(AppConfig):
    name = "sekin_site"
    verbose_name = "Situs"

    def ready(self) -> None:
        from sekin_site import sessions
        from sekin_site.roles import apply_roles

        sessions.connect()
        post_migrate.connect(apply_roles, dispatch_uid="sekin_roles")
