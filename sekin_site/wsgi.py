from django.core.wsgi import get_wsgi_application

from sekin_site.environment import choose_settings

choose_settings()
application = get_wsgi_application()
