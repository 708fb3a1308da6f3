"""Texts with dollars that are prices, variables or marks, and what a reader must see of them; and real formulas."""

PRICES = [   # Markdown, and the text that is shown
    ("It costs $5 and not $10.", "It costs $5 and not $10."),
    ("From $5-$10, or $5–$10 each.", "From $5-$10, or $5–$10 each."),
    ("$1,000/$2,000 and $3.50/month vs $4/month", "$1,000/$2,000 and $3.50/month vs $4/month"),
    ("US$5 to 10$, A$3 and C$4, $5 US$", "US$5 to 10$, A$3 and C$4, $5 US$"),
    ("$20M+$30M=$50M; $5k,$6k", "$20M+$30M=$50M; $5k,$6k"),
    ("**$5** and **$6**, *$7*/*$8*", "$5 and $6, $7/$8"),
    ("(in $) or ($)", "(in $) or ($)"),
    ("5 $, 6 $ and 7$, 8$", "5 $, 6 $ and 7$, 8$"),
    ("restaurants: $, $$, $$$ or $–$$", "restaurants: $, $$, $$$ or $–$$"),
    ("the '$' and the '$' sign", "the '$' and the '$' sign"),
    ("价格$5到$10，或$20。", "价格$5到$10，或$20。"),
    ("\\$5 and \\$6, &#36;7 &dollar;8", "$5 and $6, $7 $8"),
    ("$HOME/$PATH, ${a} and ${b}/${c}", "$HOME/$PATH, ${a} and ${b}/${c}"),
    ("$5 per user (net, or 6$) a month", "$5 per user (net, or 6$) a month"),
    ("a < $5 & b > $6 \"$7\"", "a < $5 & b > $6 \"$7\""),
    ("$(a).b($(c))", "$(a).b($(c))"),
    ("$5 `$y` and `$z` $6", "$5 $y and $z $6"),
]
WITHIN = [   # how a text with prices stands in a block, and the elements around it
    ("- {0}\n- b", "li"), ("1. a\n2. {0}", "li"), ("> {0}", "blockquote p"), ("# {0}", "h1"), ("### {0}", "h3"),
    ("| a | b |\n|---|---|\n| {0} | x |", "td"), ("| {0} | b |\n|---|---|\n| c | x |", "th"),
    ("[{0}](https://a.b)", "a"), ("- a\n\n  {0}", "li"), ("> - {0}", "blockquote li"), ("- [ ] {0}", "li"),
    ("- x\n\n  | a |\n  |---|\n  | {0} |", "td"), ("~~{0}~~", "del, s"), ("A\n{0}\nB", "p"),
]
MIXED = [   # Markdown, and how many formulas are in it
    ("The price $p = 5$ is $5, not $10.", 1), ("$x^2$ costs $5", 1), ("$5 for $n$ pieces, $10 for $2n$", 2),
    ("At $3 each, $3n$ in all, or \\(4n\\)", 2), ("\\(x\\) costs $5 and \\[y\\] $6", 2), ("$$a + b$$ is $5 to $6", 1),
]
REAL = ["$x^2$", "$5$", "$-1$", "$n$", "$2x + 3 = 7$", "$$x$$", "\\(x\\)", "\\[x\\]", "$a, b, c$", "$[0, 1)$", "$f(x)$",
        "$3.14$", "$x \\text{ and } y$", "$10^{-3}$", "$f: A \\to B$", "$100\\%$", "$\\$5$", "$2 \\sin x$", "$0$",
        "$a_1$", "\\begin{align} a &= b \\end{align}", "$$\nx\n$$", "\\[\nx\n\\]", "$\\alpha$", "$P(A|B)$",
        "$|x|$", "$n!$", "$\\$$"]
