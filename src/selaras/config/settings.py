"""Django's settings for the node whose home is SELARAS_HOME.

Office (SQLite), hub (PostgreSQL) and test differ only in their home: the database URL in
simpul.toml decides the profile. Without a home everything has a safe default.
"""

import os
import secrets
from pathlib import Path

from selaras.config.database_url import django_database
from selaras.config.home import read_home

HOME = read_home(Path(os.environ.get("SELARAS_HOME", "simpul")).absolute())

DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *HOME.web_hosts]
SECRET_KEY = HOME.web_secret or secrets.token_urlsafe(50)

# A thread of the server keeps its connection for a minute: opening one costs as much as a page.
DATABASES = {"default": {**django_database(HOME.database, HOME.path), "CONN_MAX_AGE": 60}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "selaras.store.ledger",
    "selaras.store.network",
    "selaras.store.registry",
    "selaras.store.inbox",
    "selaras.store.figures",
    "selaras.store.people",
    "selaras.store.search",
    "selaras.web",
    "django.contrib.staticfiles",
]

ROOT_URLCONF = "selaras.config.urls"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "selaras.config.content_security_policy.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "selaras.config.failures.FailureLog",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "selaras.web.office.every_page",
            ]
        },
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True  # straight from the package: nothing to collect
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 365 * 24 * 3600  # an address changes with its content

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # there are no sessions of Django's
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_I18N = True

LOGGING_CONFIG = None
