"""Settings of the site: everything an installation chooses comes from the environment, and is named here once.

`ZORGINKOOP_MODE` is `demo` (the default: a made-up region on this machine, a clock that can be moved, no second
factor) or `production`, in which nothing that protects people has a default: what is missing is said, and the site does
not start.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from zorginkoop.portal.installation import database_of, secret_key_of

PORTAL = Path(__file__).resolve().parent
MODE = os.environ.get("ZORGINKOOP_MODE", "demo")
if MODE not in ("demo", "production"):
    message = f"ZORGINKOOP_MODE is '{MODE}'; write demo or production."
    raise ImproperlyConfigured(message)
PRODUCTION = MODE == "production"
DEBUG = False

# Where this installation keeps its files: database, documents, mail, keys. Outside what is served.
DATA = Path(os.environ.get("ZORGINKOOP_DATA", "portaal")).resolve()
SECRET_KEY = secret_key_of(DATA, production=PRODUCTION)
BASE_URL = os.environ.get("ZORGINKOOP_URL", "" if PRODUCTION else "http://127.0.0.1:8000")
if not BASE_URL:
    message = "ZORGINKOOP_URL is missing: the address at which people reach the site, such as https://inkoop.example."
    raise ImproperlyConfigured(message)
_HOST = BASE_URL.partition("://")[2].partition(":")[0].partition("/")[0]
ALLOWED_HOSTS = [_HOST] if PRODUCTION else [_HOST, "localhost", "127.0.0.1", "testserver"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# The values that policies need and do not give (waarden/*.yaml), and the name of the purchaser on pages and letters.
_VALUES = os.environ.get(
    "ZORGINKOOP_VALUES", "" if PRODUCTION else str(PORTAL.parent / "rehearsal/waarden/repetitie.yaml")
)
VALUES_FILE = Path(_VALUES) if _VALUES else None
PURCHASER = os.environ.get("ZORGINKOOP_PURCHASER", "" if PRODUCTION else "Zorginkoop De Verzonnen Delta")

# Whose keys sign: to practise with (`proef`, the demo), or one's own: the organisation's seal (.p12), the address of a
# timestamp service (RFC 3161), a function of a trust service that signs for people, and the issuers that are trusted.
SIGNING = os.environ.get("ZORGINKOOP_SIGNING", "" if PRODUCTION else "proef")
SEAL = os.environ.get("ZORGINKOOP_SEAL", "")
SEAL_PASSWORD = os.environ.get("ZORGINKOOP_SEAL_PASSWORD", "")
TIMESTAMPS = os.environ.get("ZORGINKOOP_TIMESTAMPS", "")
PERSON_SIGNER = os.environ.get("ZORGINKOOP_PERSON_SIGNER", "")
TRUSTED_ROOTS = os.environ.get("ZORGINKOOP_TRUSTED_ROOTS", "")

REHEARSAL_CLOCK = not PRODUCTION  # whether the day can be moved; never in production
SECOND_FACTOR = PRODUCTION or os.environ.get("ZORGINKOOP_SECOND_FACTOR", "") == "1"

# The witness of the log: a file on another machine, and an address, that are told how far the log has come.
WITNESS_FILE = os.environ.get("ZORGINKOOP_WITNESS", "" if PRODUCTION else str(DATA / "getuige.txt"))
WITNESS_EMAIL = os.environ.get("ZORGINKOOP_WITNESS_EMAIL", "")
BACKUPS = os.environ.get("ZORGINKOOP_BACKUPS", "" if PRODUCTION else str(DATA / "reservekopieen"))

INSTALLED_APPS = [
    "zorginkoop.portal.theme",  # first: its templates stand before those of the libraries
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "zorginkoop.portal.clock",
    "zorginkoop.portal.audit",
    "zorginkoop.portal.accounts",
    "zorginkoop.portal.exports",
    "zorginkoop.portal.mail",
    "zorginkoop.portal.jobs",
    "zorginkoop.portal.register",
    "zorginkoop.portal.people",
    "zorginkoop.portal.editions",
    "zorginkoop.portal.questions",
    "zorginkoop.portal.deadlines",
    "zorginkoop.portal.selection",
    "zorginkoop.portal.intake",
    "zorginkoop.portal.requests",
    "zorginkoop.portal.assessment",
    "zorginkoop.portal.integrity",
    "zorginkoop.portal.agreements",
    "zorginkoop.portal.places",
    "zorginkoop.portal.finder",
    "zorginkoop.portal.recoding",
    "zorginkoop.portal.season",
    "zorginkoop.portal.agenda",
    "zorginkoop.portal.mailings",
    "zorginkoop.portal.casefile",
    "zorginkoop.portal.reports",
    "zorginkoop.portal.exchange",
    "zorginkoop.portal.api",
    "zorginkoop.portal.demo",
    "zorginkoop.portal.operate",
]

MIDDLEWARE = [
    "zorginkoop.portal.operate.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "zorginkoop.portal.clock.middleware.ClockOfRequest",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zorginkoop.portal.accounts.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "zorginkoop.portal.operate.middleware.SizeLimit",  # before what reads forms
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zorginkoop.portal.accounts.middleware.SessionTerm",
    "zorginkoop.portal.audit.middleware.ActorOfRequest",
    "zorginkoop.portal.gate.Gate",
    "zorginkoop.portal.exports.middleware.Files",
]

ROOT_URLCONF = "zorginkoop.portal.urls"
WSGI_APPLICATION = "zorginkoop.portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zorginkoop.portal.theme.context.every_page",
            ],
        },
    }
]

# SQLite as it comes, or PostgreSQL by this one setting: ZORGINKOOP_DATABASE=postgresql://user@host/name
DATABASES = {"default": database_of(os.environ.get("ZORGINKOOP_DATABASE", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [PORTAL / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
FORMAT_MODULE_PATH = ["zorginkoop.portal.theme.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "bestanden"},
    },
    "staticfiles": {"BACKEND": "zorginkoop.portal.theme.static_files.Collected"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "zorginkoop.portal.accounts.adapters.OnlyInvited"
SOCIALACCOUNT_ADAPTER = "zorginkoop.portal.accounts.adapters.OnlyKnownIdentities"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the invitation that was sent to it
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session goes on; all others end with the old password
ALLAUTH_TRUSTED_PROXY_COUNT = int(PRODUCTION)  # the reverse proxy says from where somebody comes
# How often somebody tried to sign in, counted for all processes on this machine together.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(DATA / "tellers")}
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "login_webauthn": "zorginkoop.portal.accounts.passkeys.SignIn",
    "authenticate_webauthn": "zorginkoop.portal.accounts.passkeys.SecondStep",
    "reauthenticate_webauthn": "zorginkoop.portal.accounts.passkeys.Again",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = PURCHASER

# The word by which a reverse proxy proves that it checked a client certificate; without it nobody signs in that way.
PROXY_SECRET = os.environ.get("ZORGINKOOP_PROXY_SECRET", "")

# OpenID Connect, such as the broker of eHerkenning: an address, an id and a secret; without them it is not offered.
_OPENID = {name: os.environ.get(f"ZORGINKOOP_OPENID_{name}", "") for name in ("SERVER", "CLIENT", "SECRET", "NAME")}
# The button leads there by a form, and browsers look at where a form ends up.
_ORIGIN_OF_OPENID = ["/".join(_OPENID["SERVER"].split("/")[:3])] if _OPENID["SERVER"] else []
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": _OPENID["NAME"] or "OpenID Connect",
                "client_id": _OPENID["CLIENT"],
                "secret": _OPENID["SECRET"],
                "settings": {"server_url": _OPENID["SERVER"], "token_auth_method": "client_secret_basic"},
            }
        ]
        if _OPENID["SERVER"]
        else [],
    }
}
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False

SESSION_COOKIE_AGE = 8 * 3600  # of silence; and accounts/sessions.py ends it at the latest after a long day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "zorginkoop.portal.theme.views.expired"
SECURE_SSL_REDIRECT = False  # the reverse proxy does
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *_ORIGIN_OF_OPENID],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# Mail and papers stand in queues of their own, so that a demo can do them its own way.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "post", "papieren"]}}

# Mail: in a demo it lies in a folder, for all to read; in production it goes to this server.
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(DATA / "mail")
EMAIL_HOST = os.environ.get("ZORGINKOOP_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("ZORGINKOOP_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("ZORGINKOOP_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ZORGINKOOP_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("ZORGINKOOP_SMTP_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("ZORGINKOOP_MAIL_FROM", "zorginkoop@verzonnen.example")
EMAIL_TIMEOUT = 20
BOUNCES = os.environ.get("ZORGINKOOP_BOUNCES", "")  # the Maildir into which the mail server puts what comes back

# Where clamd listens, to look for malware in files: /run/clamav/clamd.ctl, or host:port. Empty: nobody looks.
CLAMD = os.environ.get("ZORGINKOOP_CLAMD", "")

# Logs: one line of JSON for each event, without anybody's data (operate/logs.py).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "zorginkoop.portal.operate.logs.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["out"], "level": "INFO" if PRODUCTION else "ERROR"},
    "loggers": {name: {"handlers": [], "propagate": True} for name in ("django", "django.server")},
}
