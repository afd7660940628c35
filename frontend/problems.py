"""What can be wrong in a form beside what the actions check."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aid.errors import Problem

PROBLEMS: dict[str, str | Promise] = {
    "kelurahan_missing": _("Please write the name of your kelurahan."),
    "kelurahan_unknown": _("We know no kelurahan of this name in Jakarta."),
    "kelurahan_which": _("Please choose the kelurahan that you mean."),
    "number_of_three_digits": _("Please write a number from 1 to 999, or leave it empty."),
    "who_missing": _("Please say for whom you ask."),
    "institution_needs_account": _("An institution asks with an account: please sign in first."),
    "reference_wrong": _("This is no number of a request. Example: R-7K3M9QXA."),
    "code_not_sent": _("Codes can't be sent just now. Please try again later."),
    "mail_not_sent": _("E-mails can't be sent just now. Please try again later."),
    "code_wrong": _("This code isn't right. Please look at it again."),
    "password_wrong": _("This isn't the password. Please try again."),
    "wrong_login": _(
        "The number or e-mail and the password don't match. Check both, or sign in with your phone "
        "number."
    ),
}


def problem(code: str) -> Problem:
    return Problem(code, PROBLEMS[code])
