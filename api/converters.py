"""What stands in an address: anything else there is not found."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from aid.open_data.columns import FILES
from aid.reference import PATTERN


class Reference(StringConverter):
    """A request's, offer's or match's public reference."""

    regex = PATTERN.pattern


class RegionCode(StringConverter):
    """The code of a region at any level."""

    regex = r"[0-9.K]{2,17}"


class OpenDataFile(StringConverter):
    """The name of a file of open data: needs.csv."""

    regex = "|".join(file.replace(".", r"\.") for file in FILES)


def register() -> None:
    register_converter(Reference, "reference")
    register_converter(RegionCode, "region")
    register_converter(OpenDataFile, "open_data_file")
