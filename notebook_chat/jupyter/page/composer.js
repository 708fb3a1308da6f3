// The composer: where one types, with what is attached, the context in use and the button that sends or stops

class Composer {
    constructor(view) {
        this.view = view
        this.store = view.store
        this.recalled = 0   // which of the last questions is in the box, counted from the end; 0: none
        this.attachments = new Attachments(view)
        this.text = element("textarea", { className: "nbc-text", rows: 1,
            placeholder: "Ask something · {name} puts in a variable, / lists commands",
            label: "Message", value: this.store.draft, dir: "auto", on: {
                input: () => this.typed(),
                keydown: event => this.onKey(event),
                paste: event => this.attachments.onPaste(event),
            } })
        this.completion = new Completion(this)
        this.node = element("div", { className: "nbc-composer", on: { click: event => this.onClick(event) } },
            this.attachments.chips, this.text, this.attachments.input, this.row(), this.completion.node)
    }

    row() {
        const attach = button("attach", "Attach pictures or text files", () => this.attachments.choose())
        this.settings = button("settings", "Settings", () => this.askSettings())
        this.cell = button("cell", "Add the selected cell", () => this.addCell())
        forKernel(attach)
        forKernel(this.settings)
        forKernel(this.cell)
        this.context = new ContextSwitch(this.view)
        this.meterBar = element("meter", { min: 0, label: "Context in use" })
        this.meterText = element("span")
        this.meter = element("span", { className: "nbc-meter", hidden: true }, this.meterBar, this.meterText)
        this.go = button("send", "Send", () => this.view.busy ? this.stop() : this.send(), "nbc-go")
        return element("div", { className: "nbc-row" }, attach, this.cell, this.settings, this.context.node,
            element("span", { className: "nbc-space" }), this.meter, this.go)
    }

    onClick(event) { if (event.target.classList.contains("nbc-row")) this.focus() }

    focus(options) { this.text.focus(options) }

    // Typing

    typed() {
        this.store.draft = this.text.value
        this.recalled = 0
        this.grow()
        this.completion.typed()
    }

    grow() {
        const least = this.text.scrollHeight
        if (this.grown === this.text.value && least <= this.text.clientHeight) return
        this.grown = this.text.value
        this.text.style.height = "auto"
        this.text.style.height = `${Math.min(this.text.scrollHeight, 200)}px`
    }

    fill(text) {
        this.text.value = this.store.draft = text
        this.grow()
    }

    // A question that wasn't asked after all comes back
    putBack(text) {
        if (text.trim()) this.fill(this.text.value.trim() ? `${text}\n${this.text.value}` : text)
    }

    onKey(event) {
        if (event.isComposing) return
        if (this.completion.onKey(event)) { /* it was for the list */ }
        else if (event.key === "Enter" && (event.shiftKey || event.altKey)) breakLine(this.text)
        else if (event.key === "Enter") this.send()
        else if (event.key === "Escape" && this.view.busy) this.stop()
        else if (event.key === "ArrowUp" && (this.recalled || !this.text.value)) this.recall(this.recalled + 1)
        else if (event.key === "ArrowDown" && this.recalled) this.recall(this.recalled - 1)
        else return
        event.preventDefault()
        event.stopPropagation()
    }

    recall(number) {
        const questions = this.store.order.map(key => this.store.items.get(key)).filter(item => item?.role === "user")
        const said = questions.map(item => item.files ? item.words : item.text).filter(Boolean)
        if (number > said.length) return
        this.fill(number ? said[said.length - number] : "")
        this.recalled = number
    }

    // Sending

    send() {
        const text = this.text.value
        if (!text.trim() && !this.store.bar.attached.length) return this.focus()
        this.completion.close()
        this.fill("")
        this.recalled = 0
        this.sendText(text)
        this.focus()
    }

    sendText(text) {
        this.view.transcript.sticks = true
        this.context.tellAround()
        this.store.ask({ do: "send", text })
    }

    // A question that somebody else has begun
    begin(text) {
        this.focus()
        replaceText(this.text, 0, this.text.value.length, text)
    }

    // The kernel takes secrets out of the source and sends it back
    addCell() { this.store.ask({ do: "cell", source: this.store.cells.selectedSource }) }

    // Text that comes from elsewhere goes where the cursor is
    put(text) {
        const { selectionStart: start, selectionEnd: end } = this.text
        this.focus()
        replaceText(this.text, start, end, text)
    }

    stop() { this.store.ask({ do: "stop" }) }

    // The settings open below the panel, perhaps below the window

    askSettings() {
        this.opens = !this.store.bar.drawer
        this.store.ask({ do: "settings" })
    }

    showDrawer() {
        this.opens = false
        const drawer = this.view.root.closest(".notebook-chat-panel")?.querySelector(".notebook-chat-drawer")
        setTimeout(() => drawer?.scrollIntoView({ block: "nearest" }), 100)
    }

    // Painting

    paint(bar) {
        this.attachments.paint(bar.attached)
        this.paintMeter(bar.context)
        this.context.paint(bar)
        this.paintGo()
        this.settings.setAttribute("aria-expanded", String(Boolean(bar.drawer)))
        if (this.opens && bar.drawer) this.showDrawer()
        this.text.disabled = this.go.disabled = !this.store.alive
        this.cell.hidden = !this.store.cells.selectedSource
    }

    paintMeter(context) {
        this.meter.hidden = !context
        if (!context) return
        const [used, size] = [context.tokens?.toLocaleString() ?? "?", context.of.toLocaleString()]
        Object.assign(this.meterBar, { max: context.of, high: context.of * 0.9, value: context.tokens ?? 0 })
        this.meterText.textContent = `${used} / ${size}`
        this.meter.title = context.problem
            ? `It is not known how many tokens are in use. ${context.problem}`
            : `${used} of ${size} tokens of context in use`
    }

    paintGo() {
        const name = this.view.busy ? "stop" : "send"
        if (this.go.dataset.name === name) return
        this.go.dataset.name = name
        this.go.replaceChildren(icon(name))
        this.go.title = this.view.busy ? "Stop (Esc)" : "Send (Enter)"
        this.go.setAttribute("aria-label", this.view.busy ? "Stop" : "Send")
    }
}
