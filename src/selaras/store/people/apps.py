from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "selaras.store.people"
    label = "people"
