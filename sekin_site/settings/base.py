"""Settings shared by every environment; what differs comes from the environment (see .env.example)."""

from datetime import timedelta

import environ

from sekin_site.environment import BASE_DIR, read_env_file

VAR_DIR = BASE_DIR / "var"  # everything that a running installation writes

env = environ.Env()
read_env_file()

PRODUCTION = False  # only production.py turns it on; see sekin_site/production_mark.py
DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "sekin_site",
    "forms_config",
    "evaluations",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "sekin_site.apps.SekinUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # Wagtail says with it how long ago something was, and only so in Indonesian
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "sekin_site.login.clients.ClientAddressMiddleware",
    "sekin_site.lost_connection.LostConnectionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sekin_site.middleware.ContentSecurityPolicyMiddleware",
    "sekin_site.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "sekin_site.login.gate.GateMiddleware",
    "sekin_site.sessions.SeenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "sekin_site.middleware.WayBackMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sekin_site.login.devices.KnownDeviceMiddleware",
    "axes.middleware.AxesMiddleware",
    "sekin_site.senseless.SenselessRequestMiddleware",
]

ROOT_URLCONF = "sekin_site.urls"
WSGI_APPLICATION = "sekin_site.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "evaluations.portal.nav.navigation",
            ],
        },
    },
    {  # templates/forms/ alone, and only where {% drawn %} names them
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "sekin_site.jinja.environment"},
    },
]

# --- Database: SQLite by default, PostgreSQL through DATABASE_URL -----------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'sekin.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a connection is asked before a request uses it again
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue instead of failing: take the write lock at BEGIN, wait for it, let readers go on (WAL).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # Compiling a query (JIT) costs seconds on the pages with many joins and saves nothing on any.
    _session = f"-c jit=off -c statement_timeout={env.int('STATEMENT_TIMEOUT', default=0)}"
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options["options"] = f"{_session} {_options.get('options', '')}".strip()
    _options.setdefault("connect_timeout", 5)  # seconds
    _options.setdefault("tcp_user_timeout", 30_000)  # milliseconds until a silent network counts as lost
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

# --- People and login -------------------------------------------------------------------------------
AUTH_USER_MODEL = "sekin_site.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "sekin_site.auth.NipOrUsernameBackend"]
PASSWORD_HASHERS = [
    "sekin_site.auth.LightArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# What a kata sandi must be. Only rules that stop guessing: no forced capitals or signs and no expiry, which NIST
# SP 800-63B found to make people write them down. The words of each: sekin_site/password_rules.py.
AUTH_PASSWORD_VALIDATORS = [
    # length is what a stolen hash costs; twelve characters are two or three words
    {"NAME": "sekin_site.password_rules.LongEnough", "OPTIONS": {"length": 12}},
    # what every guessing program tries first, from Django's list and an Indonesian one
    {"NAME": "sekin_site.password_rules.NotCommon"},
    # "aaaaaaaaaaaa" is long and worth nothing
    {"NAME": "sekin_site.password_rules.NotRepetitive", "OPTIONS": {"different": 5}},
    # colleagues know them, and the NIP, which holds the birth date, stands on every letter
    {"NAME": "sekin_site.password_rules.NotOneself"},
    # the name of this system and of the regency, with any ending
    {"NAME": "sekin_site.password_rules.WithoutWords", "OPTIONS": {"words": ["sekin", "bantul"]}},
    # where passwords are changed every year, the year is what changes
    {"NAME": "sekin_site.password_rules.NotJustAYear"},
]
ACTIVATION_CODE_DAYS = env.int(
    "ACTIVATION_CODE_DAYS", default=30
)  # how long a printed code may lie before it is used
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds that an e-mail link for a new kata sandi works
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 10 * 60 * 60  # a working day: logins are the real load near a deadline
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_MAX_AGE = 12 * 60 * 60  # since the login, however busy: nobody is logged in overnight

# How often one may try a password; what each limit is for: docs/login.md.
AXES_HANDLER = "sekin_site.login.throttling.LoginAttempts"
AXES_USERNAME_CALLABLE = "sekin_site.login.throttling.counted_name"
AXES_CLIENT_IP_CALLABLE = "sekin_site.login.clients.counted_network"
AXES_LOCKOUT_CALLABLE = "sekin_site.login.throttling.locked_page"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # one person's mistakes never lock out an office
AXES_FAILURE_LIMIT = env.int("LOGIN_MISTAKES", default=5)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("LOGIN_PAUSE_MINUTES", default=15))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # whoever goes on trying does not keep the door shut
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # who logged in stands in the history of the account
AXES_VERBOSE = False
LOGIN_NETWORK_NAMES = env.int("LOGIN_NETWORK_NAMES", default=30)  # about 1 % of the people behind one address
LOGIN_NETWORK_WINDOW = timedelta(hours=1)
LOGIN_NETWORK_MAX_PAUSE = timedelta(minutes=1)
LOGIN_NETWORK_PREFIXES = {4: 32, 6: 64}  # an IPv4 address, an IPv6 subscriber
# Days that logins and failed attempts stay in the history of accounts, 0 for ever: the law names no number for them. A
# year reaches back over an annual evaluation and its objections; who came in from where is personal data (UU 27/2022),
# of no use afterwards. At least 90, so that nobody wipes away a break-in; what was done to an account always stays.
LOGIN_LOG_DAYS = env.int("LOGIN_LOG_DAYS", default=365)
LOGIN_DEVICE_AGE = timedelta(days=180)  # how long a device is known
TOTP_REQUIRED_FOR_OFFICERS = env.bool("TOTP_REQUIRED_FOR_OFFICERS", default=False)
# Login through ASN Digital or another OpenID Connect provider; off without an issuer.
OIDC_ISSUER = env("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env("OIDC_CLIENT_SECRET", default="")
OIDC_SCOPES = env("OIDC_SCOPES", default="openid profile")
OIDC_NIP_CLAIM = env("OIDC_NIP_CLAIM", default="nip")
OIDC_LABEL = env("OIDC_LABEL", default="ASN Digital")
OIDC_SECOND_STEP_VALUES = env.list(
    "OIDC_SECOND_STEP_VALUES", default=[]
)  # acr or amr that replace our second step
OTP_TOTP_ISSUER = "Sekin Bantul"  # how the app on the phone names it
# Addresses or networks of our own web servers; only what they add to X-Forwarded-For is believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

# --- Language and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "sekin_site.formats"
# How Wagtail's inputs show a date; what may be typed: sekin_site/formats.
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_TIME_FORMAT = "%H.%M"
WAGTAIL_DATETIME_FORMAT = f"{WAGTAIL_DATE_FORMAT} {WAGTAIL_TIME_FORMAT}"
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("id", "Bahasa Indonesia")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("id", "Bahasa Indonesia")]

# --- Files ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"
MEDIA_URL = "/media/"  # only Wagtail's public guidance images and documents
MEDIA_ROOT = env.path("MEDIA_ROOT", default=VAR_DIR / "media")
PRIVATE_MEDIA_ROOT = env.path("PRIVATE_MEDIA_ROOT", default=VAR_DIR / "private")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Evidence: no URL of its own, handed out only by a view that checks visible_to(user).
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_MEDIA_ROOT), "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Bounds of evidence, each for a reason: one file must pass over a slow phone line; one evaluation must not fill the
# disk (10,000 people, 13 evaluations a year); a picture must open on any phone (a camera of 48 megapixels fits);
# a document must open on an office computer, and a few kilobytes must not grow to gigabytes there.
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=5 * 1024 * 1024)
EVIDENCE_MAX_FILES = env.int("EVIDENCE_MAX_FILES", default=30)
EVIDENCE_MAX_TOTAL_BYTES = env.int("EVIDENCE_MAX_TOTAL_BYTES", default=30 * 1024 * 1024)
EVIDENCE_MAX_PIXELS = env.int("EVIDENCE_MAX_PIXELS", default=50_000_000)
EVIDENCE_MAX_UNPACKED_BYTES = env.int("EVIDENCE_MAX_UNPACKED_BYTES", default=256 * 1024 * 1024)
# Where clamd listens, host:port or the path of a socket; empty: files are not checked for viruses. It must take files
# of EVIDENCE_MAX_BYTES (StreamMaxLength).
CLAMD = env("CLAMD", default="")
CLAMD_TIMEOUT = env.float("CLAMD_TIMEOUT", default=20)  # seconds; after that the file waits for the timer
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Work behind the scenes: ours waits in the database for a worker; Wagtail's own is done at once ----
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []},
}

# --- Wagtail: nothing calls outside, nothing that BKPSDM does not need ------------------------------
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")
WAGTAIL_SITE_NAME = "Sekin Bantul"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "login"
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "indonesian"}
}
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 10

# --- API --------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["evaluations.api.authentication.ClientTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["evaluations.api.permissions.HasReadScope"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "evaluations.api.errors.exception_handler",
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["evaluations.api.rendering.JSON"],
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
API_RATE = env("API_RATE", default="600/min")  # requests per API client
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_TTL": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "Sekin Bantul API",
    "DESCRIPTION": "Hasil evaluasi kinerja ASN Kabupaten Bantul untuk pelaporan. Hanya baca, kecuali kiriman "
    "ketukan presensi.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["evaluations.api.openapi.only_our_endpoints"],
}

# --- Security ---------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = (
    "DENY"  # Wagtail's views for its preview panel allow frames of the same origin by themselves
)
CSRF_FAILURE_VIEW = "sekin_site.views.csrf_failure"

# Without a mail server nothing is sent and nothing counts as sent: the outbox waits.
EMAIL_CONFIG = env.email("EMAIL_URL", default="dummymail://")
vars().update(EMAIL_CONFIG)
HAS_MAIL_SERVER = EMAIL_CONFIG["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)  # seconds: a silent mail server holds nobody up for long
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL", default="sekin@bantulkab.example")

# One formatter for every line, see ``sekin_site.logs``. Errors go to the log alone: a mail would carry the request.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "without_people": {
            "()": "sekin_site.logs.WithoutPeople",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "without_people"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "sekin": {"level": env("LOG_LEVEL", default="INFO")},
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
