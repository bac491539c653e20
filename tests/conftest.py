"""Strict Django for every test; set up once, before any model is imported."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selaras.config.settings")
django.setup()
