"""The client's address is what our own web servers saw, whatever the client writes."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from sekin_site.login.clients import ClientAddressMiddleware, client_address, network_of, trusted_proxies

PROXIES = trusted_proxies(["127.0.0.1", "10.0.0.0/8", "2001:db8:aaaa::/48"])[1]


@pytest.mark.parametrize(
    ("remote", "forwarded", "client"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),  # nobody that we trust wrote it
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "8.8.8.8, 198.51.100.7", "198.51.100.7"),  # the left one was sent by the client
        ("127.0.0.1", "127.0.0.1, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "8.8.8.8,198.51.100.7 , 10.1.2.3", "198.51.100.7"),  # two proxies
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),  # one of ours asks
        ("127.0.0.1", "198.51.100.7:61234", "198.51.100.7"),
        ("127.0.0.1", "[2001:db8::7]:443", "2001:db8::7"),
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("2001:db8:aaaa::1", "198.51.100.7", "198.51.100.7"),
        ("::ffff:127.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7, unknown", "127.0.0.1"),
        ("127.0.0.1", "' OR 1=1", "127.0.0.1"),
        ("127.0.0.1", ",", "127.0.0.1"),
    ],
)
def test_the_rightmost_untrusted_hop_is_the_client(remote, forwarded, client):
    assert client_address(remote, forwarded, PROXIES) == client


def seen_by_a_view(settings, trusted, **meta):
    settings.TRUSTED_PROXIES = trusted
    seen = []
    ClientAddressMiddleware(lambda request: seen.append(request.META["REMOTE_ADDR"]))(
        RequestFactory().get("/", **meta)
    )
    return seen[0]


def test_without_the_setting_no_header_is_believed(settings):
    forged = {"HTTP_X_FORWARDED_FOR": "198.51.100.7", "HTTP_X_REAL_IP": "198.51.100.7",
              "HTTP_FORWARDED": "for=198.51.100.7", "HTTP_CLIENT_IP": "198.51.100.7"}  # fmt: skip
    assert seen_by_a_view(settings, [], REMOTE_ADDR="127.0.0.1", **forged) == "127.0.0.1"


def test_a_socket_is_believed_only_where_the_setting_says_so(settings):
    header = {"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "198.51.100.7"}
    assert seen_by_a_view(settings, ["127.0.0.1"], **header) == ""
    assert seen_by_a_view(settings, ["127.0.0.1", "unix"], **header) == "198.51.100.7"


def test_a_mistake_in_the_setting_stops_the_start(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/99"]
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        ClientAddressMiddleware(lambda request: None)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("", None),
    ],
)
def test_an_ipv6_subscriber_is_one_network(address, network):
    assert network_of(address) == network
