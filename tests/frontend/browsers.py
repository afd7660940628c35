"""Browsers of the cast, and what stands on a page."""

import re
from html import unescape

from django.test import Client

from people.person import Person
from people.session import remember_link
from tests import factories

WRONG = re.compile(r'<p class="wrong" id="([\w-]+)-wrong">(.*?)</p>')
ACTION = re.compile(r'<form method="post" action="([^"]+)"')
LOADED = re.compile(r'<(?:link|script|img|iframe)\b[^>]*?(?:href|src)="([^"]+)"')


def browser_of(person: Person) -> Client:
    """A browser signed in as ``person``, with the links open that it opened; offices have shown
    their second factor."""
    browser = Client()
    if person.user_id is not None:
        browser.force_login(factories.account_of(person))
    session = browser.session
    if person.roles:
        factories.show_second_factor(session, factories.account_of(person))
    for link_id in factories.links_of(person):
        remember_link(session, link_id)
    session.save()
    browser.cookies["sessionid"] = session.session_key or ""
    return browser


def in_english(browser: Client) -> Client:
    browser.cookies["django_language"] = "en"
    return browser


def text(content: bytes) -> str:
    """A page's text as one line, tags taken out."""
    plain = re.sub(r"<(script|style|title)\b.*?</\1>|<[^>]+>", " ", content.decode(), flags=re.S)
    return " ".join(unescape(plain).split())


def wrong_fields(content: bytes) -> dict[str, str]:
    """The message at each wrong field."""
    return {name: unescape(message) for name, message in WRONG.findall(content.decode())}


def actions(content: bytes) -> list[str]:
    """The addresses of the page's forms."""
    return ACTION.findall(content.decode())


def loaded(content: bytes) -> list[str]:
    """The addresses that a browser fetches to show the page."""
    return LOADED.findall(content.decode())
