"""Pictures from everywhere: hostile files, hostile servers, and every form that a picture comes in."""

import base64
import http.server
import io
import os
import threading
import time
import warnings

import numpy as np
import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from notebook_chat.core import pictures
from notebook_chat.core.messages import Picture
from notebook_chat.core.pictures import PictureError, as_picture, rgb_image, thumbnail
from support.pictures import file_of, png_that_claims


def drawing(size=(48, 32), mode="RGB"):
    """A picture whose left half is red."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1]), fill=(255, 0, 0))
    return image.convert(mode)


def corner(picture):
    """The colour at the top left of a picture."""
    return rgb_image(picture).getpixel((0, 0))


class Server:
    """Serves what a function gives for a path: `(status, headers, body or function that writes)`."""

    def __init__(self, answer):
        self.asked = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.append(self.path)
                status, headers, body = answer(self.path)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    body(self.wfile) if callable(body) else self.wfile.write(body)
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def serve():
    """`serve(answer)` starts a server, ended after the test."""
    servers = []

    def start(answer):
        servers.append(Server(answer))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


# Every kind of file


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "PPM", "ICO"])
def test_formats(kind):
    picture = as_picture(file_of(drawing((64, 64)), kind))
    assert picture.media_type in ("image/png", "image/jpeg")
    assert (picture.width, picture.height) == (64, 64)
    red, green, blue = corner(picture)
    assert red > 230 and green < 30 and blue < 30


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "YCbCr", "I", "F", "I;16"])
def test_modes(mode):
    image = drawing(mode="L" if mode == "I;16" else mode)
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    assert as_picture(image).width == 48
    assert rgb_image(image).getpixel((47, 0)) == (255, 255, 255)


def test_sixteen_bit_png_keeps_its_greys():
    ramp = np.linspace(0, 65535, 64).astype(np.uint16).reshape(8, 8)
    seen = np.asarray(rgb_image(file_of(Image.fromarray(ramp))))[:, :, 0]
    assert abs(seen.astype(int) - (ramp // 257)).max() <= 1


@pytest.mark.parametrize("turn, place", [(1, (0, 0)), (2, (47, 0)), (3, (47, 31)), (4, (0, 31)), (5, (0, 0)),
                                         (6, (31, 0)), (7, (31, 47)), (8, (0, 47))])
def test_exif_rotation(turn, place):
    image = Image.new("RGB", (48, 32), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 12, 12), fill="red")
    exif = Image.Exif()
    exif[0x0112] = turn
    picture = as_picture(file_of(image, "JPEG", exif=exif, quality=95))
    assert rgb_image(picture).getpixel(place)[1] < 100
    assert b"Exif" not in picture.data


def test_where_a_photo_was_taken_does_not_travel():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "a secret"
    assert b"a secret" not in as_picture(file_of(drawing(), "JPEG", exif=exif)).data


def test_transparency_lies_on_white():
    palette = Image.new("P", (4, 4), 0)
    palette.putpalette([0, 255, 0] + [0] * 765)
    for data in (file_of(Image.new("RGBA", (4, 4), (0, 0, 0, 0))), file_of(palette, transparency=0),
                 file_of(Image.new("RGB", (4, 4), (9, 9, 9)), transparency=(9, 9, 9)),
                 file_of(palette, "GIF", transparency=0)):
        assert corner(as_picture(data)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame(kind):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")]
    film = file_of(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)
    with pytest.warns(UserWarning, match="3 frames; only the first one"):
        picture = as_picture(film)
    assert corner(picture) == (255, 0, 0)
    assert not getattr(Image.open(io.BytesIO(picture.data)), "is_animated", False)


def test_what_needs_no_change_is_not_changed():
    for data in (file_of(drawing()), file_of(drawing(), "JPEG")):
        assert as_picture(data).data == data
        assert as_picture(as_picture(data)) is not None
        assert as_picture(Picture(data)).width == 48


def test_big_pictures_get_smaller():
    picture = as_picture(Image.new("RGB", (6000, 30), "red"))
    assert (picture.width, picture.height) == (2048, 10)
    assert as_picture(Image.new("L", (9000, 1))).height == 1
    noise = np.random.default_rng(0).integers(0, 256, (2048, 2048, 3), dtype=np.uint8)
    assert len(as_picture(noise).data) < 8 * 2**20


# Hostile files


@pytest.mark.parametrize("data", [b"", b"\x00", b"not a picture at all", b"\x89PNG\r\n\x1a\n", b"GIF89a",
                                  b"\xff\xd8\xff\xe0", b"RIFF\x00\x00\x00\x00WEBP", b"BM" + bytes(60),
                                  b"II*\x00" + bytes(20), b"P6 99 99 255\n", bytes(1000),
                                  b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7",
                                  b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
                                  png_that_claims(10, 10, b"short"), png_that_claims(0, 10), png_that_claims(10, 0)])
def test_what_is_no_picture(data):
    with pytest.raises(PictureError):
        as_picture(data)


@pytest.mark.parametrize("data, words", [(b"<!DOCTYPE html><p>", "web page"), (b"%PDF-1.7", "PDF"), (b"<svg/>", "SVG"),
                                         (b"", "empty"), (b"hello", "PNG, JPEG, GIF")])
def test_the_error_says_what_it_is(data, words):
    with pytest.raises(PictureError, match=words):
        as_picture(data)


def test_every_cut_and_many_broken_bytes_are_clear_errors_or_pictures():
    rng = np.random.default_rng(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for kind in ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"):
            whole = file_of(drawing((30, 20)), kind)
            damaged = [whole[:cut] for cut in range(0, len(whole), max(1, len(whole) // 40))]
            for _ in range(60):
                wrong = bytearray(whole)
                for place in rng.integers(0, len(wrong), 3):
                    wrong[place] = rng.integers(256)
                damaged.append(bytes(wrong))
            for data in damaged:
                try:
                    assert as_picture(data).width
                except PictureError as error:
                    assert "picture" in str(error) or "pixels" in str(error)


@pytest.mark.parametrize("size", [(8001, 8001), (200_000, 200_000), (2**31 - 1, 2**31 - 1), (64_000_001, 1)])
def test_bombs_are_not_unpacked(size):
    with pytest.raises(PictureError, match="pixels"):   # unpacking would find them broken
        as_picture(png_that_claims(*size))


def test_a_real_bomb():
    bomb = file_of(Image.new("1", (9000, 9000)))
    assert len(bomb) < 100_000
    with pytest.raises(PictureError, match="9,000 x 9,000 pixels; at most 64 million"):
        as_picture(bomb)


def test_a_text_bomb_in_a_png():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("comment", "x" * 50_000_000, zip=True)
    with pytest.raises(PictureError):
        as_picture(file_of(drawing(), pnginfo=notes))


def test_too_many_bytes():
    with pytest.raises(PictureError, match="at most 32 MB"):
        as_picture(file_of(drawing()) + bytes(33 * 2**20))


# Paths


def test_paths(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "müll 1.png").write_bytes(file_of(drawing()))
    for path in ("müll 1.png", tmp_path / "müll 1.png", str(tmp_path / "müll 1.png"), "./müll 1.png"):
        assert as_picture(path).name == "müll 1.png"
    with pytest.raises(PictureError, match="Did you mean müll 1.png"):
        as_picture("mull 1.png")
    with pytest.raises(PictureError, match="is a folder"):
        as_picture(tmp_path)
    for impossible in ("\0", "x" * 5000, "~nobody-of-that-name/x.png"):
        with pytest.raises(PictureError):
            as_picture(impossible)


def test_a_pipe_or_device_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    for path in (tmp_path / "pipe.png", "/dev/zero"):
        with pytest.raises(PictureError, match="not a readable file"):
            as_picture(path)


def test_an_endless_file_is_not_read_to_its_end(tmp_path):
    with open(tmp_path / "huge.png", "wb") as file:
        file.truncate(20 * 2**30)
    with pytest.raises(PictureError, match="at most 32 MB"):
        as_picture(tmp_path / "huge.png")


# The network


def test_from_a_server(serve):
    data = file_of(drawing())
    server = serve(lambda path: (200, {"Content-Length": len(data)}, data))
    assert as_picture(f"{server.address}/a/plot.png?x=1") == as_picture(data)
    assert as_picture(f"{server.address.upper()}/plot.png").name == "plot.png"


def test_a_redirect_stays_on_the_web(serve):
    places = {"/file": "file:///etc/passwd", "/ftp": "ftp://127.0.0.1/x.png", "/data": "data:image/png;base64,AAAA",
              "/gopher": "gopher://x/"}
    server = serve(lambda path: (302, {"Location": places[path]}, b""))
    for path in places:
        with pytest.raises(PictureError, match="can't be fetched|http or https"):
            as_picture(server.address + path)
    assert sorted(server.asked) == sorted(places)


def test_redirects_end(serve):
    server = serve(lambda path: (302, {"Location": f"{path}x"}, b""))
    with pytest.raises(PictureError, match="leads in a circle"):
        as_picture(server.address + "/")
    assert len(server.asked) <= 7


def test_a_huge_answer_is_cut_off(serve):
    sent = []

    def pour(file):
        while True:
            file.write(bytes(2**20))
            sent.append(1)

    server = serve(lambda path: (200, {}, pour))
    with pytest.raises(PictureError, match="more than 32 MB"):
        as_picture(server.address + "/big.png")
    time.sleep(0.3)
    assert len(sent) < 60


def test_a_server_that_trickles_is_given_up(serve, monkeypatch):
    monkeypatch.setattr(pictures, "_MOST_SECONDS", 1)

    def trickle(file):
        for _ in range(100):
            file.write(b"x")
            file.flush()
            time.sleep(0.1)

    server = serve(lambda path: (200, {"Content-Length": 100}, trickle))
    with pytest.raises(PictureError, match="longer than 1 seconds"):
        as_picture(server.address + "/slow.png")


@pytest.mark.parametrize("status, headers, body, words", [(404, {}, b"", "answers 404"), (500, {}, b"", "answers 500"),
                                                          (200, {}, b"<html>cats</html>", "web page"),
                                                          (200, {"Content-Length": "99"}, b"short",
                                                           "can't be|not a readable picture")])
def test_bad_answers(serve, status, headers, body, words):
    with pytest.raises(PictureError, match=words):
        as_picture(serve(lambda path: (status, headers, body)).address + "/x.png")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x.png", "http://", "http://[::1", "https://nowhere.invalid/x.png",
                                 "http://127.0.0.1:99999/x.png", "http://\x00/"])
def test_bad_addresses(url):
    with pytest.raises(PictureError):
        as_picture(url)


@pytest.mark.parametrize("url",
                         ["file:///etc/passwd", "ftp://example.org/x.png", "s3://bucket/x.png", "FILE:///etc/passwd"])
def test_other_schemes_are_refused(url):
    with pytest.raises(PictureError, match="http or https"):
        as_picture(url)


def test_data_urls():
    data = file_of(drawing())
    for url in (f"data:image/png;base64,{base64.b64encode(data).decode()}",
                f"DATA:image/png;charset=x;base64,{base64.b64encode(data).decode()}"):
        assert as_picture(url).data == data
    for url in ("data:", "data:image/png;base64", "data:,hello", "data:image/png;base64,AAA",
                "data:image/png;base64," + "A" * (70 * 2**20)):
        with pytest.raises(PictureError):
            as_picture(url)


# Arrays, figures and other objects


@pytest.mark.parametrize("array", [np.zeros((0, 5)), np.zeros(5), np.zeros((2, 2, 2, 2)), np.zeros((4, 4, 2)),
                                   np.array([["a"]]), np.array([[1j]]), np.array([[object()]]),
                                   np.full((2, 2), np.inf), np.full((2, 2), -0.1), np.full((2, 2), 300),
                                   np.full((2, 2), 1.5), np.zeros((3, 40, 50))])
def test_arrays_that_are_no_pictures(array):
    with pytest.raises(PictureError):
        as_picture(array)


@pytest.mark.parametrize("array, colour", [(np.zeros((3, 3), bool), 0), (np.ones((3, 3)), 255),
                                           (np.ones((3, 3, 1), np.float32), 255), (np.full((3, 3), 128, np.int64), 128),
                                           (np.full((3, 3, 3), 65535, np.uint16), 255),
                                           (np.full((3, 3), 0.5, np.float16), 128),
                                           (np.ones((5, 6, 3))[::2, ::-1], 255)])
def test_arrays(array, colour):
    assert corner(as_picture(array)) == (colour,) * 3


def test_figures():
    from matplotlib.figure import Figure

    figure = Figure(figsize=(2, 1), dpi=50)
    axes = figure.subplots()
    axes.plot([1, 2])
    assert as_picture(figure) == as_picture(axes)
    assert as_picture(figure).width == 100


def test_objects_that_show_themselves():
    class Shows:
        def _repr_png_(self):
            return file_of(drawing())

    class ShowsText(Shows):
        def _repr_png_(self):
            return base64.b64encode(file_of(drawing())).decode(), {"width": 3}

    assert as_picture(Shows()) == as_picture(ShowsText()) == as_picture(file_of(drawing()))


@pytest.mark.parametrize("thing", [None, 3, 2.5, object(), [], {}, lambda: 1, [drawing()]])
def test_what_can_be_no_picture(thing):
    with pytest.raises(PictureError):
        as_picture(thing)


def test_thumbnails_are_small():
    noise = np.random.default_rng(0).integers(0, 256, (700, 1000, 3), dtype=np.uint8)
    small = thumbnail(noise, 100)
    assert (small.width, small.height) == (100, 70)
    assert len(small.data) < 15_000
    assert thumbnail(drawing((10, 10))).width == 10


# In a kernel


@pytest.mark.kernel
def test_last_figure_of_a_notebook(run_cells):
    cells = ["from notebook_chat.core.pictures import *\nfrom notebook_chat.jupyter.figures import *\n"
             "import matplotlib.pyplot as plt\nfrom PIL import Image",
             "try: last_figure()\nexcept PictureError as error: print(error)",
             "watch_figures()\nplt.figure(figsize=(3, 2), dpi=50)\nplt.plot([1, 2])\nprint((last_figure().name, "
             "len(plt.get_fignums())))",
             "print(len(plt.get_fignums()), last_figure().media_type, last_figure().width > 50)",
             "Image.new('RGB', (11, 12))",
             "print(last_figure().width)"]
    outputs = [["".join(out.get("text", "")) for out in cell.outputs if out.output_type == "stream"]
               for cell in run_cells(cells).cells]
    assert outputs[1] == ["There is no figure yet: draw one, or name a picture.\n"]
    assert outputs[2] == ["('figure', 1)\n"]
    assert outputs[3] == ["0 image/png True\n"]
    assert outputs[5] == ["11\n"]


# Errors stay short, and what is nearly a picture is one


@pytest.mark.parametrize("given", [
    "x" * 800_000, "iVBOR" + "A" * 800_000, "/9j/" + "B" * 400_000, "data:image/png;base64," + "!" * 10**6,
    "data:" + "x" * 10**6, "a" * 10**5 + "://b", "folder/" * 600 + "x.png", "~" * 3000,
    "http://[" + "1" * 10**5, "\0" * 10**4,
    b"x" * 10**6, [0] * 10**6], ids=lambda value: str(value)[:8])
def test_errors_are_short_whatever_is_given(given):
    with pytest.raises(PictureError) as caught:
        as_picture(given)
    assert len(str(caught.value)) <= 300


def test_base64_alone_is_a_picture():
    picture = as_picture(Image.new("RGB", (30, 20), "red"))
    text = picture.data_url.partition(",")[2]
    wrapped = "\n".join(text[start:start + 76] for start in range(0, len(text), 76))
    assert as_picture(text) == as_picture(wrapped) == picture


@pytest.mark.parametrize("low, high", [(0, 1.0000001), (-1e-9, 1), (-5e-4, 1.0005)])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_hair_outside_is_clipped(low, high, kind):
    array = np.array([[low, high]] * 2, dtype=kind)
    assert as_picture(array) == as_picture(np.array([[0.0, 1.0]] * 2))


@pytest.mark.parametrize("array, words", [
    (np.array([[0, 1.01]]), "run from 0 to 1.01; .* run from 0 to 1"), (np.array([[0, 200.0]]), "array / 255"),
    (np.array([[-3.0, 7.0]]), "run from -3 to 7"), (np.array([[0, np.nan]]), r"np.nan_to_num\(array\)"),
    (np.array([[-np.inf, 1]]), r"np.nan_to_num\(array\)")])
def test_the_range_is_said(array, words):
    with pytest.raises(PictureError, match=words):
        as_picture(array)


def test_heic_where_pillow_reads_it(monkeypatch):
    photo = b"\0\0\0\x18ftypheic" + b"\0" * 100
    with pytest.raises(PictureError, match="pillow_heif.register_heif_opener"):
        as_picture(photo)

    class Photo(Image.Image):
        def __init__(self, file, name=""):
            super().__init__()
            image = Image.new("RGB", (40, 30), "red")
            self.im, self._mode, self._size, self.format = image.im, "RGB", image.size, "HEIF"

        def verify(self):
            pass

    monkeypatch.setitem(Image.OPEN, "HEIF", (Photo, lambda start: start[4:12] == b"ftypheic"))
    monkeypatch.setattr(Image, "ID", [*Image.ID, "HEIF"])
    picture = as_picture(photo)
    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", 40, 30)


@pytest.mark.parametrize("size, seen", [((1, 1), (28, 28)), ((30_000, 10), (2048, 28)), ((1, 5), (28, 140)),
                                        ((40, 30), (40, 30))])
def test_a_model_sees_no_side_shorter_than_a_patch(size, seen):
    image = rgb_image(Image.new("RGB", size, "red"), shortest=28)
    assert image.size == seen and image.getpixel((image.width // 2, image.height // 2)) == (255, 0, 0)
