"""A small but complete OpenID Connect provider on loopback: discovery, keys, code flow, user info, logout.

It checks what a provider has to check (client, secret, redirect address, one use of a code, PKCE), so that a client
which forgets something fails here. ``fault`` makes it lie in one way.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "sekin-uji", "rahasia-klien"


class Provider(ThreadingHTTPServer):
    """``claims``: about whoever logs in there; ``told_by``: where they stand, ``id_token`` or ``userinfo``."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key, self.foreign_key = (RSAKey.generate_key(2048, {"kid": "satu"}) for _ in range(2))
        self.claims = {"sub": "orang-1"}
        self.told_by = "id_token"
        self.fault = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        self.logged_out: list[dict[str, str]] = []

    def rotate_key(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "dua"})

    def id_token(self, asked: dict[str, str], access_token: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            "at_hash": _half_hash(access_token), **(self.claims if self.told_by == "id_token" else {}),
            "sub": self.claims["sub"],
        }  # fmt: skip
        claims |= {
            "wrong nonce": {"nonce": "lain"},
            "expired": {"iat": now - 900, "exp": now - 600},
            "not yet valid": {"nbf": now + 600},
            "issued in the future": {"iat": now + 600},
            "wrong audience": {"aud": "klien-lain"},
            "for another client, passed on to us": {"aud": "klien-lain", "azp": CLIENT},
            "wrong issuer": {"iss": "https://jahat.example"},
            "for another access token": {"at_hash": _half_hash("lain")},
        }.get(self.fault, {})
        for claim in ("nonce", "exp", "aud", "iss", "sub"):
            if self.fault == f"no {claim}":
                del claims[claim]
        return self._signed(claims)

    def _signed(self, claims: dict) -> str:
        header = {"alg": "RS256", "kid": self.key.kid}
        if self.fault == "no signature":
            parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
            return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), ""])
        if self.fault == "signed with our public key":
            public = OctKey.import_key(self.key.as_pem(private=False))
            return jwt.encode(header | {"alg": "HS256"}, claims, public, algorithms=["HS256"])
        if self.fault == "unknown key":
            return jwt.encode(header | {"kid": "asing"}, claims, self.foreign_key)
        return jwt.encode(header, claims, self.foreign_key if self.fault == "wrong signature" else self.key)


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        {
            "/.well-known/openid-configuration": self.discovery,
            "/keys": lambda asked: self._json({"keys": [self.server.key.as_dict(private=False)]}),
            "/authorize": self.authorize,
            "/userinfo": self.userinfo,
            "/logout": self.logout,
        }.get(parts.path, lambda asked: self._json({}, 404))(asked)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.token({name: values[-1] for name, values in parse_qs(body).items()})

    def discovery(self, asked: dict[str, str]) -> None:
        at = self.server.issuer
        self._json({
            "issuer": at, "authorization_endpoint": f"{at}/authorize", "token_endpoint": f"{at}/token",
            "userinfo_endpoint": f"{at}/userinfo", "jwks_uri": f"{at}/keys", "end_session_endpoint": f"{at}/logout",
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
        })  # fmt: skip

    def authorize(self, asked: dict[str, str]) -> None:
        """Whoever comes is logged in as ``claims`` say, and sent back with a code."""
        needed = {"client_id": CLIENT, "response_type": "code", "code_challenge_method": "S256"}
        complete = all(asked.get(name) for name in ("redirect_uri", "state", "nonce", "code_challenge"))
        if any(asked.get(name) != value for name, value in needed.items()) or not complete:
            return self._json({"error": "invalid_request"}, 400)
        if "openid" not in asked.get("scope", "").split():
            return self._json({"error": "invalid_scope"}, 400)
        code = secrets.token_urlsafe(16)
        self.server.codes[code] = asked
        answer = {"code": code, "state": asked["state"]}
        if self.server.fault == "cancelled":
            answer = {"error": "access_denied", "state": asked["state"]}
        return self._redirect(f"{asked['redirect_uri']}?{urlencode(answer)}")

    def token(self, given: dict[str, str]) -> None:
        asked = self.server.codes.pop(given.get("code", ""), None)  # once
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if self.server.fault == "broken" or self.headers.get("Authorization") != f"Basic {basic}":
            return self._json({"error": "invalid_client"}, 401)
        if asked is None or asked["redirect_uri"] != given.get("redirect_uri"):
            return self._json({"error": "invalid_grant"}, 400)
        if asked["code_challenge"] != _challenge(given.get("code_verifier", "")):
            return self._json({"error": "invalid_grant"}, 400)
        access_token = secrets.token_urlsafe(16)
        self.server.tokens.add(access_token)
        answer = {"access_token": access_token, "token_type": "Bearer", "expires_in": 300}
        if self.server.fault != "no ID token":
            answer["id_token"] = self.server.id_token(asked, access_token)
        return self._json(answer)

    def userinfo(self, asked: dict[str, str]) -> None:
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in self.server.tokens:
            return self._json({"error": "invalid_token"}, 401)
        other = {"sub": "orang-2"} if self.server.fault == "user info of somebody else" else {}
        return self._json(self.server.claims | other)

    def logout(self, asked: dict[str, str]) -> None:
        self.server.logged_out.append(asked)
        self._redirect(asked["post_logout_redirect_uri"])

    def _json(self, content: dict, status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _redirect(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args) -> None:
        """Quiet."""


@contextmanager
def running() -> Iterator[Provider]:
    with Provider() as provider:
        thread = threading.Thread(target=provider.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield provider
        provider.shutdown()
        thread.join()


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _half_hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).rstrip(b"=").decode()
