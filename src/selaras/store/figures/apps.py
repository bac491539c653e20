from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "selaras.store.figures"
    label = "figures"
