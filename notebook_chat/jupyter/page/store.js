// What the page holds of the conversation: one store per widget, however often it is shown

const SILENCE = 2500   // milliseconds without an answer after which that is said

class Store {
    constructor(model) {
        this.model = model
        this.items = new Map()      // by key
        this.order = []             // the keys of the items, in their order
        this.bar = { attached: [], waiting: [] }   // what stands around the transcript
        this.views = new Set()
        this.unseen = new Map()     // orders that the kernel hasn't taken in yet, by number
        this.page = this.count = Date.now()   // numbers of orders: later than those of a page that was closed
        this.unsent = ""            // what is in the message box
        this.alive = true           // whether there is a kernel that knows the widget
        this.cells = new NotebookCells(model)
        this.copy = new SavedCopy(this)
        this.recovery = new Recovery(this)
        this.take = this.take.bind(this)
        this.lost = this.lost.bind(this)
        model.on("msg:custom", this.take)
        model.on("comm_live_update", this.lost)
        this.greet(0)
    }

    get draft() { return this.unsent }

    set draft(text) {
        this.unsent = text
        this.recovery.draftChanged()
    }

    greet(times) {
        if (this.bar.model !== undefined || times > 5) return
        this.ask({ do: "hello", page: this.page, keeps: this.copy.able })
        setTimeout(() => this.greet(times + 1), 1500 * (times + 1))
    }

    // Have the kernel do something; `order.do` says what. Returns whether there is a kernel to ask.
    ask(order, buffers) {
        if (!this.alive && order.do !== "hello") return false
        const number = this.count = this.count + 1
        this.unseen.set(number, order.do === "send" ? order.text : null)
        this.model.send({ ...order, number }, undefined, buffers)
        this.repaint()
        setTimeout(() => this.unseen.has(number) && this.repaint(), SILENCE + 50)
        this.asked = this.unseen.size === 1 ? Date.now() : this.asked
        return true
    }

    get silent() { return this.alive && this.unseen.size > 0 && Date.now() - this.asked > SILENCE }

    // Write a file; without a kernel the page makes it of what it holds
    export(ending) {
        if (this.ask({ do: "export", as: ending })) return
        const type = { md: "text/markdown", json: "application/json", ipynb: "application/x-ipynb+json" }[ending]
        download({ name: `${this.bar.chat || "chat"}.${ending}`, type, text: exportOf(this.recovery.kept, ending) })
    }

    // The connection changed: it is gone until the kernel answers
    lost() {
        const unasked = [...this.unseen.values()].filter(Boolean)
        this.alive = false
        this.unseen.clear()
        this.endWriting()
        const mayCome = ["busy", "idle", "away"].includes(kernelStatus(this.model))   // the front end sends it later
        for (const text of mayCome ? [] : unasked) this.putBack(text)
        this.recovery.keepSoon()
        this.repaint()
        try { this.ask({ do: "hello", page: this.page, keeps: this.copy.able }) } catch { /* as it should be */ }
    }

    // The front end has learned something about the kernel
    checkKernel() {
        if (this.alive && kernelStatus(this.model) === "dead") this.lost()
        else this.repaint()
    }

    // Nobody writes any longer. An answer that was being written stays as far as it has come.
    endWriting() {
        Object.assign(this.bar, { busy: false, progress: null })
        for (const [key, item] of this.items) {
            if (!item.live) continue
            const text = this.recovery.kept.halfAnswer || item.blocks.map(({ html }) => textOf(html)).join("\n\n")
            this.items.set(key, { ...item, live: false, text, note: "stopped: the kernel ended" })
            for (const view of this.views) view.note(new Set([key]))
        }
    }

    putBack(text) {
        if (!this.views.size) this.unsent = [text, this.unsent].filter(part => part.trim()).join("\n")
        const [view] = this.views
        view?.composer.putBack(text)
    }

    // A message from the kernel
    take(message) {
        this.alive = true
        this.takeState(message)
        if (message.keep) this.recovery.take(message.keep)
        if (message.bar && "offer" in message.bar) this.recovery.keepSoon()
        if (message.hear) this.ask({ do: "heard" })
        for (const view of this.views) view.head.take(message)
        if (message.file) download(message.file)
        if (message.insert !== undefined) this.insert(message.insert)
        if (message.items || message.order) this.copy.note(hasNews(message))
        const changed = new Set(message.reset ? this.order : Object.keys(message.items ?? {}))
        for (const view of this.views) {
            if (message.back !== undefined) view.composer.putBack(message.back)
            if (message.picture) view.enlarged.take(message.picture)
            view.note(changed)
        }
        this.recovery.look()
    }

    takeState(message) {
        if (message.reset) this.items = new Map()
        for (const [key, change] of Object.entries(message.items ?? {}))
            this.items.set(key, merged(this.items.get(key), change))
        if (message.order) this.order = message.order
        if (message.bar) Object.assign(this.bar, message.bar)
        if (message.order) this.dropItems()
        for (const number of [...this.unseen.keys()]) if (number <= this.bar.seen) this.unseen.delete(number)
    }

    dropItems() {
        const kept = new Set(this.order)
        for (const key of [...this.items.keys()]) if (!kept.has(key)) this.items.delete(key)
    }

    insert(code) {
        const [view] = this.views
        this.cells.insert(code, view)
    }

    repaint() { for (const view of this.views) view.note(new Set()) }
}

// An item with a change: fields by name; of the blocks those that differ, by number, each whole or as what follows the
// part that stays; and how many blocks are left where they have become fewer
function merged(old, change) {
    if (!old) return change
    const { blocks = {}, length, ...fields } = change
    const item = { ...old, ...fields, blocks: old.blocks.slice(0, length) }
    for (const [number, block] of Object.entries(blocks)) {
        const there = item.blocks[number]
        item.blocks[number] = "keep" in block ? { ...there, html: there.html.slice(0, block.keep) + block.add } : block
    }
    return item
}

// Whether a message says what the page wasn't only told because it is new
function hasNews({ reset, bar = {}, items = {}, order }) {
    return !reset && !("older" in bar) && Boolean(order || Object.values(items).some(change => change.copy))
}

// The words of safe HTML
function textOf(html = "") { return new DOMParser().parseFromString(html, "text/html").body.textContent.trim() }
