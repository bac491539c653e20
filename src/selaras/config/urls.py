"""The pages of the web server; sync messages do not come this way (config.wsgi)."""

from django.urls import include, path

urlpatterns = [path("api/angka/", include("selaras.api.figures")), path("", include("selaras.web.routes"))]
