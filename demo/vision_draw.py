"""Pictures that we draw ourselves, with what is to be seen in them: shapes, digits, simple charts."""

import math
from dataclasses import dataclass, field

import numpy
from PIL import Image, ImageDraw, ImageFont

SIDE, PATCH = 96, 12  # pixels of what the model sees, and of one patch of it
PADDING = (127, 127, 127)  # what mtmd puts beside a picture that is no square
COLOURS = {
    "red": ((225, 30, 35), (214, 39, 40), (200, 0, 0), (255, 0, 0)),
    "green": ((44, 160, 44), (0, 150, 60), (0, 128, 0), (30, 190, 60)),
    "blue": ((31, 119, 180), (30, 60, 220), (0, 0, 255), (40, 110, 230)),
    "yellow": ((250, 220, 30), (255, 235, 0), (240, 210, 60)),
    "orange": ((255, 127, 14), (255, 140, 0), (245, 120, 30)),
    "purple": ((148, 103, 189), (128, 0, 128), (120, 50, 180)),
    "pink": ((255, 150, 200), (255, 105, 180), (245, 130, 190)),
    "black": ((0, 0, 0), (20, 20, 25), (35, 35, 35)),
    "white": ((255, 255, 255), (245, 245, 245)),
}
COLOUR_NAMES = tuple(COLOURS)
SHAPES = ("circle", "square", "triangle", "star", "cross", "heart")
LIGHT = (
    (255, 255, 255),
    (255, 255, 255),
    (255, 255, 255),
    (240, 240, 240),
    (225, 232, 245),
    (248, 243, 225),
    (228, 242, 228),
)
DARK = ((0, 0, 0), (25, 25, 30), (40, 45, 70), (60, 60, 60))
KINDS = ("single", "many", "pair", "bars", "line", "scatter", "pie", "digit", "nothing")
# Classes of the parts of a picture: nothing, the shapes, ten digits, then what charts consist of
DIGIT, BAR, HIGHEST, LOWEST, LINE, DOTS, PIE, PATCH_CLASSES = 7, 17, 18, 19, 20, 21, 22, 23
DIRECTIONS = ("none", "up", "down", "peak", "valley", "flat")


@dataclass
class Scene:
    """A picture and what is to be seen in it."""

    kind: str
    picture: Image.Image
    classes: Image.Image  # what stands where, as a class of part
    tints: Image.Image  # which colour stands where: 0 nothing, 1 red, ...
    middles: list = field(default_factory=list)  # where the middle of each shape, bar or slice is
    things: list = field(default_factory=list)  # (colour, shape) of each shape, from the left or from the top
    upright: bool = False  # whether two shapes stand one above the other
    number: int = 0  # how many shapes, bars or slices; which digit
    highest: int = 0  # which bar from the left, from 1
    lowest: int = 0
    colours: tuple = ()  # of the bars, slices, the line, the digit
    direction: str = "none"


class Canvas:
    """A picture being drawn, with the classes and colours of its parts beside it."""

    def __init__(self, rng, size, background):
        self.rng, self.size = rng, size
        self.picture = Image.new("RGB", size, background)
        self.classes, self.tints = Image.new("L", size), Image.new("L", size)
        self.middles = []
        self.pens = [ImageDraw.Draw(image) for image in (self.picture, self.classes, self.tints)]

    def put(self, verb, place, kind, colour, rgb, **options):
        """Draw one thing into the picture and into the maps beside it."""
        for pen, value in zip(self.pens, (rgb, kind, COLOUR_NAMES.index(colour) + 1)):
            getattr(pen, verb)(place, fill=value, **options)

    def scene(self, kind, **facts):
        """Return what was drawn as a scene."""
        return Scene(kind, self.picture, self.classes, self.tints, self.middles, **facts)


def shade(rng, colour):
    """Return a tone of a colour."""
    return tuple(min(255, max(0, value + rng.randint(-12, 12))) for value in rng.choice(COLOURS[colour]))


def pick_colours(rng, background, count):
    """Return different colours that can be told from the background."""
    dark = sum(background) < 300
    tinted = max(background) - min(background) > 10
    names = [
        name
        for name in COLOURS
        if name != ("black" if dark else "white") and not (tinted and name in ("yellow", "pink", "white"))
    ]
    return rng.sample(names, count)


def _outline(shape, turn):
    """Return the corners of a shape around the origin, about one unit from it."""
    if shape == "square":
        corners = [(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)]
    elif shape == "triangle":
        corners = [(0, -1), (0.95, 0.75), (-0.95, 0.75)]
    elif shape == "star":
        corners = [
            (math.sin(i * math.pi / 5) * (1, 0.42)[i % 2], -math.cos(i * math.pi / 5) * (1, 0.42)[i % 2])
            for i in range(10)
        ]
    elif shape == "cross":
        a, b = 0.3, 0.95
        corners = [
            (-a, -b),
            (a, -b),
            (a, -a),
            (b, -a),
            (b, a),
            (a, a),
            (a, b),
            (-a, b),
            (-a, a),
            (-b, a),
            (-b, -a),
            (-a, -a),
        ]
    else:
        angles = [i * math.pi / 20 for i in range(40)]
        corners = [
            (math.sin(t) ** 3, -(13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)) / 16)
            for t in angles
        ]
    cosine, sine = math.cos(turn), math.sin(turn)
    return [(x * cosine - y * sine, x * sine + y * cosine) for x, y in corners]


def put_shape(canvas, shape, colour, x, y, radius, rgb=None):
    """Draw a shape around a point."""
    rgb, kind = rgb or shade(canvas.rng, colour), SHAPES.index(shape) + 1
    canvas.middles.append((x, y))
    if shape == "circle":
        return canvas.put(
            "ellipse", (x - radius * 0.92, y - radius * 0.92, x + radius * 0.92, y + radius * 0.92), kind, colour, rgb
        )
    turn = canvas.rng.uniform(-0.22, 0.22) if canvas.rng.random() < 0.4 else 0
    canvas.put("polygon", [(x + dx * radius, y + dy * radius) for dx, dy in _outline(shape, turn)], kind, colour, rgb)


def _start(rng, wide=0.3):
    """Return an empty canvas of some size and background."""
    side = rng.choice((96, 128, 200, 256, 336))
    size = (side, int(side * rng.choice((0.6, 0.75, 0.8)))) if rng.random() < wide else (side, side)
    if rng.random() < 0.15:
        size = size[::-1]
    background = rng.choice(DARK) if rng.random() < 0.12 else rng.choice(LIGHT)
    return Canvas(rng, size, background), background


def draw_single(rng):
    """Draw one shape."""
    canvas, background = _start(rng)
    (colour,), shape = pick_colours(rng, background, 1), rng.choice(SHAPES)
    width, height = canvas.size
    radius = min(canvas.size) * rng.uniform(0.16, 0.46)
    put_shape(
        canvas, shape, colour, rng.uniform(radius, width - radius), rng.uniform(radius, height - radius), radius
    )
    return canvas.scene("single", things=[(colour, shape)], number=1)


def _places(rng, size, count, radius):
    """Return so many points that are two radii and a bit apart, or None if that does not work out."""
    points = []
    for _ in range(200):
        x, y = rng.uniform(radius, size[0] - radius), rng.uniform(radius, size[1] - radius)
        if all(math.hypot(x - a, y - b) > 2.25 * radius for a, b in points):
            points.append((x, y))
        if len(points) == count:
            return points


def draw_many(rng):
    """Draw one to six shapes: all the same, of one kind, or mixed."""
    canvas, background = _start(rng, 0.2)
    count, same = rng.choice((1, 2, 2, 3, 3, 4, 4, 5, 5, 6)), rng.choice(("all", "all", "shape", "none"))
    places = None
    while not places:
        radius = min(canvas.size) * rng.uniform(0.11, 0.34 / math.sqrt(count) if count > 1 else 0.3)
        places = _places(rng, canvas.size, count, radius)
    names, shape = pick_colours(rng, background, 4), rng.choice(SHAPES)
    things = [
        (names[0] if same == "all" else rng.choice(names), shape if same != "none" else rng.choice(SHAPES))
        for _ in places
    ]
    rgb = shade(rng, names[0]) if same == "all" else None
    for (x, y), (colour, kind) in zip(places, things):
        put_shape(canvas, kind, colour, x, y, radius * rng.uniform(0.85, 1), rgb)
    return canvas.scene("many", things=things, number=count)


def draw_pair(rng):
    """Draw two different shapes, side by side or one above the other."""
    canvas, background = _start(rng, 0)
    width, height = canvas.size
    upright = rng.random() < 0.4
    colours, shapes = pick_colours(rng, background, 2), rng.sample(SHAPES, 2)
    if rng.random() < 0.15:
        shapes[1] = shapes[0]
    for place, (colour, shape) in enumerate(zip(colours, shapes)):
        radius = min(canvas.size) * rng.uniform(0.14, 0.23)
        along, across = rng.uniform(0.25, 0.3) + 0.45 * place, rng.uniform(0.3, 0.7)
        x, y = (across, along) if upright else (along, across)
        put_shape(canvas, shape, colour, x * width, y * height, radius)
    return canvas.scene("pair", things=list(zip(colours, shapes)), number=2, upright=upright)


def _font(height, share):
    """Return a font for a picture of that height."""
    return ImageFont.load_default(max(5, height * share))


def _axes(canvas, plain=0.15):
    """Draw a frame with ticks, numbers and perhaps a title as plotting libraries do; return left, top, right, bottom.
    """
    rng, (width, height), pen = canvas.rng, canvas.size, canvas.pens[0]
    left, right = width * rng.uniform(0.11, 0.15), width * rng.uniform(0.9, 0.96)
    top, bottom = height * rng.uniform(0.06, 0.14), height * rng.uniform(0.84, 0.91)
    if rng.random() < plain:
        return left * 0.4, top * 0.5, width - left * 0.4, height - top * 0.5
    ink, line, font = (0, 0, 0), max(1, round(height / 480)), _font(height, 0.032)
    if rng.random() < 0.7:
        pen.rectangle((left, top, right, bottom), outline=ink, width=line)
    else:
        pen.line((left, top, left, bottom, right, bottom), fill=ink, width=line)
    for step in range(rng.randint(4, 8)):
        y = bottom - (bottom - top) * step / 7.5
        if y > top:
            pen.line((left - width * 0.008, y, left, y), fill=ink, width=line)
            pen.text(
                (left - width * 0.012, y), str(step * rng.choice((1, 2, 5, 10))), fill=ink, font=font, anchor="rm"
            )
    if rng.random() < 0.35:
        pen.text(
            ((left + right) / 2, top * 0.55),
            "".join(rng.choice("abcdenorst ") for _ in range(rng.randint(4, 18))),
            fill=ink,
            font=_font(height, 0.045),
            anchor="mm",
        )
    if rng.random() < 0.15:
        for step in range(1, 6):
            pen.line(
                (left, bottom - (bottom - top) * step / 6, right, bottom - (bottom - top) * step / 6),
                fill=(205, 205, 205),
                width=line,
            )
    return left, top, right, bottom


def _chart(rng):
    """Return an empty canvas of the shape that plots have."""
    width = rng.choice((160, 240, 320, 480))
    return Canvas(rng, (width, int(width * rng.choice((0.75, 0.75, 0.75, 0.6, 1, 0.5625)))), (255, 255, 255))


def _heights(rng, count):
    """Return heights of bars of which one is clearly the highest and another clearly the lowest."""
    while True:
        heights = [rng.uniform(0.08, 0.95) for _ in range(count)]
        if rng.random() < 0.5:
            heights = [max(0.08, round(height * 8) / 8) for height in heights]
        ordered = sorted(heights)
        if ordered[-1] > 0.4 and ordered[-1] - ordered[-2] > 0.09 and ordered[1] - ordered[0] > 0.07:
            return [height / ordered[-1] * rng.choice((0.95, 0.95, 0.9, 0.98)) for height in heights]


def draw_bars(rng):
    """Draw a bar chart."""
    canvas = _chart(rng)
    left, top, right, bottom = _axes(canvas)
    count = rng.choice((2, 3, 3, 4, 4, 5, 5, 6))
    heights = _heights(rng, count)
    several = count <= 5 and rng.random() < 0.45
    colours = (
        rng.sample(COLOUR_NAMES[:-1], count)
        if several
        else [rng.choice(("blue", "blue", *COLOUR_NAMES[:-1]))] * count
    )
    rgb = shade(rng, colours[0])
    step, gap = (right - left) / (count + rng.uniform(-0.1, 0.3)), rng.uniform(0.08, 0.3)
    start = left + (right - left - step * count) / 2
    font = _font(canvas.size[1], 0.035)
    for index, (height, colour) in enumerate(zip(heights, colours)):
        x = start + (index + 0.5) * step
        kind = HIGHEST if height == max(heights) else LOWEST if height == min(heights) else BAR
        place = (x - step * (1 - gap) / 2, bottom - (bottom - top) * height, x + step * (1 - gap) / 2, bottom - 1)
        canvas.middles.append((x, bottom - (bottom - top) * height / 2))
        canvas.put("rectangle", place, kind, colour, shade(rng, colour) if several else rgb)
        if rng.random() < 0.8:
            canvas.pens[0].text(
                (x, bottom + canvas.size[1] * 0.02),
                rng.choice("ABCDEFGHabcdxyz12345"),
                fill=(0, 0, 0),
                font=font,
                anchor="mt",
            )
    return canvas.scene(
        "bars",
        number=count,
        highest=heights.index(max(heights)) + 1,
        lowest=heights.index(min(heights)) + 1,
        colours=tuple(colours),
    )


CURVES = {
    "up": (lambda t: t, lambda t: t * t, math.sqrt),
    "down": (lambda t: 1 - t, lambda t: (1 - t) ** 2, lambda t: math.sqrt(1 - t)),
    "peak": (lambda t: math.sin(math.pi * t), lambda t: 1 - abs(2 * t - 1), lambda t: 1 - (2 * t - 1) ** 2),
    "valley": (lambda t: 1 - math.sin(math.pi * t), lambda t: abs(2 * t - 1), lambda t: (2 * t - 1) ** 2),
    "flat": (lambda t: 0.5,),
}


def draw_line(rng):
    """Draw a line chart whose line goes up, down, both or neither."""
    canvas = _chart(rng)
    left, top, right, bottom = _axes(canvas)
    direction = rng.choice(DIRECTIONS[1:])
    curve, colour, points = (
        rng.choice(CURVES[direction]),
        rng.choice(("blue", *COLOUR_NAMES[:-1])),
        rng.choice((3, 4, 5, 7, 10, 30)),
    )
    points += direction in ("peak", "valley") and points % 2 == 0
    rgb, size, noise = shade(rng, colour), canvas.size[1], rng.choice((0, 0, 0.03))
    inner, low, high = (
        (right - left) * 0.045,
        bottom - (bottom - top) * 0.05,
        bottom - (bottom - top) * rng.uniform(0.75, 0.95),
    )
    path = []
    for index in range(points):
        t = index / (points - 1)
        path.append(
            (
                left + inner + (right - left - 2 * inner) * t,
                low + (high - low) * (curve(t) + rng.uniform(-noise, noise)),
            )
        )
    width = max(1, round(size * rng.choice((0.006, 0.006, 0.01, 0.015))))
    canvas.put("line", path, LINE, colour, rgb, width=width)
    canvas.pens[1].line(path, fill=LINE, width=max(width, size // 20))
    canvas.pens[2].line(path, fill=COLOUR_NAMES.index(colour) + 1, width=max(width, size // 20))
    if rng.random() < 0.4:
        for x, y in path:
            canvas.put(
                "ellipse", (x - size * 0.012, y - size * 0.012, x + size * 0.012, y + size * 0.012), LINE, colour, rgb
            )
    return canvas.scene("line", direction=direction, colours=(colour,))


def draw_scatter(rng):
    """Draw a scatter plot."""
    canvas = _chart(rng)
    left, top, right, bottom = _axes(canvas)
    colour, radius = rng.choice(("blue", *COLOUR_NAMES[:-1])), canvas.size[1] * rng.uniform(0.01, 0.022)
    rgb = shade(rng, colour)
    for _ in range(rng.randint(12, 60)):
        x, y = rng.uniform(left + 3 * radius, right - 3 * radius), rng.uniform(top + 3 * radius, bottom - 3 * radius)
        canvas.put("ellipse", (x - radius, y - radius, x + radius, y + radius), DOTS, colour, rgb)
    return canvas.scene("scatter", colours=(colour,))


def draw_pie(rng):
    """Draw a pie chart."""
    canvas = _chart(rng)
    width, height = canvas.size
    count, radius = rng.choice((2, 3, 3, 4, 4, 5)), min(canvas.size) * rng.uniform(0.32, 0.45)
    while True:
        shares = [rng.uniform(0.12, 1) for _ in range(count)]
        ordered = sorted(share / sum(shares) for share in shares)
        if ordered[-1] - ordered[-2] > 0.09:
            break
    colours = rng.sample(COLOUR_NAMES[:-1], count)
    angle, box = (
        rng.choice((0, 0, 90, rng.uniform(0, 360))),
        (width / 2 - radius, height / 2 - radius, width / 2 + radius, height / 2 + radius),
    )
    for share, colour in zip(shares, colours):
        extent = 360 * share / sum(shares)
        canvas.put("pieslice", box, PIE, colour, shade(rng, colour), start=-angle - extent, end=-angle)
        middle = math.radians(-angle - extent / 2)
        canvas.middles.append(
            (width / 2 + 0.6 * radius * math.cos(middle), height / 2 + 0.6 * radius * math.sin(middle))
        )
        angle += extent
    return canvas.scene("pie", number=count, highest=shares.index(max(shares)) + 1, colours=tuple(colours))


def draw_digit(rng):
    """Draw one large digit."""
    canvas, background = _start(rng, 0.15)
    (colour,), digit = pick_colours(rng, background, 1), rng.randrange(10)
    width, height = canvas.size
    size = min(canvas.size) * rng.uniform(0.45, 1.05)
    font, x, y = ImageFont.load_default(size), width * rng.uniform(0.42, 0.58), height * rng.uniform(0.44, 0.56)
    bold = round(size * rng.choice((0, 0.015, 0.03)))
    canvas.put(
        "text",
        (x, y),
        DIGIT + digit,
        colour,
        shade(rng, colour),
        text=str(digit),
        font=font,
        anchor="mm",
        stroke_width=bold,
    )
    return canvas.scene("digit", number=digit, colours=(colour,))


def draw_nothing(rng):
    """Draw what can't be told: noise, stripes, a smooth run of colours, or nothing at all."""
    canvas, _ = _start(rng)
    width, height = canvas.size
    noise = numpy.random.default_rng(rng.randrange(2**32))
    kind = rng.randrange(4)
    if kind == 0:
        pixels = noise.integers(0, 256, (height, width, 3))
    elif kind == 1:
        corners = noise.integers(0, 256, (3, 3, 3)).astype("uint8")
        pixels = numpy.asarray(Image.fromarray(corners).resize((width, height), Image.BICUBIC))
    elif kind == 2:
        stripes = (
            numpy.add.outer(numpy.arange(height) * rng.choice((0, 1)), numpy.arange(width)) // rng.randint(4, 20)
        ) % 2
        pixels = numpy.where(stripes[..., None], noise.integers(0, 256, 3), noise.integers(0, 256, 3))
    else:
        pixels = numpy.broadcast_to(noise.integers(0, 256, 3), (height, width, 3))
    canvas.picture = Image.fromarray(pixels.astype("uint8"))
    return canvas.scene("nothing")


DRAW = {
    "single": (draw_single, 14),
    "many": (draw_many, 24),
    "pair": (draw_pair, 20),
    "bars": (draw_bars, 20),
    "line": (draw_line, 8),
    "scatter": (draw_scatter, 3),
    "pie": (draw_pie, 9),
    "digit": (draw_digit, 12),
    "nothing": (draw_nothing, 4),
}


def draw(rng, kind=None):
    """Return a scene of that kind, or of any."""
    kind = kind or rng.choices(list(DRAW), [weight for _, weight in DRAW.values()])[0]
    return DRAW[kind][0](rng)


def fitted(image, fill, method):
    """Scale a picture into the square that the model sees, in its own proportions, as mtmd does."""
    scale = SIDE / max(image.size)
    size = [min(SIDE, math.ceil(length * numpy.float32(scale))) for length in image.size]
    square = Image.new(image.mode, (SIDE, SIDE), fill)
    square.paste(
        image.resize(size, method) if list(image.size) != size else image,
        ((SIDE - size[0]) // 2, (SIDE - size[1]) // 2),
    )
    return square


def pixels(picture):
    """Return what the model sees of a picture: (3, SIDE, SIDE) numbers between -1 and 1."""
    values = numpy.asarray(fitted(picture.convert("RGB"), PADDING, Image.BICUBIC), dtype=numpy.float32) / 255
    return (values.transpose(2, 0, 1) - 0.5) / 0.5


def middles(scene):
    """Return for every patch 1 where the middle of a thing is, 0 elsewhere."""
    grid, (width, height) = numpy.zeros((SIDE // PATCH,) * 2, dtype=numpy.float32), scene.picture.size
    scale = SIDE / max(width, height)
    for x, y in scene.middles:
        column, row = (
            (x * scale + (SIDE - width * scale) / 2) // PATCH,
            (y * scale + (SIDE - height * scale) / 2) // PATCH,
        )
        grid[min(max(int(row), 0), len(grid) - 1), min(max(int(column), 0), len(grid) - 1)] = 1
    return grid.flatten()


def parts(image):
    """Return for every patch the value that covers most of it, where one covers an eighth of it."""
    grid = SIDE // PATCH
    values = (
        numpy.asarray(fitted(image, 0, Image.NEAREST))
        .reshape(grid, PATCH, grid, PATCH)
        .transpose(0, 2, 1, 3)
        .reshape(grid * grid, -1)
    )
    counts = numpy.stack([(values == value).sum(1) for value in range(1, PATCH_CLASSES)], axis=1)
    return numpy.where(counts.max(1) * 8 >= PATCH * PATCH, counts.argmax(1) + 1, 0)
