// What the page holds of the conversation: one store per widget, however often it is shown

const SILENCE = 2500   // milliseconds without an answer after which the kernel is called busy

class Store {
    constructor(model) {
        this.model = model
        this.items = new Map()      // by key
        this.order = []             // the keys of the items, in their order
        this.bar = { attached: [], waiting: [] }   // what stands around the transcript
        this.views = new Set()
        this.unseen = new Map()     // orders that the kernel hasn't taken in yet, by number
        this.page = this.count = Date.now()   // numbers of orders: later than those of a page that was closed
        this.draft = ""
        this.alive = true           // whether there is a kernel that knows the widget
        this.cells = new NotebookCells(model)
        this.copy = new SavedCopy(this)
        this.take = this.take.bind(this)
        this.lost = this.lost.bind(this)
        model.on("msg:custom", this.take)
        model.on("comm_live_update", this.lost)
        this.greet(0)
    }

    greet(times) {
        if (this.bar.model !== undefined || times > 5) return
        this.ask({ do: "hello", page: this.page, keeps: this.copy.able })
        setTimeout(() => this.greet(times + 1), 1500 * (times + 1))
    }

    // Have the kernel do something; `order.do` says what
    ask(order, buffers) {
        const number = this.count = this.count + 1
        this.unseen.set(number, order.do === "send" ? order.text : null)
        this.model.send({ ...order, number }, undefined, buffers)
        this.repaint()
        setTimeout(() => this.unseen.has(number) && this.repaint(), SILENCE + 50)
        this.asked = this.unseen.size === 1 ? Date.now() : this.asked
    }

    get silent() { return this.alive && this.unseen.size > 0 && Date.now() - this.asked > SILENCE }

    // The connection changed: it is gone until the kernel answers
    lost() {
        this.alive = false
        this.unseen.clear()
        this.repaint()
        try { this.ask({ do: "hello", page: this.page, keeps: this.copy.able }) } catch { /* as it should be */ }
    }

    // A message from the kernel
    take(message) {
        this.alive = true
        this.takeState(message)
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
