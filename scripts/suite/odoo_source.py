"""The source of Odoo 19: the folder that ODOO_HOME names, or Debian's package unpacked into the runtime folder."""

import re
import shutil
from pathlib import Path

from . import debian
from .report import Failure, step
from .settings import EXTERNAL_ODOO, ODOO_SERIES, RUNTIME

TARGET = RUNTIME / "odoo"
# Odoo's web assets are links into these packages.
FROM_UNSTABLE = [
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
]
# Unstable's Font Awesome 7 lacks the files of 4.7 that Odoo links to.
FROM_MACHINE = ["fonts-font-awesome", "fonts-inconsolata"]
# Chinese in the PDFs that the suite draws; a TrueType font, which can be embedded.
FONT_PACKAGE = "fonts-droid-fallback"
FONT = TARGET / "usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"


def ensure():
    """Return the folder that holds the package `odoo`, made ready if need be.

    :raise Failure: ODOO_HOME is not Odoo 19, or the package cannot be had
    """
    if EXTERNAL_ODOO:
        return _check_release(Path(EXTERNAL_ODOO).expanduser().resolve(), "ODOO_HOME")
    if not TARGET.exists():
        debian.require_apt()
        with step("fetching Odoo 19 (122 MB)"):
            archives = debian.from_unstable(FROM_UNSTABLE) + debian.from_machine(FROM_MACHINE)
        with step("unpacking Odoo 19 (1.3 GB)"):
            debian.unpack(archives, TARGET)
            _check_links()
    if not FONT.exists():
        with step("fetching a font for Chinese in PDFs (3 MB)"):
            debian.unpack_into(debian.from_machine([FONT_PACKAGE]), TARGET)
    return _check_release(TARGET / "usr/lib/python3/dist-packages", "The package odoo-19")


def _check_links():
    broken = [link for link in TARGET.rglob("*") if link.is_symlink() and not link.exists()]
    if broken:
        shutil.rmtree(TARGET)
        raise Failure(
            f"Odoo's files are incomplete: {broken[0]} and {len(broken) - 1} more links lead nowhere. Run this again."
        )


def _check_release(home, origin):
    release = home / "odoo" / "release.py"
    if not release.exists():
        raise Failure(
            f"{origin} ({home}) holds no Odoo: there is no odoo/release.py in it. "
            "It must be the folder above the package `odoo`."
        )
    found = re.search(r"version_info = \((\d+), (\d+)", release.read_text())
    version = ".".join(found.groups()) if found else "unknown"
    if version != ODOO_SERIES:
        raise Failure(f"{origin} ({home}) is Odoo {version}; the suite needs Odoo {ODOO_SERIES}.")
    return home
