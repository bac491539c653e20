from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "selaras.store.search"
    label = "search"
