"""What hinders a household in what it does about its own request and data."""

from django.utils.translation import gettext_lazy as _

from aid.errors import AidError, WrongState


class PromisedAlready(AidError):
    """More is asked for after somebody promised something: a new check can't wait for that."""

    code = "promised_already"
    text = _(
        "Somebody has promised something already, so that more can't be asked for here now. Ask "
        "again once it came."
    )


class SomethingUnderWay(AidError):
    """A delivery, a dispute, a hand-out or a complaint of the household is not over."""

    code = "something_under_way"
    text = _(
        "Something is not over yet: a delivery, a question whether it came, or a complaint of "
        "yours. Once it is settled you can erase everything."
    )


class NotYet(WrongState):
    """The request's end is far, or can't be moved."""

    code = "not_yet"
    text = _("This request stands for a while yet: there is nothing to do.")
