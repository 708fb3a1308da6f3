// A question or an answer in the transcript

class Article {
    constructor(view, key) {
        this.view = view
        this.key = key
        this.shown = []     // blocks, as they were last painted
        this.body = element("div", { className: "nbc-body" })
        this.foot = element("footer", { className: "nbc-foot" })
        this.node = element("article", {}, this.body, this.foot)
        this.stop = null    // the control that Tab reaches
    }

    // Before it is filled it only takes about the room that it will take
    outline() {
        const item = this.view.store.items.get(this.key)
        this.dress(item)
        this.node.style.minHeight = `${roomFor(item)}px`
    }

    dress(item) {
        const who = { user: "You", assistant: "Assistant" }[item.role] ?? item.role
        const kind = item.role === "user" ? "user" : "answer"
        const marks = `${item.dropped ? " nbc-dropped" : ""}${item.unanswered ? " nbc-unanswered" : ""}`
        this.node.className = `nbc-item nbc-${kind}${marks}${this.editor ? " nbc-edited" : ""}`
        this.node.setAttribute("aria-label", who)
        this.node.setAttribute("aria-busy", String(Boolean(item.live)))
    }

    show(item) {
        const old = this.item ?? {}
        this.item = item
        this.dress(item)
        this.node.style.minHeight = ""
        if (item.role === "user") this.showQuestion(item)
        else if (item.columns) this.showColumns(item.columns)
        else if (item.tokens?.runs) this.showTokens(item.tokens)
        else this.showBlocks(item.blocks)
        if (old.live && !item.live) this.announceRest(item)
        if (!this.editor) this.showFoot(item)
        this.settleStop()
    }

    // Tab stops once in a message, where it stopped last, and the arrow keys lead to the other controls. The tokens and
    // a question before a call have stops of their own; so has each control while the message is edited.

    get controls() {
        return [...this.node.querySelectorAll("a[href], button:not(:disabled), summary")].filter(control => {
            const fold = control.closest("details:not([open])")
            const hidden = fold && control.parentElement !== fold
            return !hidden && !control.closest(".nbc-ask, .nbc-tokenview")
        })
    }

    settleStop(to = this.stop) {
        const { controls } = this
        if (this.editor) return
        this.stop = [to, this.stop, controls[0]].find(control => controls.includes(control)) ?? null
        for (const control of controls) control.tabIndex = control === this.stop ? 0 : -1
    }

    onArrow(event) {
        const { controls } = this
        const now = controls.indexOf(event.target)
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
        if (this.editor || !step || now < 0 || event.ctrlKey || event.metaKey || event.altKey) return
        controls.at((now + step) % controls.length).focus()
        event.preventDefault()
        event.stopPropagation()
    }

    showQuestion(item) {
        if (this.editor || this.words === item.text && this.pictures === String(item.images)) return
        this.words = item.text
        this.pictures = String(item.images)
        const words = element("div", { className: "nbc-words", dir: "auto" },
            ...questionPieces((item.files ? item.words : item.text) ?? ""))
        const pictures = (item.images ?? []).map((url, number) =>
            enlargeable(url, `Picture ${number + 1} of the question`, { key: this.key, picture: number },
                "nbc-picture"))
        const files = (item.files ?? []).map(({ name, text }) => element("details", { className: "nbc-fold" },
            element("summary", {}, icon("file"), name), element("pre", { textContent: text })))
        this.body.replaceChildren(...pictures, ...files, ...(words.textContent ? [words] : []))
    }

    // Blocks that stayed the same keep their elements: what is selected stays selected, what is open stays open
    showBlocks(blocks) {
        if (this.editor) return
        if (this.tokenView) this.endTokens()
        if (this.columns) this.endColumns()
        blocks.forEach((block, number) => this.showBlock(block, number, blocks[number - 1]))
        while (this.body.children.length > blocks.length) this.body.lastChild.remove()
        this.shown = blocks
    }

    // The tokens take the place of the blocks

    showTokens(tokens) {
        if (this.editor) return
        if (this.columns) this.endColumns()
        this.tokenView ??= new TokenView(this)
        if (this.tokenView.node.parentElement !== this.body) {
            this.shown = []
            this.body.replaceChildren(this.tokenView.node)
        }
        this.tokenView.show(tokens)
    }

    endTokens() {
        const left = this.tokenView.node.contains(document.activeElement)
        this.tokenView.others.closeFor(this.tokenView)
        this.tokenView.node.remove()
        this.tokenView = null
        this.shown = []
        if (left) this.view.composer.focus({ preventScroll: true })
    }

    // Compared answers stand beside each other in place of the blocks, until one is chosen

    showColumns(columns) {
        if (this.editor) return
        if (this.tokenView) this.endTokens()
        if (!this.columns) {
            const choose = answer => this.view.store.ask({ do: "choose_answer", key: this.key, answer })
            this.columns = new Columns(choose)
            this.shown = []
            this.body.replaceChildren(this.columns.node)
        }
        this.columns.show(columns)
    }

    endColumns() {
        const left = this.columns.node.contains(document.activeElement)
        this.columns.node.remove()
        this.columns = null
        this.shown = []
        if (left) this.view.composer.focus({ preventScroll: true })
    }

    showBlock(block, number, before) {
        const there = this.shown[number]
        if (there && sameBlock(there, block)) return
        const node = this.body.children[number]
        const fits = node && there.kind === block.kind
        const made = fits ? node : BLOCKS[block.kind].make()
        BLOCKS[block.kind].fill(made, block, fits && node.firstChild ? there : null)
        const left = node && !fits && node.contains(document.activeElement)
        if (node && !fits) node.replaceWith(made)
        else if (!node) this.body.append(made)
        if (left) this.view.composer.focus({ preventScroll: true })
        if (block.kind === "question" && there?.number !== block.number) this.view.transcript.asked(block.call)
        const ended = this.item.live && !there && before?.kind === "text"
        if (ended) this.announceBlock(number - 1)
    }

    // What a screen reader says: each block of text when the next one begins, and what is left at the end

    announceBlock(number) {
        this.said = number + 1
        this.view.announce(this.body.children[number]?.innerText ?? "")
    }

    announceRest({ blocks, columns, can_continue: isCut, index, note }) {
        if (columns) {
            for (const words of this.columns?.spoken ?? []) this.view.announce(words)
            return this.view.announce(`All answers are complete; ${note || "none can be chosen"}.`)
        }
        for (let number = this.said ?? 0; number < blocks.length; number++)
            if (blocks[number].kind === "text") this.announceBlock(number)
        this.said = 0
        const early = isCut || index === undefined   // its note says why; else there are only figures in it
        this.view.announce(early && note ? note : "The answer is complete.")
    }

    // The line below: a note, and buttons. It is made again only if something in it has changed, and keeps the focus.
    showFoot(item) {
        const { blocks, tokens, columns, ...fields } = item
        const working = Boolean(tokens?.working)
        const seen = JSON.stringify([fields, Boolean(tokens), working, Boolean(columns)])
        if (this.footed === seen) return
        this.footed = seen
        const focused = this.foot.contains(document.activeElement) ? document.activeElement.dataset.name : null
        const note = item.dropped ? "no longer read by the model" : working ? "looking at the tokens …" : item.note
        const tools = element("span", { className: `nbc-tools${item.version ? " nbc-several" : ""}`, label: "Actions",
            attributes: { role: "toolbar", "aria-description": "Left and right arrow keys lead to each of them." },
            on: { focusin: event => tools.classList.toggle("nbc-bykeys", event.target.matches(":focus-visible")),
                focusout: () => tools.classList.remove("nbc-bykeys") } }, ...this.tools(item))
        const resume = () => this.view.store.ask({ do: "send", text: "" })
        this.foot.replaceChildren(...(note ? [element("span", { className: "nbc-note", textContent: note })] : []),
            ...(item.can_continue ? [forKernel(wordButton("Continue", resume))] : []), tools)
        this.node.classList.toggle("nbc-last", Boolean(item.last))
        if (focused) this.focusFoot(focused)
    }

    focusFoot(name) {
        const first = this.foot.querySelector(`[data-name=${name}]:not(:disabled)`)
            ?? this.foot.querySelector("button:not(:disabled)")
        if (first) first.focus()
        else this.view.composer.focus()
    }

    tools(item) {
        const versions = item.version ? [this.versions(item.version)] : []
        if (item.live || item.dropped) return versions
        const order = action => () => this.view.store.ask({ do: action, key: this.key })
        const text = item.files ? item.words : item.text
        const copy = async event => await copyText(text) && flash(event.target.closest("button"))
        const kept = item.index !== undefined   // whether it is in the history
        const open = kept || item.unanswered   // a question without an answer isn't in the history
        const isQuestion = item.role === "user"
        if (item.columns)   // what is about one answer comes once it is chosen
            return [forKernel(button("retry", "Answer again", order("retry"))),
                kept && forKernel(this.deleteButton(order("delete")))].filter(Boolean)
        return [...versions,
            text && button("copy", "Copy", copy),
            open && forKernel(button("edit", isQuestion ? "Edit and ask again" : "Edit", () => this.edit())),
            !isQuestion && kept && this.tokensButton(item),
            !isQuestion && forKernel(button("retry", "Answer again", order("retry"))),
            item.unanswered === "left" && forKernel(button("retry", "Ask again", order("retry"))),
            !isQuestion && forKernel(this.view.head.models.againButton(this.key)),
            !isQuestion && kept && item.last && forKernel(this.view.head.models.compareButton(this.key)),
            open && forKernel(this.deleteButton(order("delete")))].filter(Boolean)
    }

    tokensButton({ tokens }) {
        const show = !tokens
        const made = button("tokens", show ? "Show the tokens" : "Hide the tokens",
            () => this.view.store.ask({ do: "tokens", key: this.key, show }))
        made.setAttribute("aria-pressed", String(!show))
        return forKernel(made)
    }

    versions({ number, of }) {
        const step = (name, label, to) => {
            const made = button(name, label, () => this.view.store.ask({ do: "switch", key: this.key, to: to - 1 }))
            made.disabled = to < 1 || to > of
            return forKernel(made)
        }
        return element("span", { className: "nbc-branches" }, step("left", "Earlier version", number - 1),
            element("span", { textContent: `${number}/${of}`, label: `Version ${number} of ${of}` }),
            step("right", "Later version", number + 1))
    }

    // The first press asks, the second one within three seconds deletes
    deleteButton(act) {
        const name = label => made.setAttribute("aria-label", made.title = label)
        const made = button("delete", "Delete", () => {
            if (made.classList.contains("nbc-sure")) return act()
            made.classList.add("nbc-sure")
            name("Press again to delete")
            setTimeout(() => { made.classList.remove("nbc-sure"); name("Delete") }, 3000)
        })
        return made
    }

    // Editing: a text area takes the place of the body

    edit() {
        const { item } = this
        const value = item.typed ?? item.text ?? ""   // as it was typed, before braces were filled
        this.editor = element("textarea", { className: "nbc-text", value, label: "Edited message",
            dir: "auto", on: { keydown: event => this.onEditKey(event) } })
        this.body.replaceChildren(this.editor)
        this.node.classList.add("nbc-edited")
        this.foot.replaceChildren(wordButton("Cancel", () => this.endEdit(false)),
            wordButton(item.role === "user" ? "Ask again" : "Save", () => this.endEdit(true)))
        this.editor.rows = Math.min(12, value.split("\n").length + 1)
        this.editor.focus()
        this.editor.setSelectionRange(this.editor.value.length, this.editor.value.length)
    }

    onEditKey(event) {
        if (event.isComposing) return
        if (event.key === "Enter" && (event.shiftKey || event.altKey)) breakLine(this.editor)
        else if (event.key === "Enter") this.endEdit(true)
        else if (event.key === "Escape") this.endEdit(false)
        else return
        event.preventDefault()
        event.stopPropagation()
    }

    endEdit(keep) {
        if (!this.editor) return
        const text = this.editor.value
        this.editor = this.footed = null
        this.words = undefined
        this.shown = []
        this.body.replaceChildren()
        this.node.classList.remove("nbc-edited")
        const differs = text !== (this.item.typed ?? this.item.text ?? "") || this.item.unanswered
        const told = !(keep && text.trim() && differs) || this.view.store.ask({ do: "edit", key: this.key, text })
        this.show(this.item)
        if (!told) this.view.composer.putBack(text)   // there is no kernel any longer
        this.view.composer.focus()
    }
}

// About how many pixels high an item will be
function roomFor({ text }) {
    const lines = (text ?? "").split("\n").reduce((sum, line) => sum + Math.max(0.5, Math.ceil(line.length / 95)), 0)
    return Math.round(40 + 22 * Math.min(lines, 400))
}
