"""Formulas as models write them, without their dollars, and what somebody reads in one once it is set."""

import re
import unicodedata
from html.parser import HTMLParser

INLINE = r"""
x
x^2
x_1
x_i^2
x_{ij}^{(k)}
2x + 3y = 7
E = mc^2
a \neq b
a \le b \leq c
a \geq b > 0
\frac{a}{b}
\frac{\frac{a}{b}}{c}
\dfrac{1}{2} + \tfrac{1}{3}
\sqrt{2}
\sqrt[3]{x + 1}
\pi r^2
\alpha, \beta, \gamma, \delta, \epsilon, \varepsilon
\theta, \vartheta, \phi, \varphi, \omega, \Omega
\Gamma, \Delta, \Theta, \Lambda, \Sigma, \Phi, \Psi
\hbar \omega
\hat{y} = \bar{x} + \tilde{z}
\vec{v} \cdot \vec{w}
\dot{x}, \ddot{x}
\overline{AB}
\widehat{xyz}
\underline{x}
\mathbb{R}^n
\mathbb{N} \subset \mathbb{Z} \subset \mathbb{Q}
\mathcal{L}(x)
\mathbf{v} = \mathbf{A}\mathbf{x}
\mathrm{d}x
\mathfrak{g}
\mathsf{T}
\boldsymbol{\beta}
f: A \to B
x \mapsto x^2
A \implies B
A \iff B
\forall x \in A
\exists y \notin B
A \cup B \cap C
A \setminus B
\emptyset, \varnothing
A \subseteq B
p \land q \lor \neg r
a \equiv b \pmod{n}
a \bmod b
\gcd(a, b)
n!
\binom{n}{k}
\sin^2\theta + \cos^2\theta = 1
\log_2 n
\ln x
\exp(-x)
\max(a, b)
\arg\min_x f(x)
\operatorname{rank}(A)
\operatorname*{argmax}_{x} f(x)
\det(A)
\dim V
\Pr(X > 3)
P(A \mid B)
X \sim \mathcal{N}(\mu, \sigma^2)
\mathbb{E}[X]
\operatorname{Var}(X)
\left( \frac{a}{b} \right)
\left[ 0, 1 \right)
\left\{ x \right\}
\left| x \right|
\left\| v \right\|
|x|
\|v\|
\lvert x \rvert
\langle u, v \rangle
\lfloor x \rfloor
\lceil x \rceil
\big( x \big)
\Big[ y \Big]
a \pm b
a \times b
a \div b
a \cdot b
a \approx b
a \propto b
x \ll y
x \gg y
\infty
\partial f
\nabla f
f'(x)
f''(x)
x \rightarrow \infty
\leftarrow
\Rightarrow
\leftrightarrow
\uparrow
90^\circ
50\%
\$5
a \quad b
a\,b\;c\!d
\text{if } x
x_{\text{max}}
v_{\mathrm{rms}}
O(n \log n)
10^{-3}
1{,}000
a_1, a_2, \ldots, a_n
a_1 + \cdots + a_n
\cdots
\star \ast \circ \bullet
\oplus \otimes
\perp \parallel
\angle ABC
\triangle ABC
\therefore
\because
\overbrace{a + b}^{n}
\underbrace{a + b}_{n}
\stackrel{?}{=}
\overset{a}{b}
\underset{a}{b}
\xrightarrow{f}
\Re(z), \Im(z)
\ell
\aleph_0
\dagger
{n \choose k}
x^{y^z}
{}^{14}_{6}\mathrm{C}
\not= b
a \ne b
\checkmark
\color{red}{x}
\cancel{x}
\mathrm{H_2O}
\ce{H2O}
\ce{2H2 + O2 -> 2H2O}
\ce{SO4^2-}
f(x) = ax^2 + bx + c
e^{i\pi} + 1 = 0
(a + b)^2 = a^2 + 2ab + b^2
\int x\,dx
\sum_{i=1}^n i
""".strip().split("\n")

DISPLAY = [formula.strip("\n") for formula in r"""
\sum_{i=1}^{n} i = \frac{n(n+1)}{2}

\prod_{k=1}^{n} k = n!

\int_{0}^{\infty} e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}

\iint_D f\,dA

\oint_C \mathbf{F} \cdot d\mathbf{r}

\lim_{x \to 0} \frac{\sin x}{x} = 1

\lim\limits_{n \to \infty} a_n

\limsup_{n \to \infty} a_n

\sup_{x \in A} f(x)

x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}

\frac{d}{dx}\left( x^n \right) = n x^{n-1}

\frac{\partial u}{\partial t} = \alpha \nabla^2 u

\left( \sum_{i} x_i \right)^2

\left. \frac{df}{dx} \right|_{x=0}

\begin{aligned} a &= b \\ c &= d \end{aligned}

\begin{aligned}
x + y &= 3 \\
2x - y &= 0
\end{aligned}

\begin{align} a &= b + c \\ &= d \end{align}

\begin{align*}
(a + b)^2 &= (a + b)(a + b) \\
&= a^2 + 2ab + b^2
\end{align*}

\begin{gather} a = b \\ c = d \end{gather}

\begin{gathered} a = b \\ c = d \end{gathered}

\begin{equation} E = mc^2 \end{equation}

\begin{equation*} a = b \end{equation*}

\begin{split} a &= b \\ &= c \end{split}

\begin{alignat*}{2} a &= b & c &= d \end{alignat*}

\begin{multline*} a + b \\ + c \end{multline*}

f(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}

|x| = \begin{cases} x, & x \ge 0 \\ -x, & x < 0 \end{cases}

\begin{dcases} x & x > 0 \\ 0 \end{dcases}

\begin{matrix} a & b \\ c & d \end{matrix}

A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}

\begin{bmatrix} a_{11} & \cdots & a_{1n} \\ \vdots & \ddots & \vdots \\ a_{m1} & \cdots & a_{mn} \end{bmatrix}

\begin{vmatrix} a & b \\ c & d \end{vmatrix} = ad - bc

\begin{Vmatrix} a \\ b \end{Vmatrix}

\begin{Bmatrix} a \\ b \end{Bmatrix}

\left[ \begin{array}{cc|c} 1 & 0 & 3 \\ 0 & 1 & 4 \end{array} \right]

\begin{array}{rl} a & b \\ c & d \end{array}

\begin{smallmatrix} a & b \\ c & d \end{smallmatrix}

\boxed{x = 5}

\boxed{\frac{a}{b}}

a = b \tag{1}

\begin{align} a &= b \tag{2} \\ c &= d \notag \end{align}

\hat{\theta} = \arg\max_{\theta} \sum_{i=1}^{N} \log p(x_i \mid \theta)

\text{softmax}(x_i) = \frac{e^{x_i}}{\sum_{j} e^{x_j}}

\text{Attention}(Q, K, V) = \text{softmax}\left( \frac{QK^T}{\sqrt{d_k}} \right) V

P(A \mid B) = \frac{P(B \mid A)\,P(A)}{P(B)}

f(x) = \frac{1}{\sigma\sqrt{2\pi}} e^{-\frac{1}{2}\left( \frac{x - \mu}{\sigma} \right)^2}

\sum_{\substack{i < j \\ i \text{ even}}} a_{ij}

\underbrace{1 + 1 + \cdots + 1}_{n \text{ times}}

\nabla \times \mathbf{E} = -\frac{\partial \mathbf{B}}{\partial t}

\cfrac{1}{1 + \cfrac{1}{x}}

\text{if $n$ is even, } \frac{n}{2}

\ce{CO2 + H2O <=> H2CO3}

x = 50\% \times 20

\mathbf{A}^{-1} = \frac{1}{\det \mathbf{A}} \operatorname{adj}(\mathbf{A})

\left\langle \psi \middle| \phi \right\rangle

\bigcup_{i=1}^{n} A_i = \bigcap_{j} B_j

a \xrightarrow{\text{heat}} b

\overline{z_1 + z_2} = \overline{z_1} + \overline{z_2}
""".strip().split("\n\n")]

FORMULAS = [(tex, False) for tex in INLINE] + [(tex, True) for tex in DISPLAY]

INVISIBLE = re.compile("[\\s\u00a0\u2000-\u200b\u2061-\u2064\u202f\u205f\ufe00\ufe0e]+")
SAME = {"−": "-", "∗": "*", "⋅": "·", "∙": "·", "∣": "|", "‖": "∥", "⟨": "〈", "⟩": "〉", "ˆ": "^", "\u0302": "^",
        "˜": "~", "\u0303": "~", "ϵ": "ε", "ϕ": "φ", "’": "′", "\u0338": "/", "\u20d7": "→", "⟶": "→", "⇀": "→",
        "˙": ".", "\u0307": ".", "\u0308": "..", "∖": "\\", "△": "▵", "⟂": "⊥",
        "\u2015": "‾", "\u0304": "‾", "\u0305": "‾",
        "\u0332": "‾", "_": "‾", "⌀": "∅", "↽--→": "⇌"}


class Reader(HTMLParser):
    """Reads the leaves of MathML in their order."""

    def __init__(self):
        """Nothing is read yet."""
        super().__init__()
        self.leaves, self.open = [], []

    def handle_starttag(self, tag, attributes):
        """A tag opens; in an annotation nothing is shown."""
        self.open.append(tag)

    def handle_endtag(self, tag):
        """A tag closes."""
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        """Text within a leaf."""
        if not {"annotation", "mphantom"} & set(self.open):
            self.leaves.append(data)


def symbols(mathml):
    """The symbols that somebody sees in a formula, in their order and in any font; tags of lines come last."""
    reader = Reader()
    reader.feed(mathml)
    text = unicodedata.normalize("NFKD", "".join(reader.leaves))
    for one, other in SAME.items():
        text = text.replace(one, other)
    text = INVISIBLE.sub("", text)
    return re.sub(TAG, "", text) + "".join(re.findall(TAG, text))


TAG = r"\(\d\)"


def rows(mathml):
    """How many rows and cells the tables of a formula have; cells without anything only make room."""
    filled = re.findall(r"<mtd[^>]*>(?!</mtd>)", mathml)
    return mathml.count("<mtr") + mathml.count("<mlabeledtr"), len(filled)
