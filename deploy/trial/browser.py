"""A browser as small as the trial needs: cookies, forms with their CSRF token, TLS checked against one certificate."""

import http.client
import json
import re
import ssl
import uuid
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    path: str

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self):
        return json.loads(self.body)


@dataclass
class Browser:
    """``source`` is the address that it connects from: every 127.x.y.z is this machine."""

    port: int
    certificate: Path
    source: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        context = ssl.create_default_context(cafile=str(self.certificate))
        connection = http.client.HTTPSConnection(
            "localhost", self.port, timeout=120, context=context, source_address=(self.source, 0)
        )
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent["Referer"] = f"https://localhost:{self.port}{path}"
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read(), path)
        connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            self.set_cookies.append(line)
            for morsel in SimpleCookie(line).values():
                self.cookies[morsel.key] = morsel.value
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        """Follows where it is sent within the site."""
        answer = self.ask("GET", path, **headers)
        for _ in range(5):
            if answer.status not in (301, 302, 303):
                break
            target = urlsplit(urljoin(answer.path, answer.headers["Location"]))
            answer = self.ask("GET", target.path + (f"?{target.query}" if target.query else ""), **headers)
        return answer

    def post(
        self, path: str, fields: dict[str, str], files: dict[str, Path] | None = None, **headers: str
    ) -> Answer:
        """Like a form of the page at ``path``, which is opened first for its token."""
        page = self.get(path)
        [token] = re.findall(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"', page.text)[:1]
        fields = {"csrfmiddlewaretoken": token, **fields}
        if files is None:
            body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = _multipart(fields, files)
        return self.ask("POST", page.path, body, Content_Type=kind, **headers)


def _multipart(fields: dict[str, str], files: dict[str, Path]) -> tuple[bytes, str]:
    line = uuid.uuid4().hex
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, path in files.items():
        head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{path.name}"\r\n\r\n'
        parts.append(head.encode() + path.read_bytes() + b"\r\n")
    return b"".join(parts) + f"--{line}--\r\n".encode(), f"multipart/form-data; boundary={line}"
