"""Where a request comes from: the client's own address behind trusted proxies, and its network.

``ClientAddressMiddleware`` stands first and writes the address to ``REMOTE_ADDR``, so everything behind it (limits on
login, the list of sessions, logs) reads one field and nobody else reads ``X-Forwarded-For``.
"""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

UNIX_SOCKET = "unix"  # in TRUSTED_PROXIES: the web server talks through a socket, which has no address


class ClientAddressMiddleware:
    """Replaces the last proxy's address by the client's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.trusts_socket, self.trusted = trusted_proxies(settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        remote = request.META.get("REMOTE_ADDR", "")
        if remote or self.trusts_socket:
            forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = client_address(remote, forwarded, self.trusted)
        return self.get_response(request)


def trusted_proxies(entries: Sequence[str]) -> tuple[bool, list[Network]]:
    """Whether a socket is trusted, and the trusted networks; one address is a network of one."""
    try:
        networks = [ip_network(entry.strip(), strict=False) for entry in entries if entry != UNIX_SOCKET]
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}") from error
    return UNIX_SOCKET in entries, networks


def client_address(remote: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The first address, seen from here, that is no trusted proxy.

    ``forwarded`` is read from the right, since each proxy appends the address that it saw; whatever stands left of
    the first untrusted hop was written by the client. An entry that is no address ends the walk.
    """
    client = _address(remote)
    hops = [_address(entry) for entry in forwarded.split(",")] if forwarded else []
    while hops and (client is None or _is_in(client, trusted)):
        hop = hops.pop()
        if hop is None:
            break
        client = hop
    return str(client) if client else remote


def network_of(address: str) -> str | None:
    """The first address of the client's network, by which login attempts are counted; None without address.

    A household or a server owns a whole IPv6 /64 and could take another address for each attempt.
    """
    client = _address(address)
    if client is None:
        return None
    return str(ip_network((client, settings.LOGIN_NETWORK_PREFIXES[client.version]), strict=False)[0])


def counted_network(request: HttpRequest) -> str | None:
    """For django-axes: the network that an attempt is counted for."""
    return network_of(request.META.get("REMOTE_ADDR", ""))


def from_where(request: HttpRequest) -> str:
    """For the history of an account."""
    return f"Dari {request.META.get('REMOTE_ADDR') or 'alamat tak dikenal'}"


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _address(text: str) -> Address | None:
    """An address as proxies write it: with a port or in brackets too; IPv4 in IPv6's dress is IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
