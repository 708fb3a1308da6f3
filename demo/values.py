"""Values that the model must copy: names, cities, words, numbers. Those kept for evaluation never train."""

from .tables import DAYS, MONTHS

NAMES = """Anna Ben Clara David Emma Felix Greta Hans Ida Jonas Karl Lena Max Nina Oskar Paula Quentin Rosa Simon Tina
Uwe Vera Walter Xenia Yusuf Zoe Alice Bob Carol Dan Eve Frank Grace Henry Irene Jack Kate Liam Mary Noah Olivia Peter
Rachel Sam Tom Ursula Victor Wendy Ahmed Bianca Carlos Diego Elena Fatima Giulia Hiroshi Indira Jorge Kenji Lucia
Mehmet Natasha Omar Priya Ravi Sofia Tariq Umberto Vikram Wei Ximena Yuki Zara Adam Bella Chris Diana Edgar Fiona
George Hannah Ivan Julia Kevin Laura Mike Nora Oliver Patricia Robert Sarah Thomas""".split()
HELD_NAMES = """Agnes Bruno Camille Dorian Esther Florian Gustav Helga Isabel Jasper Katrin Leopold Miriam Norbert
Ottilie Philippa Roland Susanne Theodor Valentin Wilma Yvonne Zacharias Amir Bogdan Chiara Dmitri Eduardo Farah
Giovanni Hamid Ingrid Jamila Kofi Lorenzo Malik Nadia Olga Pedro Rania""".split()
SURNAMES = """Miller Smith Weber Rossi Garcia Novak Jensen Silva Tanaka Kumar Brown Fischer Dubois Lopez Ivanov Berg
Kowalski Murphy Nguyen Santos Keller Moore Olsen Petrov Schmidt Young Adams Costa Eriksen Haas""".split()
HELD_SURNAMES = "Lovelace Hopper Turing Noether Zimmermann Okafor Lindqvist Moreau Castellano Whitfield".split()
CITIES = """Paris London Berlin Rome Madrid Vienna Hamburg Munich Boston Chicago Tokyo Oslo Lisbon Prague Dublin
Athens Cairo Toronto Sydney Mumbai Lima Seoul Zurich Geneva Milan Naples Lyon Porto Bergen Ghent Graz Leeds York
Dallas Denver Seattle Austin Nairobi Lagos Hanoi Kyoto Osaka Perth Quito Riga Sofia Turin Utrecht Warsaw Zagreb
Bremen Leipzig Dresden Cologne Bath Oxford Cambridge Basel Nice Florence""".split()
HELD_CITIES = """Heidelberg Marseille Tallinn Valencia Reykjavik Montevideo Kampala Salzburg Bologna Antwerp Rotterdam
Portland Houston Brisbane Jakarta Krakow Trondheim Freiburg Glasgow Santiago""".split()
COLOURS = "red blue green yellow orange purple black white pink brown grey turquoise gold silver".split()
HELD_COLOURS = "violet crimson teal magenta lilac beige".split()
WORDS = """apple river stone garden winter paper silver window music bread forest yellow tiger cloud planet engine
bottle summer candle market button pillow hammer rocket island shadow copper velvet falcon meadow pepper castle
blanket thunder mirror basket lantern anchor dolphin saddle ribbon walnut compass marble harvest feather canyon
pocket tunnel violin orchid puzzle kitten magnet jacket helmet dragon spider bucket cactus""".split()
HELD_WORDS = """lemon ladder pigeon carpet desert blossom wizard napkin tulip gravel parrot trumpet cabin mustard
glacier sparrow cushion pebble chimney acorn""".split()
ITEMS = """lamp chair table book phone bicycle jacket camera guitar clock bottle bread ticket laptop pen bag shirt
umbrella mirror sofa""".split()
HELD_ITEMS = "backpack kettle violin blanket printer scarf ladder teapot".split()
ONSETS = "b c d f g h j k l m n p r s t v w z br ch cl dr fl gr kr pl sh st th tr".split()
VOWELS = "a e i o u ai ea io ou".split()
ENDINGS = ("", "", "n", "l", "r", "s", "m", "t", "nd", "rk", "x", "th")


def made_up(rng, syllables=None):
    """Return a word that does not exist."""
    count = syllables or rng.choice((2, 2, 3))
    return "".join(rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(count)) + rng.choice(ENDINGS)


class Values:
    """Draws values; with `held`, only such as never train."""

    def __init__(self, rng, held=False):
        self.rng, self.held = rng, held

    def _pick(self, train, held, made=0.5):
        """Return a value kept for evaluation, or a training one, often made up."""
        if self.held:
            return self.rng.choice(held)
        if self.rng.random() < made:
            return made_up(self.rng).capitalize() if train[0][0].isupper() else made_up(self.rng)
        return self.rng.choice(train)

    def name(self):
        return self._pick(NAMES, HELD_NAMES)

    def full_name(self):
        return f"{self.name()} {self._pick(SURNAMES, HELD_SURNAMES)}"

    def city(self):
        return self._pick(CITIES, HELD_CITIES)

    def colour(self):
        return self._pick(COLOURS, HELD_COLOURS, made=0.15)

    def word(self):
        return self._pick(WORDS, HELD_WORDS, made=0.35)

    def item(self):
        return self._pick(ITEMS, HELD_ITEMS, made=0.35)

    def words(self, low, high):
        """Return several words with spaces between."""
        return " ".join(self.word() for _ in range(self.rng.randint(low, high)))

    def number(self, digits=4):
        """Return a whole number of up to so many digits."""
        return self.rng.randrange(10 ** self.rng.randint(1, digits))

    def decimal(self):
        """Return a number with one or two decimals, as text."""
        return f"{self.number(3)}.{self.rng.randint(1, 99):02d}"

    def clock(self):
        """Return a time of day, in one of several forms."""
        hour, minute, second = self.rng.randrange(24), self.rng.randrange(60), self.rng.randrange(60)
        day = f"{self.rng.randrange(2020, 2035)}-{self.rng.randrange(1, 13):02d}-{self.rng.randrange(1, 29):02d}"
        return self.rng.choice(
            (
                f"{hour:02d}:{minute:02d}",
                f"{hour:02d}:{minute:02d}:{second:02d}",
                f"{hour:02d}:{minute:02d}",
                f"{hour:02d}:{minute:02d}:{second:02d}",
                f"{day} {hour:02d}:{minute:02d}:{second:02d}",
                f"{hour % 12 + 1}:{minute:02d} {'AM' if hour < 12 else 'PM'}",
            )
        )

    def date(self):
        """Return a date, in one of several forms."""
        year, month, day = self.rng.randrange(1990, 2040), self.rng.randrange(1, 13), self.rng.randrange(1, 29)
        name = MONTHS[month - 1]
        weekday = self.rng.choice(DAYS)
        return self.rng.choice(
            (
                f"{year}-{month:02d}-{day:02d}",
                f"{year}-{month:02d}-{day:02d}",
                f"{day} {name} {year}",
                f"{name} {day}, {year}",
                f"{weekday}, {day} {name} {year}",
            )
        )
