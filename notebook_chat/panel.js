// The window of a chat panel: transcript and composer. Python says what they hold (`ChatPanel` in 32_panel); nothing is kept
// here but what a reader does: scrolling, folding, typing. HTML in blocks was made safe in Python; all else is set as text.

const NEAR_END = 40           // pixels from the end that still count as the end
const SILENCE = 2500          // milliseconds without an answer after which the kernel is called busy
const LARGEST_UPLOAD = 6e6    // bytes; notebook servers close connections that send more than 10 MB at once
const LONGEST_SIDE = 2048     // pixels of a picture that must be made smaller to be sent

const ICONS = {
    attach: "M13.5 6.8 8 12.3a3 3 0 0 1-4.3-4.3l6-6a2 2 0 0 1 2.9 2.9l-6 6a1 1 0 0 1-1.4-1.4l5.4-5.4",
    settings: "M2 4.5h6m4 0h2M2 11.5h2m4 0h6M10 2.8v3.4M6 9.8v3.4",
    send: "M8 13.5v-11M3.5 7 8 2.5 12.5 7",
    stop: "M4 4h8v8H4z",
    copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
    edit: "m3 13 .6-3L11 2.6 13.4 5 6 12.4zM9.5 4l2.5 2.5",
    retry: "M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3",
    delete: "M3 4.5h10M6.5 4V2.5h3V4m-5 .5.6 9h5.8l.6-9",
    insert: "M2.5 2.5h11v4h-11zM8 9v5m-2.5-2.5h5",
    left: "M10 3.5 5.5 8 10 12.5",
    right: "M6 3.5 10.5 8 6 12.5",
    down: "M8 2.5v11M3.5 9 8 13.5 12.5 9",
    close: "m4 4 8 8m0-8-8 8",
    add: "M8 3v10M3 8h10",
    file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
}

// Elements

function element(name, properties = {}, ...children) {
    const { label, attributes = {}, on = {}, ...rest } = properties
    const made = Object.assign(document.createElement(name), rest)
    if (label) made.setAttribute("aria-label", label)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    for (const [key, value] of Object.entries(on)) made.addEventListener(key, value)
    made.append(...children.filter(child => child != null))
    return made
}

function icon(name) {
    const space = "http://www.w3.org/2000/svg"
    const [picture, path] = [document.createElementNS(space, "svg"), document.createElementNS(space, "path")]
    picture.setAttribute("viewBox", "0 0 16 16")
    picture.setAttribute("aria-hidden", "true")
    path.setAttribute("d", ICONS[name])
    picture.append(path)
    return picture
}

function button(name, label, act, className = "") {
    const made = element("button", { type: "button", className: `nbc-button ${className}`, title: label, label, on: { click: act } }, icon(name))
    made.dataset.name = name
    return made
}

// What the page holds of the conversation: one per widget, however often it is shown

class Store {
    constructor(model) {
        this.model = model
        this.items = new Map()
        this.order = []
        this.bar = { chats: [], attached: [], waiting: [] }
        this.views = new Set()
        this.unseen = new Map()     // orders that the kernel hasn't taken in yet, by number
        this.page = this.count = Date.now()   // numbers of orders: later than those of a page that was closed
        this.draft = ""
        this.alive = true
        this.inserted = null
        this.take = this.take.bind(this)
        this.lost = this.lost.bind(this)
        model.on("msg:custom", this.take)
        model.on("comm_live_update", this.lost)
        this.greet(0)
    }

    greet(times) {
        if (this.bar.model !== undefined || times > 5) return
        this.ask({ do: "hello", page: this.page })
        setTimeout(() => this.greet(times + 1), 1500 * (times + 1))
    }

    ask(order, buffers) {
        const n = this.count = this.count + 1
        this.unseen.set(n, order.do === "send" ? order.text : null)
        this.model.send({ ...order, n }, undefined, buffers)
        this.tell()
        setTimeout(() => this.unseen.has(n) && this.tell(), SILENCE + 50)
        this.asked = this.unseen.size === 1 ? Date.now() : this.asked
    }

    get silent() { return this.alive && this.unseen.size > 0 && Date.now() - this.asked > SILENCE }

    // The connection changed: it is gone until the kernel answers
    lost() {
        this.alive = false
        this.unseen.clear()
        this.tell()
        try { this.ask({ do: "hello", page: this.page }) } catch { /* as it should be */ }
    }

    take(message) {
        this.alive = true
        if (message.reset) this.items = new Map()
        const changed = new Set(Object.keys(message.items ?? {}))
        for (const [key, change] of Object.entries(message.items ?? {})) this.items.set(key, merged(this.items.get(key), change))
        if (message.order) this.order = message.order
        if (message.bar) Object.assign(this.bar, message.bar)
        for (const key of [...this.items.keys()]) if (!this.order.includes(key)) this.items.delete(key)
        for (const n of [...this.unseen.keys()]) if (n <= this.bar.seen) this.unseen.delete(n)
        if (message.hear) this.ask({ do: "heard" })
        if (message.file) download(...message.file)
        if (message.insert !== undefined) this.insert(message.insert)
        if (message.copy) for (const view of this.views) this.rewrite(view, message.copy)
        for (const view of this.views) {
            if (message.back !== undefined) view.putBack(message.back)
            view.note(message.reset ? new Set(this.order) : changed)
        }
    }

    tell() { for (const view of this.views) view.note(new Set()) }

    // A new cell below the panel's, where the front end lets a widget reach the notebook

    get notebook() {
        const notebook = this.model.widget_manager?.context?.model?.sharedModel
        return notebook?.insertCell ? notebook : null
    }

    insert(code) {
        const [view] = this.views
        const place = this.notebook ? this.placeBelow(view) : null
        if (place === null) return copyText(code).then(copied => view?.say(copied
            ? "Copied. Paste it into a new cell: this front end lets no panel make one."
            : "This front end lets no panel make a cell."))
        const cell = this.notebook.insertCell(place, { cell_type: "code", source: code, metadata: {} })
        this.inserted = cell.id ?? cell.getId?.()
        view?.say("A new cell is below.")
    }

    placeBelow(view) {
        const cells = this.notebook.cells.map(cell => cell.id ?? cell.getId?.())
        if (this.inserted && cells.includes(this.inserted)) return cells.indexOf(this.inserted) + 1
        const number = cellNumber(view?.root)
        return number >= 0 ? number + 1 : null
    }

    // After a reload of the page the front end no longer knows which output holds the talk that is saved with the notebook
    rewrite(view, data) {
        const outputs = this.model.widget_manager?.context?.model?.cells?.get?.(cellNumber(view.root))?.outputs
        for (let number = 0; number < (outputs?.length ?? 0); number++) {
            const output = outputs.get(number).toJSON()
            if (String(output.data?.["text/markdown"] ?? "").includes("notebook-chat-copy")) outputs.set(number, { ...output, data })
        }
    }
}

// The number of the cell that an element is in, in JupyterLab's list; -1 elsewhere
function cellNumber(inside) {
    const cell = inside?.closest(".jp-Cell")
    if (!cell) return -1
    const listed = cell.dataset.windowedListIndex ?? cell.parentElement?.dataset.windowedListIndex
    return listed !== undefined ? Number(listed) : [...cell.parentElement.querySelectorAll(":scope > .jp-Cell")].indexOf(cell)
}

// An item with a change: fields by name, and blocks from the first that differs, each whole or as what follows the part that stays
function merged(old, change) {
    if (!old) return change
    const { blocks, ...fields } = change
    const item = { ...old, ...fields }
    if (!blocks) return item
    const [first, rest] = blocks
    item.blocks = [...old.blocks.slice(0, first), ...rest.map((block, number) => {
        if (typeof block[0] !== "number") return block
        const [kind, html, ...more] = old.blocks[first + number]
        return [kind, html.slice(0, block[0]) + block[1], ...more]
    })]
    return item
}

async function copyText(text) {
    try {
        await navigator.clipboard.writeText(text)
        return true
    } catch {
        const area = element("textarea", { value: text, style: "position: fixed; opacity: 0" })
        const before = document.activeElement
        document.body.append(area)
        area.select()
        const copied = document.execCommand("copy")
        area.remove()
        before?.focus()
        return copied
    }
}

// JupyterLab keeps Shift+Enter from breaking a line
function breakLine(area) {
    const before = area.value
    if (document.execCommand("insertText", false, "\n") && area.value !== before) return
    area.setRangeText("\n", area.selectionStart, area.selectionEnd, "end")
    area.dispatchEvent(new Event("input"))
}

function download(name, type, text) {
    const link = element("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name })
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

// A file as bytes that fit through the connection; large pictures are made smaller
async function uploadable(file) {
    if (file.size <= LARGEST_UPLOAD) return file
    if (!file.type.startsWith("image/")) throw new Error(`${file.name} has ${(file.size / 1e6).toFixed(1)} MB; that is too much to go with a question.`)
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height))
    const canvas = element("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) })
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height)
    return new Promise(resolve => canvas.toBlob(resolve, "image/jpeg", 0.92))
}

// One place where the panel is shown

class View {
    constructor(store, host) {
        this.store = store
        this.nodes = new Map()
        this.dirty = new Set()
        this.sticks = true
        this.recalled = 0
        this.build()
        host.append(this.root)
        store.views.add(this)
        this.watch()
        this.note(new Set(store.order))
    }

    build() {
        this.log = element("div", { className: "nbc-log", tabIndex: 0, label: "Conversation", attributes: { role: "log", "aria-live": "off" } })
        this.list = element("div", { className: "nbc-list" })
        this.empty = element("p", { className: "nbc-empty" })
        this.typing = element("div", { className: "nbc-typing", hidden: true }, element("span", { className: "nbc-dots" }, element("i"), element("i"), element("i")),
            this.typingText = element("span"), this.progress = element("progress", { hidden: true, label: "Reading the prompt" }))
        this.log.append(this.empty, this.list, this.typing)
        this.jump = button("down", "Go to the end", () => this.toEnd(), "nbc-jump")
        this.live = element("div", { className: "nbc-unseen", attributes: { "aria-live": "polite" } })
        this.notice = element("div", { className: "nbc-notice", hidden: true, attributes: { role: "status" } })
        this.root = element("section", { className: "nbc", label: "Chat", attributes: { "data-jp-suppress-context-menu": "" } },
            this.head(), element("div", { className: "nbc-middle" }, this.log, this.jump), this.notice, this.composer(), this.live)
        const height = this.store.model.get("height")
        if (height) this.log.style.height = this.log.style.maxHeight = height
    }

    head() {
        this.model = element("span", { className: "nbc-model" })
        this.device = element("span", { className: "nbc-device" })
        this.chats = element("select", { label: "Conversation", on: { change: () => this.store.ask({ do: "choose", name: this.chats.value }) } })
        this.newChat = element("button", { type: "button", className: "nbc-button nbc-worded", textContent: "New", title: "New conversation", label: "New conversation",
            on: { click: () => this.store.ask({ do: "new" }) } })
        return element("header", { className: "nbc-head" }, element("div", { className: "nbc-title" }, this.model, this.device), this.chats, this.newChat, ...this.exports())
    }

    exports() {
        const formats = { md: "Markdown", json: "JSON", ipynb: "Notebook" }
        const opener = element("button", { type: "button", className: "nbc-button nbc-worded", textContent: "Export", on: { click: () => show(this.menu.hidden) },
            attributes: { "aria-haspopup": "menu", "aria-expanded": "false" } })
        const show = open => {
            this.menu.hidden = !open
            opener.setAttribute("aria-expanded", String(open))
            if (open) this.menu.firstChild.focus()
        }
        const close = () => { show(false); opener.focus() }
        const choices = Object.entries(formats).map(([as, name]) => element("button", { type: "button", className: "nbc-button", textContent: `${name} (.${as})`,
            attributes: { role: "menuitem" }, on: { click: () => { this.store.ask({ do: "export", as }); close() } } }))
        this.menu = element("div", { className: "nbc-menu", hidden: true, label: "Export as", attributes: { role: "menu" }, on: {
            keydown: event => {
                const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
                if (step) choices.at((choices.indexOf(document.activeElement) + step) % choices.length).focus()
                else if (event.key === "Escape") close()
                else return
                event.preventDefault()
            },
            focusout: event => { if (!this.menu.contains(event.relatedTarget) && event.relatedTarget !== opener) show(false) },
        } }, ...choices)
        return [opener, this.menu]
    }

    composer() {
        this.chips = element("div", { className: "nbc-chips", hidden: true, label: "Attached", attributes: { role: "list" } })
        this.text = element("textarea", { className: "nbc-text", rows: 1, placeholder: "Ask something", label: "Message", value: this.store.draft,
            on: { input: () => this.typed(), keydown: event => this.onKey(event), paste: event => this.onPaste(event) } })
        this.files = element("input", { type: "file", multiple: true, hidden: true, tabIndex: -1, on: { change: () => this.attach([...this.files.files]) } })
        this.settings = button("settings", "Settings", () => this.store.ask({ do: "settings" }))
        this.meter = element("span", { className: "nbc-meter", hidden: true }, this.meterBar = element("meter", { min: 0, label: "Context in use" }), this.meterText = element("span"))
        this.go = button("send", "Send", () => this.busy ? this.stop() : this.send(), "nbc-go")
        const row = element("div", { className: "nbc-row" }, button("attach", "Attach pictures or text files", () => this.files.click()), this.settings,
            element("span", { className: "nbc-space" }), this.meter, this.go)
        return element("div", { className: "nbc-composer", on: { click: event => event.target.classList.contains("nbc-row") && this.text.focus() } },
            this.chips, this.text, this.files, row)
    }

    // Watching: the theme, scrolling, dropped files, shortcuts of JupyterLab

    watch() {
        this.undo = []
        const listen = (target, kind, act, options) => {
            target.addEventListener(kind, act, options)
            this.undo.push(() => target.removeEventListener(kind, act, options))
        }
        const themed = () => this.matchTheme()
        const observer = new MutationObserver(() => { themed(); setTimeout(themed, 300) })
        for (const target of [document.documentElement, document.body]) observer.observe(target, { attributes: true })
        this.undo.push(() => observer.disconnect())
        listen(matchMedia("(prefers-color-scheme: dark)"), "change", themed)
        requestAnimationFrame(themed)
        setTimeout(themed, 300)
        const size = new ResizeObserver(() => { if (this.sticks) this.toEnd(); this.grow() })
        for (const target of [this.list, this.log]) size.observe(target)
        this.undo.push(() => size.disconnect())
        listen(this.log, "scroll", () => this.onScroll())
        for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) listen(this.root, kind, event => this.onDrag(event))
        listen(window, "keydown", event => this.guardKeys(event), { capture: true })
        listen(this.list, "click", event => { this.onCode(event); this.onAnswer(event) })
        listen(this.list, "keydown", event => this.onAskKey(event), { capture: true })
    }

    matchTheme() {
        const match = /rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)/.exec(getComputedStyle(this.root).backgroundColor)
        if (!match) return
        const [red, green, blue] = match.slice(1).map(Number)
        this.root.closest(".notebook-chat-panel")?.classList.toggle("nbc-is-dark", 0.3 * red + 0.59 * green + 0.11 * blue < 128)
        this.root.classList.toggle("nbc-dark", 0.3 * red + 0.59 * green + 0.11 * blue < 128)
    }

    // JupyterLab leaves keys alone that are pressed in an element with this attribute; what saves the notebook it may have
    guardKeys(event) {
        if (!this.root.contains(event.target)) return
        const saves = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "s"
        for (const guarded of [this.root, event.target]) guarded.toggleAttribute("data-lm-suppress-shortcuts", !saves)
    }

    onScroll() {
        this.sticks = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END
        this.jump.classList.toggle("nbc-shown", !this.sticks)
    }

    toEnd() {
        this.log.scrollTop = this.log.scrollHeight
        this.onScroll()
    }

    // Writing

    get busy() { return this.store.bar.busy || this.sending.length > 0 }
    get sending() { return [...this.store.unseen.values()].filter(text => text !== null) }

    typed() {
        this.store.draft = this.text.value
        this.recalled = 0
        this.grow()
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

    send() {
        const text = this.text.value
        if (!text.trim() && !this.store.bar.attached.length) return this.text.focus()
        this.fill("")
        this.recalled = 0
        this.sticks = true
        this.store.ask({ do: "send", text })
        this.text.focus()
    }

    stop() { this.store.ask({ do: "stop" }) }

    putBack(text) {
        if (text.trim()) this.fill(this.text.value.trim() ? `${text}\n${this.text.value}` : text)
    }

    onKey(event) {
        if (event.isComposing) return
        if (event.key === "Enter" && (event.shiftKey || event.altKey)) breakLine(this.text)
        else if (event.key === "Enter") this.send()
        else if (event.key === "Escape" && this.busy) this.stop()
        else if (event.key === "ArrowUp" && (this.recalled || !this.text.value)) this.recall(this.recalled + 1)
        else if (event.key === "ArrowDown" && this.recalled) this.recall(this.recalled - 1)
        else return
        event.preventDefault()
        event.stopPropagation()
    }

    recall(number) {
        const said = this.store.order.map(key => this.store.items.get(key)).filter(item => item?.role === "user").map(item => item.files ? item.words : item.text)
        if (number > said.length) return
        this.fill(number ? said[said.length - number] : "")
        this.recalled = number
    }

    // Pictures and files

    onPaste(event) {
        const files = [...event.clipboardData.files]
        if (!files.length || event.clipboardData.getData("text/plain")) return
        event.preventDefault()
        this.attach(files)
    }

    onDrag(event) {
        if (![...event.dataTransfer.types].includes("Files")) return
        event.preventDefault()
        event.stopPropagation()
        const leaves = event.type === "drop" || (event.type === "dragleave" && !this.root.contains(event.relatedTarget))
        this.root.classList.toggle("nbc-drop", !leaves)
        if (event.type === "drop") this.attach([...event.dataTransfer.files])
    }

    async attach(files) {
        this.files.value = ""
        for (const file of files) {
            try {
                const data = await uploadable(file)
                const type = file.type.startsWith("image/") && file.type !== "image/svg+xml" ? file.type : "text/plain"
                this.store.ask({ do: "attach", name: file.name || "pasted", type }, [await data.arrayBuffer()])
            } catch (error) { this.say(error.message || `${file.name} can't be read.`) }
        }
        this.text.focus()
    }

    // Painting

    note(changed) {
        for (const key of changed) this.dirty.add(key)
        if (this.due) return
        this.due = true
        const paint = () => { this.due = false; this.paint() }
        document.hidden ? setTimeout(paint, 200) : requestAnimationFrame(paint)
    }

    paint() {
        const { items } = this.store
        const order = this.store.order.filter(key => items.has(key))
        const leaving = [...this.nodes].filter(([key]) => !items.has(key))
        if (leaving.some(([, article]) => article.node.contains(this.root.ownerDocument.activeElement))) this.text.focus()
        for (const [key, article] of leaving) { article.node.remove(); this.nodes.delete(key) }
        let before = this.list.firstChild
        for (const key of order) {
            if (!this.nodes.has(key)) this.nodes.set(key, new Article(this, key))
            const article = this.nodes.get(key)
            if (this.dirty.has(key)) article.show(items.get(key))
            if (article.node === before) before = before.nextSibling
            else this.list.insertBefore(article.node, before)
        }
        this.dirty.clear()
        this.paintBar()
        if (this.sticks) this.toEnd()
        else this.onScroll()
    }

    paintBar() {
        const { bar, order } = this.store
        this.root.setAttribute("aria-label", bar.model ? `Chat with ${bar.model}` : "Chat")
        this.model.textContent = bar.model ?? ""
        this.device.textContent = (bar.device ?? "").split(";")[0]
        this.device.title = bar.device ?? ""
        this.paintChats(bar)
        this.empty.hidden = order.length > 0 || this.busy
        this.empty.textContent = bar.model === undefined ? "Waiting for the kernel …" : "Nothing was said yet."
        this.paintTyping(bar)
        this.paintChips(bar.attached)
        this.paintMeter(bar)
        this.paintGo()
        this.settings.setAttribute("aria-expanded", String(Boolean(bar.drawer)))
        this.paintNotice(bar)
        if (this.root.parentElement) this.matchTheme()
    }

    paintChats(bar) {
        const names = JSON.stringify(bar.chats)
        if (this.chats.dataset.names !== names) {
            this.chats.replaceChildren(...bar.chats.map(name => element("option", { value: name, textContent: name })))
            this.chats.dataset.names = names
        }
        this.chats.value = bar.chat ?? ""
        this.chats.hidden = bar.chats.length < 2
    }

    paintTyping(bar) {
        const last = this.store.items.get(this.store.order.at(-1))
        const waiting = [...(bar.waiting ?? []), ...this.sending]
        const quiet = last?.live && !last.blocks.length
        this.typing.hidden = !this.busy || (Boolean(last?.live) && !quiet && !waiting.length)
        this.typing.classList.toggle("nbc-quiet", !quiet && Boolean(last?.live))
        const [done, total] = bar.progress ?? []
        const reading = quiet && total > 200 && done < total
        this.progress.hidden = !reading
        if (reading) Object.assign(this.progress, { value: done, max: total })
        this.typingText.textContent = reading ? `reading the prompt: ${done.toLocaleString()} of ${total.toLocaleString()} tokens`
            : waiting.length ? `waiting: ${waiting.map(text => text.slice(0, 80)).join(" · ")}` : ""
    }

    paintChips(attached) {
        const ids = JSON.stringify(attached.map(one => one.id))
        if (this.chips.dataset.ids === ids) return
        this.chips.dataset.ids = ids
        this.chips.hidden = !attached.length
        this.chips.replaceChildren(...attached.map(one => element("span", { className: "nbc-chip", title: one.name, attributes: { role: "listitem" } },
            one.url ? element("img", { src: one.url, alt: "" }) : icon("file"), element("span", { textContent: one.name }),
            button("close", `Remove ${one.name}`, () => { this.store.ask({ do: "detach", id: one.id }); this.text.focus() }))))
    }

    paintMeter(bar) {
        const [used, size] = bar.context ?? []
        this.meter.hidden = used === undefined
        if (this.meter.hidden) return
        Object.assign(this.meterBar, { max: size, high: size * 0.9, value: used })
        this.meterText.textContent = `${used.toLocaleString()} / ${size.toLocaleString()}`
        this.meter.title = `${used.toLocaleString()} of ${size.toLocaleString()} tokens of context in use`
    }

    paintGo() {
        const name = this.busy ? "stop" : "send"
        if (this.go.dataset.name === name) return
        this.go.dataset.name = name
        this.go.replaceChildren(icon(name))
        this.go.title = this.busy ? "Stop (Esc)" : "Send (Enter)"
        this.go.setAttribute("aria-label", this.busy ? "Stop" : "Send")
    }

    paintNotice(bar) {
        const [text, kind] = !this.store.alive ? ["The kernel was restarted or has ended, and this panel with it. Run its cell again.", "gone"]
            : this.store.silent ? ["Waiting for the kernel: it is busy with a cell.", "busy"]
            : bar.error ? [bar.error, "error"] : [this.said ?? "", "info"]
        if (this.notice.textContent !== text) this.notice.textContent = text
        this.notice.hidden = !text
        this.notice.dataset.kind = kind
        this.text.disabled = this.go.disabled = !this.store.alive
        if (!this.store.alive) for (const choice of this.list.querySelectorAll("[data-answer]")) choice.disabled = true
    }

    say(text) {
        this.said = text
        clearTimeout(this.unsay)
        this.unsay = setTimeout(() => { this.said = ""; this.paintNotice(this.store.bar) }, 5000)
        this.paintNotice(this.store.bar)
    }

    announce(text) {
        this.live.append(element("p", { textContent: text }))
        while (this.live.childElementCount > 5) this.live.firstChild.remove()
    }

    // Buttons of code blocks

    async onCode(event) {
        const pressed = event.target.closest?.("[data-code]")
        if (!pressed) return
        const code = pressed.closest(".nbc-code").querySelector("code").textContent
        if (pressed.dataset.code === "insert") this.store.insert(code)
        else if (await copyText(code)) flash(pressed)
    }

    // The question before a call

    onAnswer(event) {
        const pressed = event.target.closest?.("[data-answer]")
        if (!pressed) return
        const box = pressed.closest("[data-ask]")
        this.store.ask({ do: pressed.dataset.answer, id: Number(box.dataset.ask), always: pressed.dataset.always === "true" })
        for (const choice of box.querySelectorAll("button")) choice.disabled = true
        this.text.focus({ preventScroll: true })
    }

    onAskKey(event) {
        if (event.key !== "Escape" || !event.target.closest?.("[data-ask]")) return
        event.preventDefault()
        event.stopPropagation()
        this.stop()
        this.text.focus({ preventScroll: true })
    }

    asked(title) {
        this.sticks = true
        this.announce(`May the model run ${title}? The buttons to answer are before the message box.`)
    }

    remove() {
        this.undo.forEach(undo => undo())
        this.store.views.delete(this)
        this.root.remove()
    }
}

function flash(pressed) {
    const before = pressed.title
    pressed.classList.add("nbc-done")
    pressed.title = "Copied"
    setTimeout(() => { pressed.classList.remove("nbc-done"); pressed.title = before }, 1200)
}

// A question or an answer

class Article {
    constructor(view, key) {
        this.view = view
        this.key = key
        this.shown = []     // blocks, as they were last painted
        this.body = element("div", { className: "nbc-body" })
        this.foot = element("footer", { className: "nbc-foot" })
        this.node = element("article", {}, this.body, this.foot)
    }

    show(item) {
        const old = this.item ?? {}
        this.item = item
        const who = { user: "You", assistant: "Assistant" }[item.role] ?? item.role
        this.node.className = `nbc-item nbc-${item.role === "user" ? "user" : "answer"}${item.dropped ? " nbc-dropped" : ""}`
        this.node.setAttribute("aria-label", who)
        this.node.setAttribute("aria-busy", String(Boolean(item.live)))
        if (item.role === "user") this.showQuestion(item)
        else this.showBlocks(item.blocks)
        if (old.live && !item.live) this.view.announce(item.note || "The answer is complete.")
        if (!this.editor) this.showFoot(item)
    }

    showQuestion(item) {
        if (this.editor || this.words === item.text && this.pictures === String(item.images)) return
        this.words = item.text
        this.pictures = String(item.images)
        const words = element("div", { className: "nbc-words", textContent: item.files ? item.words : item.text ?? "" })
        this.body.replaceChildren(
            ...(item.images ?? []).map((url, number) => element("img", { className: "nbc-picture", src: url, alt: `Picture ${number + 1} of the question` })),
            ...(item.files ?? []).map(([name, text]) => element("details", { className: "nbc-fold" },
                element("summary", {}, icon("file"), name), element("pre", { textContent: text }))),
            ...(words.textContent ? [words] : []))
    }

    // Blocks that stayed the same keep their elements: what is selected stays selected, what is open stays open
    showBlocks(blocks) {
        if (this.editor) return
        blocks.forEach((block, number) => {
            const there = this.shown[number]
            if (there && there.every((value, place) => value === block[place]) && there.length === block.length) return
            const node = this.body.children[number]
            const fits = node && there[0] === block[0]
            const made = fits ? node : BLOCKS[block[0]].make(block)
            BLOCKS[block[0]].fill(made, block, there)
            const left = node && !fits && node.contains(document.activeElement)
            if (node && !fits) node.replaceWith(made)
            else if (!node) this.body.append(made)
            if (left) this.view.text.focus({ preventScroll: true })
            if (block[0] === "q" && !(there?.[0] === "q" && there[4] === block[4])) this.view.asked(block[2])
            if (this.item.live && number > 0 && !there && blocks[number - 1][0] === "t") this.view.announce(this.body.children[number - 1].textContent)
        })
        while (this.body.children.length > blocks.length) this.body.lastChild.remove()
        this.shown = blocks
    }

    showFoot(item) {
        const { blocks, ...meta } = item
        const seen = JSON.stringify(meta)
        if (this.footed === seen) return
        this.footed = seen
        const focused = this.foot.contains(document.activeElement) ? document.activeElement.dataset.name : null
        const { store } = this.view
        const order = (action, more = {}) => () => store.ask({ do: action, key: this.key, ...more })
        const parts = []
        if (item.branch) parts.push(this.branches(item.branch))
        if (!item.live && !item.dropped) {
            const text = item.files ? item.words : item.text
            if (text) parts.push(button("copy", "Copy", async event => await copyText(text) && flash(event.target.closest("button"))))
            if (item.index !== undefined) parts.push(button("edit", item.role === "user" ? "Edit and ask again" : "Edit", () => this.edit()))
            if (item.role !== "user") parts.push(button("retry", "Answer again", order("retry")))
            if (item.index !== undefined) parts.push(this.deleteButton(order("delete")))
        }
        const go = item.goes_on ? element("button", { type: "button", className: "nbc-button nbc-worded", textContent: "Go on", on: { click: () => store.ask({ do: "send", text: "" }) } }) : null
        const note = item.dropped ? "no longer read by the model" : item.note
        this.foot.replaceChildren(...(note ? [element("span", { className: "nbc-note", textContent: note })] : []), ...(go ? [go] : []),
            element("span", { className: "nbc-tools", label: "Actions", attributes: { role: "group" } }, ...parts))
        this.node.classList.toggle("nbc-last", Boolean(item.last))
        if (focused) (this.foot.querySelector(`[data-name=${focused}]:not(:disabled)`) ?? this.foot.querySelector("button:not(:disabled)") ?? this.view.text).focus()
    }

    branches([which, many]) {
        const step = (name, label, to) => {
            const made = button(name, label, () => this.view.store.ask({ do: "switch", key: this.key, to: to - 1 }))
            made.disabled = to < 1 || to > many
            return made
        }
        return element("span", { className: "nbc-branches" }, step("left", "Earlier version", which - 1),
            element("span", { textContent: `${which}/${many}`, label: `Version ${which} of ${many}` }), step("right", "Later version", which + 1))
    }

    // The first press asks, the second one within three seconds deletes
    deleteButton(act) {
        const made = button("delete", "Delete", () => {
            if (made.classList.contains("nbc-sure")) return act()
            made.classList.add("nbc-sure")
            made.setAttribute("aria-label", made.title = "Press again to delete")
            setTimeout(() => { made.classList.remove("nbc-sure"); made.setAttribute("aria-label", made.title = "Delete") }, 3000)
        })
        return made
    }

    edit() {
        const { item } = this
        const area = element("textarea", { className: "nbc-text", value: item.text, label: "Edited message", on: { keydown: event => {
            if (event.isComposing) return
            if (event.key === "Enter" && (event.shiftKey || event.altKey)) breakLine(area)
            else if (event.key === "Enter") done(true)
            else if (event.key === "Escape") done(false)
            else return
            event.preventDefault()
            event.stopPropagation()
        } } })
        const done = keep => {
            this.editor = this.footed = null
            this.words = undefined
            this.shown = []
            this.body.replaceChildren()
            if (keep && area.value.trim() && area.value !== item.text) this.view.store.ask({ do: "edit", key: this.key, text: area.value })
            this.show(this.item)
            this.view.text.focus()
        }
        const worded = (textContent, keep) => element("button", { type: "button", className: "nbc-button nbc-worded", textContent, on: { click: () => done(keep) } })
        this.editor = area
        this.body.replaceChildren(area)
        this.foot.replaceChildren(worded("Cancel", false), worded(item.role === "user" ? "Ask again" : "Save", true))
        area.rows = Math.min(12, item.text.split("\n").length + 1)
        area.focus()
        area.setSelectionRange(area.value.length, area.value.length)
    }
}

// Kinds of blocks: how an element for one is made, and filled

const BLOCKS = {
    t: {
        make: () => element("div", { className: "nbc-block" }),
        fill(node, [, html]) {
            node.innerHTML = html
            for (const pre of node.querySelectorAll("pre")) withButtons(pre)
            for (const table of node.querySelectorAll("table")) wrapped(table)
        },
    },
    r: {
        make: () => element("details", { className: "nbc-fold nbc-thoughts" }, element("summary"), element("div")),
        fill(node, [, html, title]) {
            node.firstChild.textContent = title
            node.lastChild.innerHTML = html
            node.classList.toggle("nbc-working", title === "Thinking")
        },
    },
    c: {
        make: () => element("details", { className: "nbc-fold nbc-call" }, element("summary"), element("div")),
        fill(node, [, html, title, state]) {
            const words = { running: "running", error: "failed", done: "" }[state]
            node.firstChild.replaceChildren(element("code", { textContent: title }), ...(words ? [element("span", { textContent: words })] : []))
            node.lastChild.innerHTML = html
            node.className = `nbc-fold nbc-call nbc-${state}${state === "running" ? " nbc-working" : ""}`
        },
    },
    q: {
        make: () => element("div", { className: "nbc-ask", attributes: { role: "group" } }),
        fill(node, [, details, title, name, id]) {
            const choice = (textContent, answer, label, always = false) => {
                const made = element("button", { type: "button", className: "nbc-button nbc-worded", textContent, label, title: label })
                Object.assign(made.dataset, { answer, always })
                return made
            }
            node.dataset.ask = id
            node.setAttribute("aria-label", `Run ${title}?`)
            const run = choice("Run", "allow", `Run ${name}`)
            run.classList.add("nbc-yes")
            node.replaceChildren(element("p", { className: "nbc-asked" }, "Run ", element("code", { textContent: title }), "?"),
                ...(details ? [element("pre", { tabIndex: 0, label: "Arguments", attributes: { role: "group" } },
                    ...details.split("\n").map(line => element("div", { textContent: line })))] : []),
                element("div", { className: "nbc-answers" }, run, choice("Always run", "allow", `Always run ${name} in this conversation`, true),
                    choice("Don't run", "refuse", `Don't run ${name}`)))
        },
    },
}

function withButtons(pre) {
    const language = pre.dataset.language ?? ""
    const tool = (name, label) => {
        const made = button(name, label, () => {})
        made.dataset.code = name
        return made
    }
    const bar = element("div", { className: "nbc-codebar" }, element("span", { textContent: language }), tool("copy", "Copy this code"), tool("insert", "Insert as a new cell"))
    const box = element("div", { className: "nbc-code" }, bar)
    pre.replaceWith(box)
    box.append(pre)
}

function wrapped(table) {
    const box = element("div", { className: "nbc-wide" })
    table.replaceWith(box)
    box.append(table)
}

export default () => {
    let store
    return {
        initialize({ model }) { store = new Store(model) },
        render({ model, el }) {
            store ??= new Store(model)
            const view = new View(store, el)
            return () => view.remove()
        },
    }
}
