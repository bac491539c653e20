from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "selaras.store.ledger"
    label = "ledger"
