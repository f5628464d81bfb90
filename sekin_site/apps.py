from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from wagtail.users.apps import WagtailUsersAppConfig


class SekinUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user screen with our forms."""

    user_viewset = "sekin_site.users.UserViewSet"


class SekinSiteConfig(AppConfig):
    default = True
    name = "sekin_site"
    verbose_name = "Situs"

    def ready(self) -> None:
        from evaluations.domain.upkeep import integrity
        from sekin_site import sessions
        from sekin_site.login import gate  # noqa: F401  connects what notes the moment of a login, before any request
        from sekin_site.production_mark import leave_mark, refuse_marked_database
        from sekin_site.roles import CHECK, apply_roles, name_permissions

        sessions.connect()
        integrity.declare(CHECK)
        connection_created.connect(refuse_marked_database, dispatch_uid="sekin_production_mark")
        post_migrate.connect(leave_mark, sender=self, dispatch_uid="sekin_production_mark")
        post_migrate.connect(apply_roles, dispatch_uid="sekin_roles")
        post_migrate.connect(name_permissions, dispatch_uid="sekin_names_of_rights")
