"""Where a new cluster's files go: var/, or /var/lib/gandeng when postgres cannot reach var/."""

import hashlib
from pathlib import Path

from launcher.checkout import ROOT, VAR
from launcher.server import RunAs, reachable

ELSEWHERE = Path("/var/lib/gandeng")


def data_folder(cluster: str, mode: RunAs) -> Path:
    """The path to create the cluster at; its parent exists.

    Only when the server runs as postgres (see launcher.server) may a checkout lie where it
    cannot go, such as /root. The files then go to /var/lib/gandeng, one folder per checkout,
    and var/ gets a symbolic link to them.
    """
    if mode is not RunAs.POSTGRES or reachable(mode, VAR):
        return VAR / cluster
    folder = ELSEWHERE / hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    return folder / cluster
