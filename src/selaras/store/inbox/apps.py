from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "selaras.store.inbox"
    label = "inbox"
