"""Debian packages, downloaded and unpacked privately: apt checks them, the machine stays as it is."""

import itertools
import os
import shutil
from pathlib import Path

from .report import Failure, run, say
from .settings import CACHE

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PACKAGES = CACHE / "packages"
NETWORK_HINT = "Check the network and run this again: what is already there is not fetched twice."


def require_apt():
    """:raise Failure: this machine has no apt to fetch packages with"""
    for tool in ("apt-get", "dpkg"):
        if not shutil.which(tool):
            raise Failure(
                f"There is no {tool} here, so Odoo 19 cannot be fetched. Use Debian 12/13 or Ubuntu 24.04, "
                "or set ODOO_HOME to a folder that holds the source of Odoo 19."
            )


def _private_folders(name):
    """Return apt's options that keep its state in our cache, under that name."""
    home = CACHE / "apt" / name
    for folder in ("lists/partial", "cache/archives/partial"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    options = [
        f"Dir::State::Lists={home}/lists",
        f"Dir::Cache={home}/cache",
        "Acquire::Retries=3",
        "Acquire::Languages=none",
    ]
    if os.geteuid() == 0:
        options.append("APT::Sandbox::User=root")  # apt's own user cannot write into our cache
    return home, options


def _apt(arguments, options, what, **more):
    flags = [part for option in options for part in ("-o", option)]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return run(["apt-get", *flags, *arguments], what=what, hint=NETWORK_HINT, env=environment, **more)


def _machine_options():
    """Return options to download from the machine's own release, with lists of our own (its may be empty)."""
    _, options = _private_folders("machine")
    _apt(["update"], options, "Reading the package lists of this machine's release")
    return options


def _archive_address():
    """Return the address of Debian's archive.

    On Debian it stands in the machine's own apt configuration. Ubuntu's does not name it, but its package of apt's
    Python parts knows the archives of other distributions.
    """
    listing = run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Identifier: Packages"],
        what="Asking apt for its sources",
    )
    for address in itertools.chain(sorted(set(listing.split())), _known_archives()):
        if address.endswith("/debian/"):
            return address
    raise Failure(
        "No Debian archive is known to this machine's apt. Set ODOO_HOME to a folder that holds the source of Odoo 19."
    )


def _known_archives():
    template = _unpacked_from_machine("python-apt-common") / "usr/share/python-apt/templates/Debian.info"
    # apt checks signatures, and a bare machine has no certificates to speak https with
    yield from template.read_text().replace("https:", "http:").split()


def _keyring():
    """Return the keyring that Debian's archive is checked with."""
    if KEYRING.exists():
        return KEYRING
    return _unpacked_from_machine("debian-archive-keyring") / "usr/share/keyrings/debian-archive-keyring.gpg"


def _unpacked_from_machine(package):
    """Return a folder with the unpacked package of the machine's own release."""
    target = CACHE / "unpacked" / package
    if not target.exists():
        (archive,) = from_machine([package])
        unpack([archive], target)
    return target


def _unstable_options():
    """Return options to download from Debian's unstable suite, whose signatures apt checks."""
    home, options = _private_folders("unstable")
    sources = home / "sources.list"
    sources.write_text(f"deb [signed-by={_keyring()}] {_archive_address()} sid main\n")
    options += [f"Dir::Etc::SourceList={sources}", "Dir::Etc::SourceParts=/dev/null"]
    _apt(["update"], options, "Reading the package lists of Debian's unstable suite")
    return options


def _download(packages, options_of, suite):
    """Return the archives of the packages, from the cache or freshly downloaded; a cut download is resumed."""
    folder = PACKAGES / suite
    folder.mkdir(parents=True, exist_ok=True)
    missing = [package for package in packages if not (folder / f"{package}.complete").exists()]
    if missing:
        require_apt()
        options = options_of()
        for package in missing:
            say(f"  {package}")
            _apt(["download", package], options, f"Downloading {package}", cwd=folder)
            (folder / f"{package}.complete").touch()
    return [max(folder.glob(f"{package}_*.deb"), key=lambda path: path.stat().st_mtime) for package in packages]


def from_machine(packages):
    """Return the archives (paths) of packages of the machine's own release."""
    return _download(packages, _machine_options, "machine")


def from_unstable(packages):
    """Return the archives (paths) of packages of Debian's unstable suite."""
    return _download(packages, _unstable_options, "unstable")


def unpack(archives, target):
    """Unpack archives into a new folder; the folder appears only when it is complete."""
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    unpack_into(archives, part)
    part.rename(target)


def unpack_into(archives, target):
    """Unpack archives into a folder that is there already; one that proves broken is fetched anew next time."""
    for archive in archives:
        try:
            run(["dpkg", "-x", str(archive), str(target)], what=f"Unpacking {archive.name}", hint="Run this again.")
        except Failure:
            (archive.parent / f"{archive.name.split('_')[0]}.complete").unlink(
                missing_ok=True
            )  # fetched anew next time
            raise
