"""The header that keeps a page to its own origin."""

from django.http import HttpRequest, HttpResponse

from selaras.config.content_security_policy import content_security_policy


def test_every_answer_forbids_inline_scripts_and_other_origins() -> None:
    answer = content_security_policy(lambda _: HttpResponse("halaman"))(HttpRequest())

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy
