"""Answers such as models really write, for whatever shows them."""

STEPS = """To install it:

1. **Get the package**:

    ```bash
    pip install x
    export PATH=$HOME/bin:$PATH
    ```

    Then restart & say "ok".

2. Check it:
   ```python
   import x
   if x.a < 3 and x.b > 2:

       print("ok")
   ```
   - on Linux, `x --help`
   - on Windows:

     ~~~
     x.exe /?
     ~~~
3. Done."""

ANSWERS = [
    STEPS,
    "Text:\n\n    if a < b and \"q\":\n        print('$5')\n",
    "**注意：**这是重点",
    "Emoji 😀 **重要**：文本。**粗体**文本，*斜体*文本。**「引用」**と言う",
    "日本語の**太字。**次の文",
    "한국어 **강조(强調)**를 합니다",
    "```markdown\n# T\n```py\nx=1\n```\nmore\n```\nafter",
    "````md\n```\nx\n```\n````\n",
    "It costs $5 and not $10.",
    "US$5 to 10$ each, $5-$10, \\$500, a $x$ at $3",
    "- item with $x$ and $5 price\n- $10 other",
    "$E=mc^2$ and $$\\int_0^1 x\\,dx$$ then $|a|$",
    "\\(x\\) and \\[y\\]\n\n$$\na\nb\n$$\n\n\\[\n\\frac{a}{b}\n\\]",
    "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}",
    "> quote\n> ```py\n> x = 1\n> ```\n> end",
    "> a\n> > b\n>\n> - c\n>   - d\n\ntext",
    "- a\n  ~~~sh\n  echo $HOME\n  ~~~\n- b",
    "1. a\n   - b\n     ```py\n     x\n\n     y\n     ```\n   - c\n2. d",
    "- one\n- two\n\n  para\n\n  ```\n  code\n\n  more $x\n  ```\n- three",
    "| a | b |\n|--|:-:|\n| `x` | $x$ |\n| `x\\|y` | a<br>b |",
    "| `a` | **b** | [l](https://x.y) |\n|:--|--:|---|\n| 1 * 2 | a_b | <div> |\n",
    "a | b\n--|--\n1 | 2",
    "Not | a table\nstill",
    "Here is a table:\n\n- before\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |",
    "# T #\n\nA  \nB\\\nC [x](http://a.b/c_(d)) ![p](https://q.r/s.png) <b>hi</b>",
    "Text\n- a\n- b\ntext after\n\n---\n\nTitle\n===\n\nSub\n---",
    "#### H4\ntext\n##### H5",
    "***both*** and **a *b* c**, un*frigging*believable",
    "a * b * c, 2*3*4, a_b_c, _x_, __y__, ~~gone~~ and ~ 5 ~ and ~x~",
    "**Note:** text, **`code`**: more, (**x**), **x**y, \"**q**\"",
    "**Bold with `code` and $x$** end",
    "1. **Step one**: do `x`\n2. **Step two** — go\n   continue here\n\n   new para",
    "1) a\n2) b\n\n5. c\n6. d",
    "* a\n* b\n\n- c\n- d",
    "10. ten\n11. eleven\n    - nested\n      text",
    "1. a\n\n   > q\n\n   b\n2. c",
    "- a\n- ```py\n  x\n  ```\n- \n- d",
    "- [ ] open\n- [x] done\n- [ ]: none",
    "1. [ ] first\n2. [X] second",
    "Line one\nline two  \nline three",
    "#5 is alive\n+ plus\n= equal\n2024. A year",
    "C:\\Users\\x and \\alpha, a\\*b\\*c \\# \\- \\_x\\_",
    "Use `a < b` and `x[0]` & `$x` and `` a`b `` and ` x ` and ``` x",
    "see https://a.b/c?x=1&y=2, www.example.com (or https://en.wikipedia.org/wiki/A_(b)).",
    "[ref][1] and [x][]\n\n[1]: https://a.b/c\n[x]: https://d.e 'title'",
    "[**bold link**](https://a.b), foo@example.com and <foo@example.com>, [x](a.md), [y](#z)",
    "A claim.[^1] Another.[^note]\n\n[^1]: Source\n[^note]: A longer note, with words.",
    "<details><summary>x</summary>\n\ntext\n</details>",
    "<div>\n  <p>talk</p>\n</div>\n\nUse <kbd>Ctrl</kbd>, `<b>` & &lt;i&gt; &copy; x<sub>2</sub>",
    "Here:\n\n```python title=\"x\"\nprint('hi')\n```\nText right after",
    "```\nunclosed\n$x",
    "Term\n: def\n\n==mark== ++ins++ :smile: @@0@@ H~2~O x^2^",
    "* * *\n***\n- - -\nend",
    "![img](data:image/png;base64,xx) and ![](https://a.b/c.png)",
    "公式$x^2$是抛物线，价格$5到$10，其中\\(y\\)为高",
    "~~删除：~~文本，**注意:**API，**「引用」**:text",
    "请访问https://example.com/路径，谢谢；或https://example.com查看",
    "&#36; and &#x24; cost &dollar;5",
    "- a\n  > quote\n  > ```sh\n  > ls $HOME\n  > ```\n- b",
    "- ### Title in item\n  text\n- ## Other\n  text",
    "* do\n  1. x\n     ```js\n     `${b}`\n     ```\n  2. y\n* z",
    "-\n  -\n    -\n      - x\n- y\n\n-\n  -\n    -",
    "| a | b |\n|---|---|\n| or | `a || b` |\n| `x|y` | $\\|z\\|$ |",
    "```jsx\n<a/>\n```\n\n```svelte\n{x}\n```",
]

KINDS = [   # more kinds of Markdown, and what models mix
    "Plain text, nothing else.",
    "A line\nand another\n\nand a paragraph",
    "Hard  \nbreak, or\\\nthis, or<br>this<br/>and <BR>this",
    "<br>first<br><br>twice",
    "| a | b |\n|---|---|\n| one<br>two | https://a.example/x |",
    "https://example.com",
    "Visit https://example.com/a_b_c?x=1#y. Or http://localhost:8888/lab, www.example.org/x!",
    "<https://example.com/x> and [https://example.com](https://example.com)",
    "(https://example.com/x) \"https://example.com/y\" *https://example.com/z*",
    "- [ ] open\n- [x] done\n  - [ ] inner\n  - [X] **bold** `code`",
    "* [x] a\n\n* [ ] b with [link](https://a.b)",
    "1. [x] one\n1. [ ] two",
    "~~gone~~ and ~~**both**~~, a~~b~~c",
    "A note[^1] and another[^b].\n\n[^1]: The first.\n[^b]: The second, with `code`.",
    "# One\n## Two\n### Three\n#### Four\n##### Five\n###### Six\ntext",
    "Title\n=====\n\nOther\n-----",
    "> a\n>\n> > b\n> > - c\n\n> d",
    "- a\n    - b\n        - c\n            - d",
    "1. a\n2. b\n\n   more of b\n3. c",
    "3. three\n4. four",
    "`a` ``b ` c`` `` ` `` `<b>` `$x$`",
    "```\nplain\n```\n\n~~~python\nx = '```'\n~~~",
    "    indented\n    code\n\ntext",
    "| left | mid | right |\n|:---|:--:|---:|\n| `a` | **b** | $c$ |\n| ~~d~~ | [e](https://e.f) | \\| |",
    "***\n\n---\n\n___",
    "*a* _b_ **c** __d__ ***e*** *f **g** h*",
    "Text with &amp; &lt; &copy; &#169; & < > \" '",
    "\\*not\\* \\_emphasis\\_ \\`code\\` \\# \\[x\\]",
    "The sum $\\sum_i x_i$ costs $5, not $10.\n\n$$\n\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}\n$$",
    "So \\begin{align} a &= b \\end{align} holds, and\n\\begin{pmatrix} 1 & 2 \\end{pmatrix}",
    "1. Compute $x$:\n\n   \\[ x = \\frac{1}{2} \\]\n\n2. Then $$y$$.",
    "$$x = 1$$, where $x$ is\n$$\ny\n$$.",
    "> $a < b$ and $c > d$\n\n| $|x|$ | \\(y\\) |\n|---|---|\n| $\\frac{1}{2}$ | $5 |",
    "<details><summary>More</summary>text</details>",
    "a\n\n\n\nb\n\n&nbsp;\n\nc",
    "![alt](https://a.b/c.png) and [![x](https://a.b/c.png)](https://d.e)",
]
