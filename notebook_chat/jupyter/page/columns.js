// Answers of several models beside each other

class Columns {
    constructor(choose) {
        this.choose = choose
        this.parts = []
        this.node = element("div", { className: "nbc-columns", label: "Answers of several models",
            attributes: { role: "group" } })
    }

    show(columns) {
        columns.forEach((column, number) => this.showColumn(this.parts[number] ??= this.made(number), column))
    }

    made(number) {
        const title = element("h4", { className: "nbc-columntitle" })
        const body = element("div", { className: "nbc-columnbody" })
        const note = element("span", { className: "nbc-note" })
        const take = forKernel(wordButton("Go on from this", () => this.choose(number)))
        const copy = button("copy", "Copy", async () => await copyText(part.text) && flash(copy))
        const foot = element("div", { className: "nbc-columnfoot" }, note, take, copy)
        const node = element("section", { className: "nbc-column" }, title, body, foot)
        this.node.append(node)
        const part = { node, title, body, note, take, copy, shown: [], text: "" }
        return part
    }

    // What a screen reader says at the end
    get spoken() {
        return this.parts.map(({ title, body, note }) =>
            `${title.textContent}: ${body.innerText.trim() || note.textContent}`)
    }

    // Blocks that stayed the same keep their elements
    showColumn(part, { name, note, live, blocks, text, empty }) {
        part.title.textContent = name
        part.node.setAttribute("aria-label", name)
        part.node.setAttribute("aria-busy", String(live))
        part.take.setAttribute("aria-label", `Go on from the answer of ${name}`)
        part.copy.setAttribute("aria-label", `Copy the answer of ${name}`)
        part.take.hidden = empty   // there is nothing to go on from
        part.copy.hidden = !text
        part.note.hidden = !note
        part.note.textContent = note
        part.text = text
        blocks.forEach((block, number) => {
            const there = part.shown[number]
            if (there && sameBlock(there, block)) return
            const node = part.body.children[number]
            const fits = node && there.kind === block.kind
            const made = fits ? node : BLOCKS[block.kind].make()
            BLOCKS[block.kind].fill(made, block)
            if (node && !fits) node.replaceWith(made)
            else if (!node) part.body.append(made)
        })
        while (part.body.children.length > blocks.length) part.body.lastChild.remove()
        part.shown = blocks
    }
}
