from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path


def soon(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns: list[URLPattern] = [path("my/requests/", soon, name="my_requests")]
