"""Translates words of the files into codes that every system knows."""

from suite.report import Failure

COUNTRIES = {
    "Australia": "AU",
    "Austria": "AT",
    "Belgium": "BE",
    "Canada": "CA",
    "China": "CN",
    "Denmark": "DK",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Hong Kong": "HK",
    "Ireland": "IE",
    "Israel": "IL",
    "Italy": "IT",
    "Japan": "JP",
    "Netherlands": "NL",
    "New Zealand": "NZ",
    "Norway": "NO",
    "Philippines": "PH",
    "Poland": "PL",
    "Portugal": "PT",
    "Russia": "RU",
    "Singapore": "SG",
    "South Africa": "ZA",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "UK": "GB",
    "USA": "US",
}
REGIONS = {
    ("AU", "NSW"): "NSW",
    ("AU", "Queensland"): "QLD",
    ("AU", "Victoria"): "VIC",
    ("CA", "BC"): "BC",
    ("CA", "Québec"): "QC",
}


def country(name):
    """Return the ISO code of a country.

    :raise Failure: it is not known
    """
    if len(name) == 2 and name.isupper() and name != "UK":
        return name
    if name not in COUNTRIES:
        raise Failure(f"The country {name!r} is not known. Write its ISO code of two letters, or add it to {__file__}.")
    return COUNTRIES[name]


def region(country_code, name):
    """Return the code of a state or province within its country, or ``""`` if it has none that we know.

    >>> region("US", "NV"), region("AU", "Victoria"), region("GB", "Isle of Wight")
    ('NV', 'VIC', '')
    """
    if country_code == "US" and len(name) == 2:
        return name
    return REGIONS.get((country_code, name), "")


def role(job):
    """Return (role, scope) of a job: scope ``own`` dealers, ``team`` (the offices of all below), or ``all``.

    >>> role("Sales Rep"), role("Sale Manager (EMEA)"), role("VP Sales"), role("President")
    (('account_manager', 'own'), ('channel_manager', 'team'), ('channel_manager', 'all'), ('auditor', 'all'))
    """
    if "Rep" in job:
        return "account_manager", "own"
    if "Manager" in job:
        return "channel_manager", "team"
    return ("channel_manager", "all") if job == "VP Sales" else ("auditor", "all")
