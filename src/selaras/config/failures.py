"""What a page fails at is written to the home's log, without anybody's data; the visitor sees a page that says so."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from selaras.gateways.home.bug_report import report_bug

REFUSALS = (Http404, PermissionDenied, SuspiciousOperation)


class FailureLog:
    """Django's middleware: passes requests on, and notes what their views raise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass a request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Note an error that is no refusal; Django answers with the page for it."""
        if isinstance(error, REFUSALS):
            return
        route = request.resolver_match.route if request.resolver_match else ""
        report_bug(error, settings.HOME.path, f"{request.method} /{route}", timezone.now())
