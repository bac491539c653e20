"""Lets every office of the benchmark have a certificate."""


class Visitor:
    is_active = True

    def has_morango_certificate_scope_permission(self, *_: object) -> bool:
        return True


class Gate:
    """Authentication backend that knows one visitor."""

    def authenticate(self, *_: object, **__: object) -> Visitor:
        return Visitor()
