"""Notices by e-mail: asked for twice, ended by one click, and without a word of what is new."""

import re
import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from messaging import mail
from messaging.actions import subscribing
from messaging.models import Subscription
from people.limits import DAY, LIMITS
from people.person import Person
from tests.factories import proposed, published, somebody, verified
from tests.frontend.browsers import browser_of, text, wrong_fields
from tests.messaging.subscribed import MAIL, SITE, confirmed_mail, pass_minutes

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://testserver(/notices/\S+)")
LINKS = re.compile(r"https?://\S+")


def ask(person: Person, address: str = MAIL) -> Any:
    return browser_of(person).post("/my/notices/mail/", {"address": address})


def link_in(message: Any) -> str:
    found = LINK.search(message.body)
    assert found is not None
    return found[1]


def test_link_leads_where_the_site_is_whatever_port_was_asked(
    donor: Person, mails: list[Any], settings: Any
) -> None:
    settings.ORIGIN = "https://gandeng.example"
    answer = browser_of(donor).post(
        "/my/notices/mail/", {"address": MAIL}, headers={"host": "testserver:8443"}
    )
    assert answer.status_code == 302
    (sent,) = mails
    assert LINKS.findall(sent.body)
    assert all(link.startswith("https://gandeng.example/") for link in LINKS.findall(sent.body))
    assert "8443" not in sent.message().as_string()


def something_new(donor: Person) -> None:
    proposed(verified(name="Zubaidah"), published(donor))


def test_nothing_is_sent_before_the_address_is_confirmed(donor: Person, mails: list[Any]) -> None:
    assert ask(donor).status_code == 302
    (question,) = mails
    assert question.to == [MAIL]
    something_new(donor)
    assert pass_minutes() == 0
    anybody = Client()
    link = link_in(question)
    assert "Ya, kirim kabar ke sini" in text(anybody.get(link).content)
    assert not Subscription.private.confirmed().exists()  # looking at it is not enough
    assert "Sudah dikonfirmasi" in text(anybody.post(link).content)
    assert (pass_minutes(), len(mails)) == (1, 2)


def test_link_confirms_once_and_for_a_day(donor: Person, mails: list[Any]) -> None:
    ask(donor)
    link = link_in(mails[0])
    Subscription.private.update(made_at=timezone.now() - subscribing.TOKEN_HOLDS)
    assert Client().get(link).status_code == Client().post(link).status_code == 404
    Subscription.private.update(made_at=timezone.now() - timedelta(hours=23))
    assert Client().post(link).status_code == 200
    assert Client().post(link).status_code == Client().get(link).status_code == 404


def test_only_the_newest_link_confirms(donor: Person, mails: list[Any]) -> None:
    ask(donor, "lain@contoh.test")
    ask(donor)
    assert Client().post(link_in(mails[0])).status_code == 404
    assert Client().post(link_in(mails[1])).status_code == 200


def test_new_address_takes_the_place_of_the_old_once_it_is_confirmed(
    donor: Person, mails: list[Any]
) -> None:
    confirmed_mail(donor, "lama@contoh.test")
    ask(donor)
    assert Subscription.private.confirmed().count() == 1
    Client().post(link_in(mails[-1]))
    something_new(donor)
    pass_minutes()
    assert mails[-1].to == [MAIL]
    assert Subscription.private.count() == 1


def test_mail_says_nothing_of_what_is_new(donor: Person, mails: list[Any]) -> None:
    kept = confirmed_mail(donor)
    something_new(donor)
    pass_minutes()
    (notice,) = mails
    stop = f"{SITE}/notices/stop/{subscribing.stop_of(kept.pk)}/"
    assert notice.subject == "Ada kabar baru untuk Anda di Gandeng"
    assert LINKS.findall(notice.body) == [f"{SITE}/deliveries/", stop]
    assert "Zubaidah" not in notice.body and "sembako" not in notice.body.lower()
    assert notice.extra_headers["List-Unsubscribe"] == f"<{stop}>"
    assert notice.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_paths_in_mails_are_those_of_the_pages() -> None:
    assert mail.CONFIRM.format("x") == reverse("frontend:confirm_mail", args=["x"])
    assert mail.STOP.format("x") == reverse("frontend:stop_mail", args=["x"])


def test_one_mail_in_six_hours(donor: Person, mails: list[Any]) -> None:
    confirmed_mail(donor)
    something_new(donor)
    assert (pass_minutes(), len(mails)) == (1, 1)
    something_new(donor)
    assert (pass_minutes(5.9 * 60), len(mails)) == (0, 1)
    assert (pass_minutes(6.1 * 60), len(mails)) == (1, 2)


def test_one_click_ends_them_without_signing_in_or_a_token(donor: Person, mails: list[Any]) -> None:
    kept = confirmed_mail(donor)
    stop = f"/notices/stop/{subscribing.stop_of(kept.pk)}/"
    program = Client(enforce_csrf_checks=True)
    assert program.get(stop).status_code == 200
    assert Subscription.private.exists()  # mail programs look at links
    answer = program.post(stop, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, Subscription.private.exists()) == (200, False)
    assert program.post(stop).status_code == 200  # and again


@pytest.mark.parametrize("change", ["number", "proof", "empty", "strange"])
def test_nobody_ends_another_s_mails(donor: Person, mails: list[Any], change: str) -> None:
    kept = confirmed_mail(donor)
    stop = subscribing.stop_of(kept.pk)
    other = {
        "number": f"{kept.pk + 1}-{stop.partition('-')[2]}",
        "proof": stop[:-1] + ("0" if stop[-1] != "0" else "1"),
        "empty": f"{kept.pk}-",
        "strange": f"²{stop}",
    }[change]
    assert Client().post(f"/notices/stop/{other}/").status_code == 404
    assert Subscription.private.exists()


def test_stop_of_one_account_leaves_the_other_s(donor: Person, mails: list[Any]) -> None:
    other = somebody()
    kept, _ = confirmed_mail(donor), confirmed_mail(other)
    assert subscribing.stop_mail(subscribing.stop_of(kept.pk))
    assert Subscription.private.get().user_id == other.user_id


def test_nobody_is_flooded_with_questions(mails: list[Any]) -> None:
    """Whoever asks, from whichever account: three a day to one address."""
    statuses = [ask(somebody(), address).status_code for address in (MAIL, MAIL.upper(), MAIL)]
    assert statuses == [302, 302, 302]
    assert ask(somebody()).status_code == 429
    assert len(mails) == LIMITS["ask_mail"][0].most == 3 and LIMITS["ask_mail"][0].per == DAY


def test_one_account_asks_few_addresses(donor: Person, mails: list[Any]) -> None:
    answers = [ask(donor, f"{number}@contoh.test").status_code for number in range(7)]
    assert answers == [302] * 6 + [429]


def test_wrong_address_is_told_at_its_field(donor: Person, mails: list[Any]) -> None:
    answer = ask(donor, "siti")
    assert answer.status_code == 422
    assert "bukan alamat" in wrong_fields(answer.content)["address"]
    assert not mails and not Subscription.private.exists()


def failing(error: Exception) -> Any:
    def send(*_: object, **__: object) -> None:
        raise error

    return send


def test_question_that_cannot_be_sent_is_told_and_not_kept(
    donor: Person, mails: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "send", failing(ConnectionRefusedError()))
    answer = ask(donor)
    assert answer.status_code == 503
    assert wrong_fields(answer.content)["address"]
    assert not Subscription.private.exists()


@pytest.mark.parametrize(
    ("error", "left"),
    [
        (smtplib.SMTPRecipientsRefused({MAIL: (550, b"no such user")}), False),
        (smtplib.SMTPRecipientsRefused({MAIL: (451, b"later")}), True),
        (smtplib.SMTPAuthenticationError(535, b"our own fault"), True),
        (smtplib.SMTPServerDisconnected(), True),
        (TimeoutError(), True),
    ],
)
def test_address_that_is_gone_is_forgotten_and_a_busy_server_tried_again(
    donor: Person,
    mails: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    *,
    error: Exception,
    left: bool,
) -> None:
    confirmed_mail(donor)
    something_new(donor)
    monkeypatch.setattr(mail, "send", failing(error))
    pass_minutes()
    assert Subscription.private.exists() is left
    assert pass_minutes(2) == int(left)


def test_database_holds_neither_address_nor_link(donor: Person, mails: list[Any]) -> None:
    ask(donor)
    token = link_in(mails[0]).split("/")[-2]
    kept = str(Subscription.private.values().get())
    assert MAIL not in kept and token not in kept
