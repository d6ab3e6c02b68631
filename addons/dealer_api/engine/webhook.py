"""Signature and patience of webhooks, and where they may go: plain Python."""

import hashlib
import hmac
import ipaddress
import socket
import urllib.parse

# Where clouds answer a machine about itself, keys included, besides the link-local addresses.
METADATA = frozenset(map(ipaddress.ip_address, ("fd00:ec2::254", "100.100.100.200", "192.0.0.192")))
# Networks whose addresses hold one of IPv4, and how many bits follow it.
EMBEDDING = ((ipaddress.ip_network("64:ff9b::/96"), 0), (ipaddress.ip_network("2002::/16"), 80))

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


class ForbiddenAddress(Exception):
    """A name leads to a machine that messages are not sent to. ``args``: the name, the address."""


def is_address(url):
    """Tell whether ``url`` is one that messages may be sent to, as far as that can be told without asking what its name means.

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
        return is_allowed(host)
    except ValueError:
        try:
            return is_allowed(socket.inet_aton(host))  # 0x7f000001 and 127.1 are numbers, too
        except (OSError, ValueError):
            return True


def is_allowed(number):
    """Tell whether messages may be sent to the machine with this number.

    :param number: an IP address as text or bytes
    :raise ValueError: it is no IP address

    >>> [is_allowed(number) for number in ("10.0.0.1", "127.0.0.1", "::1", "2001:4860:4860::8888")]
    [True, True, True, True]
    >>> [is_allowed(number) for number in ("169.254.169.254", "fe80::1%eth0", "0.0.0.0", "224.0.0.1", "255.255.255.255")]
    [False, False, False, False, False]

    An address of IPv4 is the same inside one of IPv6:

    >>> [is_allowed(number) for number in ("::ffff:169.254.1.1", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "fd00:ec2::254")]
    [False, False, False, False]
    """
    address = _innermost(ipaddress.ip_address(number))
    if address.version == 4 and address.is_reserved:
        return False
    return not (address.is_link_local or address.is_unspecified or address.is_multicast or address in METADATA)


def _innermost(address):
    """Return the address of IPv4 that one of IPv6 stands for, or ``address`` itself."""
    if address.version == 4:
        return address
    for network, bits in EMBEDDING:
        if address in network:
            return ipaddress.IPv4Address(int(address) >> bits & 0xFFFFFFFF)
    return address.ipv4_mapped or address


def addresses(host, port):
    """Return what the name ``host`` means today: arguments of a connection, as :func:`socket.getaddrinfo` gives them.

    :raise ForbiddenAddress: one of them is none that messages may be sent to
    :raise OSError: the name is not known
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_kind, place in found:
        if not is_allowed(place[0]):
            raise ForbiddenAddress(host, place[0])
    return found
