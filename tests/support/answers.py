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
