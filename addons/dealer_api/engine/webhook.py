"""Signature and patience of webhooks: plain Python."""

import hashlib
import hmac
import ipaddress
import socket
import urllib.parse

# Seconds until the next try after so many failures; about a day and a half in all, then the message is dead.
WAITS = (30, 60, 120, 300, 900, 1800, 3600, 7200, 14400, 28800, 57600)


def signature(secret, moment, body):
    """Return what the receiver computes to know that a message is ours, and not an old one sent again.

    :param str secret: shared with the receiver
    :param str moment: seconds since 1970, as sent in ``X-Dealer-Timestamp``
    :param bytes body: as sent

    >>> signature("secret", "1700000000", b"{}")[:11]
    'v1=b8569b78'
    """
    message = moment.encode() + b"." + body
    return "v1=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def wait_after(failures):
    """Return the seconds to wait after ``failures`` failures, or None if that were enough of them.

    >>> wait_after(1), wait_after(3), wait_after(len(WAITS) + 1)
    (30, 120, None)
    """
    return WAITS[failures - 1] if failures <= len(WAITS) else None


def is_address(url):
    """Tell whether ``url`` is one that messages may be sent to.

    >>> is_address("https://example.com/hook"), is_address("http://10.0.0.1:8080/x")
    (True, True)
    >>> is_address("ftp://example.com"), is_address("file:///etc/passwd"), is_address("https://user:pw@example.com/")
    (False, False, False)

    Addresses that only the machine's surroundings answer on (cloud metadata) are none, however they are written:

    >>> is_address("http://169.254.169.254/latest"), is_address("http://0xA9FEA9FE/"), is_address("http://[fe80::1]/")
    (False, False, False)
    """
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plain = not (parts.username or parts.password or any(character.isspace() for character in url))
    return parts.scheme in ("http", "https") and _is_host(parts.hostname) and plain and port != 0


def _is_host(host):
    """Tell whether ``host`` is a name, or the number of one machine of a network."""
    if not host:
        return False
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        try:
            number = ipaddress.ip_address(socket.inet_aton(host))  # 0x7f000001 and 127.1 are numbers, too
        except (OSError, ValueError):
            return True
    number = getattr(number, "ipv4_mapped", None) or number
    return not (number.is_link_local or number.is_unspecified or number.is_multicast)
