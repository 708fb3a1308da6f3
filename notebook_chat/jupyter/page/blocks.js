// Blocks of an answer, by their kind: how an element for one is made, and filled

const BLOCKS = {
    // Markdown, as safe HTML
    text: {
        make: () => element("div", { className: "nbc-block", dir: "auto" }),
        fill(node, { html }, before) {
            if (before && addRows(node, before.html, html)) return
            node.innerHTML = html
            for (const pre of node.querySelectorAll("pre")) withButtons(pre)
            for (const table of node.querySelectorAll("table")) wrapped(table)
            FORMULAS.set(node)
            direct(node)
        },
    },
    reasoning: {
        make: () => element("details", { className: "nbc-fold nbc-reasoning" }, element("summary"),
            element("div", { dir: "auto" })),
        fill(node, { html, title, state }) {
            node.firstChild.textContent = title
            node.lastChild.innerHTML = html
            node.classList.toggle("nbc-working", state === "running")
        },
    },
    // A call of a function, and its result
    call: {
        make: () => element("details", { className: "nbc-fold nbc-call" }, element("summary"), element("div")),
        fill(node, { html, title, state }) {
            const words = { running: "running", error: "failed", done: "" }[state]
            node.firstChild.replaceChildren(element("code", { textContent: title }),
                ...(words ? [element("span", { textContent: words })] : []))
            node.lastChild.innerHTML = html
            node.className = `nbc-fold nbc-call nbc-${state}${state === "running" ? " nbc-working" : ""}`
        },
    },
    // A question before a call
    question: {
        make: () => element("div", { className: "nbc-ask", attributes: { role: "group" } }),
        fill(node, { arguments: shown, call, code, function: name, number }) {
            node.dataset.ask = number
            node.setAttribute("aria-label", `Run ${call}?`)
            const run = answerButton("Run", "allow", `Run ${name}`)
            run.classList.add("nbc-yes")
            const asked = code ? call : element("code", { textContent: call })
            const always = answerButton("Always run", "allow", `Always run ${name} in this conversation`, true)
            node.replaceChildren(element("p", { className: "nbc-asked" }, "Run ", asked, "?"),
                ...(shown ? [argumentsBox(shown)] : []),
                ...(code ? [codeBox(code)] : []),
                element("div", { className: "nbc-answers" }, run,
                    ...(code ? [] : [always]),   // the next code is another one
                    answerButton("Don't run", "refuse", `Don't run ${name}`)))
        },
    },
}

function answerButton(textContent, answer, label, always = false) {
    const made = element("button", { type: "button", className: "nbc-button nbc-worded", textContent, label,
        title: label })
    Object.assign(made.dataset, { answer, always })
    return made
}

function argumentsBox(text) {
    const lines = text.split("\n").map(line => element("div", { textContent: line }))
    return element("pre", { tabIndex: 0, label: "Arguments", attributes: { role: "group" } }, ...lines)
}

// Code as it was highlighted in the kernel
function codeBox(html) {
    return element("pre", { tabIndex: 0, dir: "ltr", label: "Code", attributes: { role: "group" } },
        element("code", { innerHTML: html }))
}

// Whether two blocks are the same, field by field
function sameBlock(one, other) {
    const names = Object.keys(one)
    return names.length === Object.keys(other).length && names.every(name => one[name] === other[name])
}

// A code block gets a bar with its language and buttons
function withButtons(pre) {
    const language = pre.dataset.language ?? ""
    const tool = (name, label) => {
        const made = button(name, label, () => {})
        made.dataset.code = name
        return made
    }
    const own = ["", "python", "py", "python3", "ipython"].includes(language.toLowerCase())
    const bar = element("div", { className: "nbc-codebar" }, element("span", { textContent: language }),
        tool("copy", "Copy this code"), tool("insert", "Insert as a new cell"),
        tool("replace", "Replace the code of the cell"), ...(own ? [tool("run", "Run in a new cell")] : []))
    const box = element("div", { className: "nbc-code", dir: "ltr" }, bar)
    pre.replaceWith(box)
    box.append(pre)
}

// A table that has grown gets its new rows, and one in place of a row that has changed: what is above isn't read again.
// Returns false where it isn't as simple as that.
function addRows(node, old, html) {
    const body = node.querySelector(":scope > .nbc-wide:only-child > table > tbody")
    if (!body || node.dir !== "auto") return false
    const end = html.lastIndexOf("</tr>", commonLength(old, html) - 5) + 5   // of the last row that both have
    const [gone, rest] = [old, html].map(text => text.slice(end))
    const rows = rest.slice(0, rest.lastIndexOf("</tbody>"))
    const isOne = !/<\/?t(able|body)/.test(rows) && /^<\/tbody>\s*<\/table>\s*$/.test(rest.slice(rows.length))
    if (!isOne || html.lastIndexOf("<tbody>", end) < 0) return false
    for (let left = gone.split("<tr>").length - 1; left > 0; left--) body.lastElementChild.remove()
    const made = element("tbody", { innerHTML: rows })
    if (RIGHT_TO_LEFT.test(made.textContent)) return false
    FORMULAS.set(made)
    body.append(...made.children)
    return true
}

// The length of what two texts have in common at their beginning
function commonLength(one, other) {
    let [low, high] = [0, Math.min(one.length, other.length)]
    while (low < high) {
        const middle = Math.ceil((low + high) / 2)
        if (one.slice(low, middle) === other.slice(low, middle)) low = middle
        else high = middle - 1
    }
    return low
}

// A table that is too wide scrolls within its box
function wrapped(table) {
    const box = element("div", { className: "nbc-wide" })
    table.replaceWith(box)
    box.append(table)
}
