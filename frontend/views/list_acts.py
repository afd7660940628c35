"""The buttons of a list, but for those of its lines."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from aid.actions import lists, portions
from frontend.acts import Act, perform
from frontend.errors import Outcome
from frontend.forms import Form

LIST_ACTS: dict[str, Act] = {
    "compile": Act(
        lists.compile_list,
        _("The list is with the kelurahan now, which checks it."),
        fields=("note", "met_on"),
    ),
    "last_rt": Act(lists.state_last_rt, _("Noted."), fields=("last_rt",)),
    "send_back": Act(
        lists.send_back, _("Sent back. The RW reads your reason."), fields=("reason",)
    ),
    "verify": Act(
        portions.verify_list,
        _("Checked. Donors see the need of the RW now; nothing is promised yet."),
    ),
    "copy": Act(
        lists.copy_list,
        _("Copied: the same households, for the days that follow."),
        fields=("first_day",),
    ),
    "close": Act(lists.close_list, _("The list is closed.")),
}


def perform_on_list(request: HttpRequest, verb: str, reference: str, form: Form) -> Outcome[object]:
    return perform(request, LIST_ACTS, verb, reference, form)
