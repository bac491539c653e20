from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "selaras.store.registry"
    label = "registry"
