// The tokens of an answer: each shaded and underlined by how surprising it was, with what the model would have written
// instead. All words in it are a model's, and set as text.

const HOVER = 120, LEAVE = 250   // milliseconds until alternatives come for the pointer, and until they go

class TokenView {
    constructor(article) {
        this.article = article
        this.view = article.view
        this.hint = element("p", { className: "nbc-hint", textContent: "The more surprising a token was to the model, "
            + "the darker it is, and the stronger its line. Choose one to see what else was likely." })
        this.runs = element("div", { className: "nbc-runs", label: "Tokens", attributes: { role: "toolbar" }, on: {
            keydown: event => this.onKey(event),
            focusin: event => this.onFocus(event.target),
            focusout: event => this.onFocusOut(event.relatedTarget),
            click: event => this.onClick(event.target.closest(".nbc-token")),
            mousemove: event => this.onMove(event),
            mouseleave: () => this.others.leave(),
        } })
        this.node = element("div", { className: "nbc-tokenview" }, this.hint, this.runs)
    }

    get others() { return this.view.alternatives }

    show(tokens) {
        if (this.painted === tokens) return
        this.painted = tokens
        this.others.close()
        this.runs.replaceChildren(...tokens.runs.flatMap(run => [this.run(run),
            element("p", { className: "nbc-hint", textContent: run.about })]))
        this.tokens = [...this.runs.querySelectorAll(".nbc-token")]
        if (this.tokens.length) this.tokens[0].tabIndex = 0
    }

    run(run) {
        const made = element("div", { className: "nbc-run", dir: "auto" })
        for (const [position, row] of run.rows.entries()) made.append(this.token(run, position, row))
        return made
    }

    // A token; some of its parts are marks for what can't be seen
    token(run, position, row) {
        const parts = row.parts.map(([text, mark]) => mark ? element("i", { textContent: text }) : text)
        const made = element("span", { className: `nbc-token nbc-surprise${row.step}`, tabIndex: -1, label: spoken(row),
            attributes: { role: "button", "aria-haspopup": "menu", "aria-expanded": "false" } }, ...parts)
        made.dataset.position = position
        return Object.assign(made, { row, place: { message: run.message, position }, fixed: run.fixed })
    }

    // The pointer

    // Only if it has moved: what comes to lie under it has not been pointed at
    onMove(event) {
        if (!event.movementX && !event.movementY) return
        const token = event.target.closest(".nbc-token")
        if (token) this.others.soon(token, this)
        else this.others.leave()
    }

    onClick(token) {
        if (!token) return
        token.focus({ preventScroll: true })
        this.others.open(token, this)
    }

    // The keyboard: one token is reached by Tab, the arrows lead to its neighbours

    onFocus(token) {
        if (!token.classList.contains("nbc-token")) return
        for (const other of this.runs.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1
        token.tabIndex = 0
        this.others.open(token, this)
    }

    onFocusOut(to) {
        if (!to?.classList.contains("nbc-token") && !this.others.node.contains(to)) this.others.leave()
    }

    onKey(event) {
        if (event.ctrlKey || event.metaKey || event.altKey || !event.target.classList.contains("nbc-token")) return
        const now = this.tokens.indexOf(event.target)
        const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: this.tokens.length - 1 }[event.key]
        if (to !== undefined) this.tokens[to]?.focus()
        else if (["Enter", " ", "ArrowDown"].includes(event.key)) {
            this.others.open(event.target, this)
            this.others.focus()
        } else if (event.key === "Escape" && this.others.token) this.others.close()
        else return
        event.preventDefault()
        event.stopPropagation()
    }

    step(token, by) { this.tokens[this.tokens.indexOf(token) + by]?.focus() }

    // Go on from a token with another one in its place
    branch(token, rank) {
        this.others.close()
        this.view.transcript.sticks = true
        this.view.store.ask({ do: "branch", key: this.article.key, ...token.place, rank })
        this.view.composer.focus({ preventScroll: true })
    }
}

// The list of what could have stood in a token's place: one for each view, shown by the token that it is about
class Alternatives {
    constructor(view) {
        this.view = view
        this.head = element("div", { className: "nbc-althead" })
        this.list = element("div", { className: "nbc-altlist", attributes: { role: "menu" } })
        this.node = element("div", { className: "nbc-alternatives", hidden: true, attributes: { popover: "manual" },
            on: {
                keydown: event => this.onKey(event),
                mouseenter: () => clearTimeout(this.timer),
                mouseleave: () => this.leave(),
                focusout: event => this.onFocusOut(event.relatedTarget),
            } }, this.head, this.list)
    }

    soon(token, owner) {
        clearTimeout(this.timer)
        if (token !== this.token) this.timer = setTimeout(() => this.open(token, owner), HOVER)
    }

    // They stay while the keyboard is at their token, or in them, and while the pointer is over them
    leave() {
        clearTimeout(this.timer)
        const focused = document.activeElement
        const held = focused === this.token || this.node.contains(focused) || this.node.matches(":hover")
        if (!held) this.timer = setTimeout(() => this.close(), LEAVE)
    }

    open(token, owner) {
        clearTimeout(this.timer)
        if (token === this.token || !token.isConnected) return
        this.close()
        this.token = token
        this.owner = owner
        token.setAttribute("aria-expanded", "true")
        this.fill(token)
        this.node.hidden = false
        this.node.showPopover?.()
        this.place()
    }

    close() {
        clearTimeout(this.timer)
        if (!this.token) return
        const inside = this.node.contains(document.activeElement)
        this.token.setAttribute("aria-expanded", "false")
        if (inside) this.token.focus({ preventScroll: true })
        this.token = null
        this.node.hidePopover?.()
        this.node.hidden = true
    }

    closeFor(owner) { if (this.owner === owner) this.close() }

    fill({ row, fixed }) {
        this.head.replaceChildren(element("code", { textContent: row.label }),
            element("span", { textContent: `${row.chance} · ${row.note}` }))
        this.list.setAttribute("aria-label", `In place of ${row.label}`)
        const hint = fixed ?? (row.top.length < 2 ? "No alternatives were noted; with logprobs at 5 they are." : "")
        const told = hint ? [element("p", { className: "nbc-althint", textContent: hint })] : []
        this.list.replaceChildren(...row.top.map(candidate => this.choice(...candidate)), ...told)
        this.list.scrollTop = 0
    }

    choice(label, chance, rank, written) {
        const off = written || Boolean(this.token.fixed) || !this.view.store.alive
        const bar = element("span", { className: "nbc-altbar" })
        bar.style.width = `${parseFloat(chance) || 0}%`
        const made = element("button", { type: "button", className: "nbc-choice", tabIndex: -1,
            label: `${label}, ${chance}${written ? ", as it is" : ""}`, title: off ? "" : `Go on with ${label}`,
            attributes: { role: "menuitem" }, on: { click: () => off || this.owner.branch(this.token, rank) } },
            bar, element("code", { textContent: label }), element("span", { textContent: chance }))
        if (off) made.setAttribute("aria-disabled", "true")
        made.classList.toggle("nbc-chosen", written)
        made.dataset.rank = rank
        return made
    }

    // Below the token, or above it where there is more room
    place() {
        const [token] = this.token.getClientRects()
        if (!token) return this.close()
        const { width, height } = this.node.getBoundingClientRect()
        const above = token.top - height - 4
        const below = token.bottom + 4
        const top = below + height <= innerHeight || above < 0 ? below : above
        const left = Math.max(4, Math.min(token.left, innerWidth - width - 4))
        Object.assign(this.node.style, { top: `${top}px`, left: `${left}px` })
    }

    get choices() { return [...this.list.querySelectorAll(".nbc-choice")] }

    focus() { this.choices[0]?.focus() }

    onKey(event) {
        const { choices } = this
        const now = choices.indexOf(document.activeElement)
        const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: choices.length - 1 }[event.key]
        const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
        if (to !== undefined) choices.at(to % choices.length)?.focus()
        else if (side) this.owner.step(this.token, side)
        else if (event.key === "Escape") this.close()
        else if (event.key !== "Enter" && event.key !== " ") return
        else document.activeElement.click()
        event.preventDefault()
        event.stopPropagation()
    }

    onFocusOut(to) {
        if (!this.node.contains(to) && to !== this.token) this.leave()
    }

    watch(listen) {
        const follow = event => this.token && !this.node.contains(event.target) && this.place()
        listen(window, "scroll", follow, { capture: true, passive: true })
        listen(window, "resize", follow)
        listen(this.view.root, "focusin", event => {
            const near = event.target === this.token || this.node.contains(event.target)
            if (this.token && !near && !event.target.classList.contains("nbc-token")) this.close()
        })
        listen(this.view.root, "pointerdown", event => {
            const near = event.target.closest(".nbc-token") || this.node.contains(event.target)
            if (this.token && !near) this.close()
        })
    }
}

// What a screen reader says of a token
function spoken(row) {
    const others = row.top.filter(([, , , written]) => !written).slice(0, 3)
    const named = others.map(([label, chance]) => `${label} ${chance}`)
    return `${row.label}, ${row.chance}${named.length ? `; else ${named.join(", ")}` : ""}`
}
