"""Refusals about taking rows away."""

from django.utils.translation import gettext_lazy as _

from aid.errors import AidError


class ExportsWait(AidError):
    """The person takes something away already, or others do; try again after ``retry_after``
    seconds."""

    code = "exports_wait"
    text = _("A download is running already. Please wait until it is finished.")
    retry_after = 10


class ExportTooLong(AidError):
    """More rows than a spreadsheet is made of."""

    code = "export_too_long"
    text = _("These are {rows} rows, and an XLSX file takes {most}. Choose less, or take CSV.")
