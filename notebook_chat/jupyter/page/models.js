// The model: its name on a button that opens the models at hand, what is being loaded, and what to know of `demo`

class Models {
    constructor(view) {
        this.view = view
        this.store = view.store
        this.rows = []
        this.name = element("span", { className: "nbc-model" })
        this.opener = forKernel(element("button", { type: "button", className: "nbc-button nbc-modelbutton",
            attributes: { "aria-haspopup": "dialog", "aria-expanded": "false" },
            on: { click: () => this.openFor(null, this.opener) } }, this.name, icon("open")))
        this.picker = new Picker(view, this, "Models", "Search, or type a file or address")
        this.line = this.loadingLine()
    }

    paint(bar) {
        const isAnother = this.name.textContent !== (bar.model ?? "")
        this.name.textContent = bar.model ?? ""
        if (isAnother && this.picker.isOpen) this.store.ask({ do: "models" })   // perhaps chosen on another page
        this.opener.title = "Choose a model"
        this.opener.setAttribute("aria-label", `Model: ${bar.model ?? ""}`)
        this.opener.hidden = bar.model === undefined
        if (!this.store.alive) this.picker.close(false)
        this.paintLoading(this.store.alive ? bar.loading : null)
        this.paintHint(this.store.order.length || bar.loading ? null : bar.hint)
    }

    // Choosing. `article` is the answer that is to be given again, if it is about one

    openFor(article, opener, compares = false) {
        this.article = article
        this.compares = compares
        this.rows = []
        this.picker.open(opener)
    }

    // The list comes from the kernel once; it is short, and searched here
    ask(text) {
        if (!text && !this.rows.length) this.store.ask({ do: "models" })
        this.show(text)
    }

    take({ rows, hint }) {
        this.rows = rows
        this.picker.say(hint)
        this.show(this.picker.box.value)
    }

    show(text) {
        if (!this.picker.isOpen) return
        const words = text.toLowerCase().split(/\s+/).filter(Boolean)
        const found = this.rows.filter(({ name, note }) =>
            words.every(word => `${name} ${note}`.toLowerCase().includes(word)))
        const options = found.map(row => ({ ...row, text: row.name, now: row.now && !this.article }))
        const typed = text.trim()
        const known = !this.rows.length || this.rows.some(({ name }) => name === typed)
        const warm = this.article && !this.compares ? this.temperatures(typed) : []
        const other = typed && !known && !warm.length
            ? [{ key: `typed ${typed}`, text: typed, spec: typed, note: "load this file, repository or address" }] : []
        this.picker.show([...warm, ...options, ...other], this.rows.length ? "" : "Looking for models …")
    }

    // How an answer can be given again by the same model
    temperatures(typed) {
        const given = Number(typed.replace(",", "."))
        const own = typed && given >= 0 && given <= 5
        if (typed && !own) return []
        const named = { 0: "always the most likely words", 0.3: "close to the likely words", 0.8: "varied",
            1.2: "surprising" }
        return (own ? [given] : [0, 0.3, 0.8, 1.2]).map(temperature => ({ key: `temperature ${temperature}`,
            text: `temperature ${temperature}`, note: named[temperature] ?? "the same model", temperature }))
    }

    choose({ key, spec, temperature, now }) {
        this.view.composer.focus({ preventScroll: true })
        if (this.article) this.view.transcript.sticks = true
        const about = this.article ? { do: this.compares ? "compare" : "again", key: this.article } : { do: "model" }
        if (temperature !== undefined) return this.store.ask({ ...about, settings: { temperature } })
        if (!now || this.article) this.store.ask({ ...about, ...(spec === undefined ? { row: key } : { spec }) })
    }

    // A button on an answer

    againButton(article) {
        const made = button("open", "Answer again with another model or temperature",
            () => this.openFor(article, made), "nbc-narrow")
        made.dataset.name = "again"
        made.setAttribute("aria-haspopup", "dialog")
        made.setAttribute("aria-expanded", "false")
        return made
    }

    compareButton(article) {
        const made = button("side", "Compare with another model", () => this.openFor(article, made, true))
        made.dataset.name = "compare"
        made.setAttribute("aria-haspopup", "dialog")
        made.setAttribute("aria-expanded", "false")
        return made
    }

    // Loading

    loadingLine() {
        this.loadingText = element("span", { className: "nbc-loadingtext" })
        this.progress = element("progress", { max: 1, label: "Loading the model" })
        const stop = wordButton("Stop", () => this.store.ask({ do: "stop" }), { label: "Stop loading" })
        return element("div", { className: "nbc-loading", hidden: true, attributes: { role: "status" } },
            this.loadingText, this.progress, stop)
    }

    paintLoading(loading) {
        this.line.hidden = !loading
        if (!loading) return
        const text = `Loading ${loading.name} …`
        if (this.loadingText.textContent !== text) this.loadingText.textContent = text
        if (loading.share) this.progress.value = loading.share
        else this.progress.removeAttribute("value")
    }

    // What an empty conversation says of the demonstration, and how a real model comes

    paintHint(hint) {
        const text = JSON.stringify(hint ?? null)
        if (this.hinted === text) return
        this.hinted = text
        this.hint?.remove()
        this.hint = hint ? this.hintNode(hint) : null
        if (this.hint) this.view.transcript.empty.after(this.hint)
    }

    hintNode({ text, line, then }) {
        const copy = async event => await copyText(line) && flash(event.target.closest("button"))
        const code = line && element("div", { className: "nbc-hintline" }, element("code", { textContent: line }),
            button("copy", "Copy this line", copy),
            button("insert", "Insert as a new cell", () => this.store.insert(line)))
        return element("div", { className: "nbc-demohint" }, element("p", { textContent: text }), code || null,
            then ? element("p", { textContent: then }) : null)
    }
}
