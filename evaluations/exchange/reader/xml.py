"""XML of a stranger, event by event: no entity is ever expanded, nothing outside is looked up."""

from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

from evaluations.exchange.reader.refusal import Refusal

CHUNK_BYTES = 1 << 16
Attributes = dict[str, str]


def new_parser() -> expat.XMLParserType:
    """A parser that refuses a document type: entities cannot be defined without one."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*args: object) -> None:
    raise Refusal("unreadable")


def feed(parser: expat.XMLParserType, stream: IO[bytes]) -> Iterator[None]:
    """Give the parser the stream, chunk by chunk; what it made of each can be taken in between."""
    while chunk := stream.read(CHUNK_BYTES):
        parser.Parse(chunk, False)
        yield
    parser.Parse(b"", True)
    yield


def elements(stream: IO[bytes], take: Callable[[str, Attributes], None]) -> None:
    """``take(local name, attributes by local name)`` for each element of a small part."""

    def start(name: str, attributes: Attributes) -> None:
        take(local(name), {local(key): value for key, value in attributes.items()})

    parser = new_parser()
    parser.StartElementHandler = start
    for _ in feed(parser, stream):
        pass


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]
