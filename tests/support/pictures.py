"""Picture files, good ones and others."""

import io
import struct
import zlib

from PIL import Image


def file_of(image, kind="PNG", **options):
    """The bytes of a file with a picture of Pillow's."""
    image.save(file := io.BytesIO(), kind, **options)
    return file.getvalue()


def png(color="red", size=(40, 30)):
    """A PNG file of one colour."""
    return file_of(Image.new("RGB", size, color))


def noise_file(size=(64, 48), kind="PNG"):
    """A file with a picture of noise."""
    return file_of(Image.effect_noise(size, 90).convert("RGB"), kind)


def png_that_claims(width, height, body=b"", colour_type=2, depth=8):
    """A PNG file that claims a size."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")
