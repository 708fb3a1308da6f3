// A list to choose from, with a box to search in it: it opens below a button, above all else on the page. The focus
// stays in the box; the arrow keys move through the list, as in a combobox.

let pickers = 0   // how many there are, for ids

class Picker {
    // `owner` has `ask(text)`, called when another list is wanted, and `choose(option)`; perhaps `rename(option, name)`
    // and `remove(option)`. An option is `{ key, text, note, now, tools }`
    constructor(view, owner, label, placeholder) {
        this.view = view
        this.owner = owner
        this.label = label
        this.options = []
        this.id = `nbc-pick-${pickers += 1}`
        this.box = element("input", { className: "nbc-find", type: "text", placeholder, label: placeholder, dir: "auto",
            autocomplete: "off", spellcheck: false,
            attributes: { role: "combobox", "aria-expanded": "true", "aria-controls": this.id,
                "aria-autocomplete": "list" },
            on: { input: () => this.owner.ask(this.box.value) } })
        this.list = element("div", { className: "nbc-options", id: this.id, label, attributes: { role: "listbox" },
            on: { click: event => this.onClick(event), pointermove: event => this.onPointer(event) } })
        this.said = element("span", { className: "nbc-said", attributes: { role: "status" } })
        this.foot = element("div", { className: "nbc-pickfoot" }, this.said)
        this.node = element("div", { className: "nbc-picker", hidden: true, label,
            attributes: { popover: "manual", role: "dialog" }, on: {
                keydown: event => this.onKey(event),
                mousedown: event => this.keepFocus(event),
                focusout: event => this.onFocusOut(event.relatedTarget),
            } }, this.box, this.list, this.foot)
    }

    get isOpen() { return !this.node.hidden }

    // Opening and closing

    open(opener) {
        if (this.isOpen) return this.close()
        this.opener = opener
        opener.setAttribute("aria-expanded", "true")
        this.view.root.append(this.node)
        this.box.value = ""
        this.active = null
        this.say("")
        this.show([])
        this.node.hidden = false
        this.node.showPopover?.()
        this.place()
        this.box.focus({ preventScroll: true })
        this.follow = event => this.node.contains(event.target) || this.place()
        this.outside = event => this.near(event.target) || this.close(false)
        addEventListener("scroll", this.follow, { capture: true, passive: true })
        addEventListener("resize", this.follow)
        addEventListener("pointerdown", this.outside, { capture: true })
        this.owner.ask("")
    }

    close(back = true) {
        if (!this.isOpen) return
        this.editor = null
        this.opener.setAttribute("aria-expanded", "false")
        removeEventListener("scroll", this.follow, { capture: true })
        removeEventListener("resize", this.follow)
        removeEventListener("pointerdown", this.outside, { capture: true })
        this.node.hidePopover?.()
        this.node.hidden = true
        this.node.remove()
        if (back && this.opener.isConnected) this.opener.focus({ preventScroll: true })
    }

    // JupyterLab would focus the cell, and the list would close before the click
    keepFocus(event) { if (!event.target.closest("input, button")) event.preventDefault() }

    near(target) { return this.node.contains(target) || this.opener.contains(target) }

    onFocusOut(to) { if (to && !this.near(to)) this.close(false) }

    // Below the button, or above it where there is more room, and never wider than the window
    place() {
        const { top, bottom, left } = this.opener.getBoundingClientRect()
        if (bottom < 0 || top > innerHeight || !this.opener.isConnected) return this.close()
        const room = Math.max(innerHeight - bottom, top) - 12
        this.node.style.maxHeight = `${Math.max(140, Math.min(420, room))}px`
        const { width, height } = this.node.getBoundingClientRect()
        const above = innerHeight - bottom < height + 8 && top > innerHeight - bottom
        Object.assign(this.node.style, {
            top: `${above ? Math.max(4, top - height - 4) : bottom + 4}px`,
            left: `${Math.max(4, Math.min(left, document.documentElement.clientWidth - width - 4))}px` })
    }

    // The list. What is active stays so, as long as it is there

    show(options, empty = "") {
        if (this.editor) return
        this.options = options
        const rows = options.map(option => this.row(option))
        const told = !options.length && empty ? [element("p", { className: "nbc-nothing", textContent: empty })] : []
        this.list.replaceChildren(...rows, ...told)
        const kept = options.find(({ key }) => key === this.active)
        this.activate((kept ?? options.find(({ now }) => now && !this.box.value) ?? options[0])?.key)
        if (this.isOpen) this.place()
    }

    row(option) {
        const { key, text, note, now, tools = [] } = option
        const made = element("div", { className: "nbc-option", id: `${this.id}-${this.options.indexOf(option)}`,
            attributes: { role: "option", "aria-selected": "false" } },
            element("span", { className: "nbc-optiontext" },
                element("bdi", { textContent: text }),
                ...(note ? [element("small", { dir: "auto", textContent: note })] : [])),
            ...tools.map(([name, label, act]) => this.tool(option, name, label, act)))
        if (now) made.setAttribute("aria-current", "true")
        made.dataset.key = key
        return made
    }

    // For the pointer; the keyboard has keys, and buttons below the list
    tool(option, name, label, act) {
        const made = button(name, label, event => { event.stopPropagation(); act(option) })
        made.tabIndex = -1
        made.setAttribute("aria-hidden", "true")
        return made
    }

    rowOf(key) { return [...this.list.children].find(row => row.dataset.key === String(key)) }

    get chosen() { return this.options.find(({ key }) => key === this.active) }

    activate(key) {
        this.active = key
        for (const row of this.list.querySelectorAll("[role=option]")) {
            const active = row.dataset.key === String(key)
            row.setAttribute("aria-selected", String(active))
            if (!active) continue
            this.box.setAttribute("aria-activedescendant", row.id)
            const { offsetTop, offsetHeight } = row
            if (offsetTop < this.list.scrollTop) this.list.scrollTop = offsetTop
            const below = offsetTop + offsetHeight - this.list.clientHeight
            if (below > this.list.scrollTop) this.list.scrollTop = below
        }
        if (key === undefined) this.box.removeAttribute("aria-activedescendant")
        this.owner.activated?.(this.chosen)
        this.settleFoot()
    }

    say(text, act, word) {
        this.said.replaceChildren(...(text ? [text] : []), ...(act ? [wordButton(word, act)] : []))
        this.settleFoot()
    }

    // Without words and buttons there is no foot
    settleFoot() {
        const buttons = [...this.foot.querySelectorAll("button")]
        this.foot.hidden = !this.said.textContent && buttons.every(made => made.hidden)
    }

    onClick(event) {
        const row = event.target.closest("[role=option]")
        if (!row || event.target.closest("input")) return
        this.activate(this.options.find(({ key }) => String(key) === row.dataset.key)?.key)
        this.pick()
    }

    onPointer(event) {
        const row = event.target.closest("[role=option]")
        if (row && !this.editor && (event.movementX || event.movementY))
            this.activate(this.options.find(({ key }) => String(key) === row.dataset.key)?.key)
    }

    pick() {
        const { chosen } = this
        if (!chosen) return
        this.close()
        this.owner.choose(chosen)
    }

    onKey(event) {
        if (event.isComposing) return
        const inBox = event.target === this.box
        const now = this.options.indexOf(this.chosen)
        const to = { ArrowDown: now + 1, ArrowUp: now - 1, PageDown: now + 8, PageUp: now - 8 }[event.key]
        const plain = event.key.startsWith("Page") ? Math.max(0, Math.min(to, this.options.length - 1)) : to
        if (event.key === "Escape") this.close()
        else if (to !== undefined && inBox) this.activate(this.options.at(plain % this.options.length)?.key)
        else if (event.key === "Enter" && inBox) this.pick()
        else if (event.key === "F2" && this.owner.rename && this.chosen) this.edit(this.chosen)
        else if (event.key === "Delete" && inBox && this.owner.remove && this.chosen
            && (event.shiftKey || !this.box.value)) this.owner.remove(this.chosen)
        else return event.stopPropagation()
        event.preventDefault()
        event.stopPropagation()
    }

    // Another name for an option: a box takes the place of its text

    edit(option) {
        const row = this.rowOf(option.key)
        if (!row) return
        this.activate(option.key)
        const end = keep => {
            if (!this.editor) return
            const name = this.editor.value
            this.editor = null
            if (keep && name.trim() && name !== option.text) this.owner.rename(option, name)
            else this.show(this.options)
            if (this.isOpen) this.box.focus({ preventScroll: true })
        }
        this.editor = element("input", { className: "nbc-find", type: "text", value: option.text, dir: "auto",
            maxLength: 200, label: `New name for ${option.text}`, on: { keydown: event => {
                event.stopPropagation()
                if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return
                event.preventDefault()
                end(event.key === "Enter")
            }, blur: () => end(false) } })
        row.replaceChildren(this.editor)
        this.editor.focus({ preventScroll: true })
        this.editor.select()
    }
}
