"""Where GeoDjango finds GDAL, GEOS and PROJ: in the wheels of pyogrio and shapely.

The distribution's GDAL may be too old for Django (gis.W001 on Debian 12), and
the wheels bring the same version to every machine.
"""

from importlib.util import find_spec
from pathlib import Path


def wheel_library(package: str, pattern: str) -> str:
    """The one shared library in ``package``'s wheel whose name matches ``pattern``.

    Raises FileNotFoundError when the wheel holds none, or several.
    """
    folder = package_folder(package).parent / f"{package}.libs"
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise FileNotFoundError(f"expected one {pattern} in {folder}, found {len(found)}")
    return str(found[0])


def package_folder(package: str) -> Path:
    """The folder that ``package`` is installed in, without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"{package} is not installed")
    return Path(spec.origin).parent
