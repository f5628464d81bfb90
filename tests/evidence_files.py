"""Files as people upload them, honest and otherwise."""

import struct
import zipfile
import zlib
from io import BytesIO

import pillow_heif
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

pillow_heif.register_heif_opener()

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_SHEET = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def photograph(kind: str = "JPEG", size: tuple[int, int] = (80, 40)) -> bytes:
    """As a phone takes it: held upright, with the place, the device and a remark in the file; the left half is red."""
    image, out = Image.new("RGB", size, "teal"), BytesIO()
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "Telepon Siti"
    exif[ExifTags.Base.Orientation] = 6  # turn by a quarter to the right
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (7.0, 53.0, 17.0)
    more = {"comment": b"di rumah"} if kind == "JPEG" else {}
    if kind == "PNG":
        more["pnginfo"] = PngInfo()
        more["pnginfo"].add_text("Author", "Telepon Siti")
    image.save(out, kind, exif=exif, **more)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises that many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def archive(parts: dict[str, bytes], *, comment: bytes = b"") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
        file.comment = comment
    return out.getvalue()


def workbook(main: str = SHEET, **more: bytes) -> bytes:
    """A workbook as Excel zips it, with ``more`` parts (double underscores are slashes)."""
    types = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{main}"/></Types>'
    parts = {"[Content_Types].xml": types.encode(), "_rels/.rels": b"<Relationships/>"}
    parts |= {"xl/workbook.xml": b"<workbook/>"}
    return archive(parts | {name.replace("__", "/"): content for name, content in more.items()})


def document(**more: bytes) -> bytes:
    parts = {"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<Relationships/>"}
    parts |= {"word/document.xml": b"<document/>"}
    return archive(parts | {name.replace("__", "/"): content for name, content in more.items()})


def pdf_with_stream(stream: bytes, filters: str = "/Filter /FlateDecode") -> bytes:
    head = f"%PDF-1.5\n1 0 obj\n<< {filters} /Length {len(stream)} >>\nstream\n".encode()
    return head + stream + b"\nendstream\nendobj\ntrailer<<>>\n%%EOF\n"
