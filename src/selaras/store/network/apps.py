from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "selaras.store.network"
    label = "network"
