from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "frontend/base.html")


urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("how/", home, name="how"),
    path("region/<str:code>/", home, name="region"),
]
