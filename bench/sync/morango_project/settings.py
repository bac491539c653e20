"""Django settings of one Morango office; its database file is named by the environment."""

import os

SECRET_KEY = "bench"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "rest_framework",
    "mptt",
    "morango",
    "bench.sync.morango_project.registry",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["MORANGO_DATABASE"]}}
AUTHENTICATION_BACKENDS = ["bench.sync.morango_project.gate.Gate"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "morango.urls"
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": [], "UNAUTHENTICATED_USER": None}
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
