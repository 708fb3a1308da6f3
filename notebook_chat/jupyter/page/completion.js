// What can be typed next: variables after a brace, commands and saved prompts after a slash. The kernel knows them.

const ASK_AFTER = 60   // milliseconds without a key until the kernel is asked

class Completion {
    constructor(composer) {
        this.composer = composer
        this.store = composer.store
        this.items = []
        this.chosen = 0      // the number of the item that Tab takes
        this.count = 0       // of the questions to the kernel: only the answer to the newest one counts
        this.id = `nbc-completion-${Math.random().toString(36).slice(2)}`
        this.list = element("div", { className: "nbc-complist", id: this.id, label: "Completions",
            attributes: { role: "listbox" } })
        this.node = element("div", { className: "nbc-completion", hidden: true, attributes: { popover: "manual" } },
            this.list)
        for (const [name, value] of Object.entries({ "aria-autocomplete": "list", "aria-haspopup": "listbox",
            "aria-controls": this.id, "aria-expanded": "false" })) this.text.setAttribute(name, value)
    }

    get text() { return this.composer.text }

    get open() { return !this.node.hidden }

    // The text as far as the cursor; nothing where text is selected
    get before() {
        const { value, selectionStart, selectionEnd } = this.text
        return selectionStart === selectionEnd ? value.slice(0, selectionStart) : ""
    }

    // Asking: only where something can be completed at all

    typed() {
        clearTimeout(this.timer)
        const { before } = this
        if (!/^\/[^\n]*$/.test(before) && !/\{[\p{L}\p{N}\p{M}_]*$/u.test(before)) return this.close()
        this.timer = setTimeout(() => this.ask(), ASK_AFTER)
    }

    ask() {
        if (!this.store.alive) return
        this.count += 1
        this.asked = this.before
        this.store.ask({ do: "complete", text: this.asked, count: this.count })
    }

    // The kernel's answer; late ones, and those to another text, don't count
    take({ count, start, items }) {
        if (count !== this.count || this.asked !== this.before) return
        if (document.activeElement !== this.text) return
        this.start = start
        this.items = items
        this.chosen = 0
        if (!items.length || items.length === 1 && items[0].text === this.before.slice(start)) return this.close()
        this.show()
    }

    // Showing

    show() {
        this.list.replaceChildren(...this.items.map((item, number) => this.option(item, number)))
        this.node.hidden = false
        this.node.showPopover?.()
        this.text.setAttribute("aria-expanded", "true")
        this.mark()
        this.place()
    }

    option({ label, about }, number) {
        const made = element("div", { className: "nbc-completed", id: `${this.id}-${number}`,
            attributes: { role: "option" }, on: {
                pointerdown: event => event.preventDefault(),   // the focus stays in the message box
                click: () => this.accept(number),
            } }, element("code", { textContent: label }))
        if (about) made.append(element("span", { textContent: about }))
        return made
    }

    mark() {
        [...this.list.children].forEach((option, number) => {
            option.setAttribute("aria-selected", String(number === this.chosen))
            if (number === this.chosen) option.scrollIntoView({ block: "nearest" })
        })
        this.text.setAttribute("aria-activedescendant", `${this.id}-${this.chosen}`)
    }

    // Above the message box, or below it where there is more room
    place() {
        const box = this.composer.node.getBoundingClientRect()
        this.node.style.width = `${Math.min(box.width, 520)}px`
        const height = this.node.getBoundingClientRect().height
        const above = box.top - height - 4
        const top = above >= 0 || box.top > innerHeight - box.bottom ? Math.max(0, above) : box.bottom + 4
        Object.assign(this.node.style, { top: `${top}px`, left: `${Math.max(0, box.left)}px` })
    }

    close() {
        clearTimeout(this.timer)
        this.count += 1
        if (!this.open) return
        this.node.hidePopover?.()
        this.node.hidden = true
        this.text.setAttribute("aria-expanded", "false")
        this.text.removeAttribute("aria-activedescendant")
    }

    // Keys: true if the key was for the list

    onKey(event) {
        if (!this.open || event.isComposing || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey)
            return false
        const { length } = this.items
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
        if (step) this.chosen = (this.chosen + step + length) % length
        else if (event.key === "Escape") this.close()
        else if (event.key === "Tab" || event.key === "Enter") return this.onTake(event.key)
        else return false
        if (step) this.mark()
        return true
    }

    // Enter sends what is complete already
    onTake(key) {
        const { text } = this.items[this.chosen]
        if (key === "Enter" && text.trimEnd() === this.before.slice(this.start)) {
            this.close()
            return false
        }
        this.accept(this.chosen)
        return true
    }

    accept(number) {
        const { text } = this.items[number]
        const end = this.text.selectionStart
        const closes = text.endsWith("}") && this.text.value[end] === "}"
        this.close()
        this.text.focus()
        replaceText(this.text, this.start, closes ? end + 1 : end, text)
        if (text.endsWith(" ") || text.endsWith("=") || text.endsWith("/")) this.typed()
    }

    watch(listen) {
        const follow = event => this.open && !this.node.contains(event.target) && this.place()
        listen(window, "scroll", follow, { capture: true, passive: true })
        listen(window, "resize", follow)
        listen(this.text, "blur", () => this.close())
        listen(this.text, "keyup", event => {
            if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) this.typed()
        })
        listen(this.text, "pointerup", () => this.open && this.typed())
    }
}

// Put a text in place of a part of a text area, so that Ctrl+Z takes it back
function replaceText(area, start, end, text) {
    const wanted = area.value.slice(0, start) + text + area.value.slice(end)
    area.setSelectionRange(start, end)
    document.execCommand("insertText", false, text)
    if (area.value === wanted) return
    area.value = wanted
    area.setSelectionRange(start + text.length, start + text.length)
    area.dispatchEvent(new Event("input"))
}
