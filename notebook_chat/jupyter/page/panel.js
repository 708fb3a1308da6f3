// A panel as it is shown in one place: its parts put together, painted and dressed; and the widget that it is

class View {
    constructor(store, host) {
        this.store = store
        this.dirty = new Set()   // keys of items that were changed since the last paint
        this.head = new Head(this)
        this.transcript = new Transcript(this)
        this.composer = new Composer(this)
        this.notice = new Notice(store)
        this.told = new Told(this)
        this.offers = new ErrorOffers(this)
        this.offer = new Offer(store)
        this.alternatives = new Alternatives(this)
        this.follower = new Follower(this)
        this.full = new FullWindow(this)
        this.side = new SideView(this)
        this.handle = new HeightHandle(this)
        this.enlarged = new EnlargedPicture(this)
        this.live = element("div", { className: "nbc-unseen", attributes: { "aria-live": "polite" } })
        this.root = element("section", { className: "nbc", label: "Chat",
            attributes: { "data-jp-suppress-context-menu": "" } },
            this.head.node, this.transcript.node, this.offer.node, this.notice.node, this.head.models.line,
            this.told.node, this.offers.node, this.composer.node, this.handle.node, this.alternatives.node,
            this.enlarged.node, this.live)
        this.head.node.append(this.side.button, this.full.button)
        host.append(this.root)
        store.views.add(this)
        this.watch()
        this.note(new Set(store.order))
    }

    get busy() { return this.store.bar.busy || Boolean(this.store.bar.loading) || this.sending.length > 0 }

    // Questions that the kernel hasn't taken in yet
    get sending() { return [...this.store.unseen.values()].filter(text => text !== null) }

    // Watching: the theme, sizes, dropped files, shortcuts of JupyterLab

    watch() {
        this.undo = []
        const listen = (target, kind, act, options) => {
            target.addEventListener(kind, act, options)
            this.undo.push(() => target.removeEventListener(kind, act, options))
        }
        this.watchTheme(listen)
        this.watchSizes()
        this.transcript.watch(listen)
        this.composer.completion.watch(listen)
        this.watchKernel()
        for (const kind of ["focusin", "pointerdown"])
            listen(document, kind, event => this.store.cells.note(event.target, this), { capture: true })
        this.alternatives.watch(listen)
        for (const part of [this.follower, this.handle, this.enlarged]) part.watch(listen)
        for (const kind of ["dragenter", "dragover", "dragleave", "drop"])
            listen(this.root, kind, event => this.composer.attachments.onDrag(event))
        listen(window, "keydown", event => this.guardKeys(event), { capture: true })
        listen(window, "beforeinput", event => this.guardUndo(event), { capture: true })
    }

    // What the kernel sends to the message box
    watchKernel() {
        const take = message => {
            if (message.complete) this.composer.completion.take(message.complete)
            const here = this.store.views.size === 1 || this.root.contains(document.activeElement)
            if (message.put !== undefined && here) this.composer.put(message.put)
        }
        this.store.model.on("msg:custom", take)
        this.undo.push(() => this.store.model.off("msg:custom", take))
    }

    watchTheme(listen) {
        const themed = () => this.matchTheme()
        const observer = new MutationObserver(() => { themed(); setTimeout(themed, 300) })
        for (const target of [document.documentElement, document.body]) observer.observe(target, { attributes: true })
        this.undo.push(() => observer.disconnect())
        listen(matchMedia("(prefers-color-scheme: dark)"), "change", themed)
        requestAnimationFrame(themed)
        setTimeout(themed, 300)
    }

    watchSizes() {
        const size = new ResizeObserver(() => {
            if (this.transcript.sticks) this.transcript.toEnd()
            this.composer.grow()
        })
        for (const target of [this.transcript.list, this.transcript.log]) size.observe(target)
        this.undo.push(() => size.disconnect())
    }

    matchTheme() {
        const match = /rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)/.exec(getComputedStyle(this.root).backgroundColor)
        if (!match) return
        const [red, green, blue] = match.slice(1).map(Number)
        const dark = 0.3 * red + 0.59 * green + 0.11 * blue < 128
        this.root.closest(".notebook-chat-panel")?.classList.toggle("nbc-is-dark", dark)
        this.root.classList.toggle("nbc-dark", dark)
    }

    // JupyterLab leaves keys alone that are pressed in an element with this attribute. It may have the keys that save,
    // and in the full window, where no cell can hear of them, all its other shortcuts.
    guardKeys(event) {
        if (!this.root.contains(event.target)) return
        const plain = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey
        const saves = plain && event.key.toLowerCase() === "s"
        const isForPage = this.full.host && (event.ctrlKey || event.metaKey || event.altKey)
        for (const guarded of [this.root, event.target])
            guarded.toggleAttribute("data-lm-suppress-shortcuts", !saves && !isForPage)
    }

    // JupyterLab forbids a text area to undo and redo if it hears of it
    guardUndo(event) {
        if (event.inputType.startsWith("history") && this.root.contains(event.target)) event.stopImmediatePropagation()
    }

    // Filling its place: the window, or a tab at the side of the notebook

    get docked() { return Boolean(this.root.closest(".jp-LinkedOutputView, .nbc-side")) }

    get fills() { return Boolean(this.full.host) || this.docked }

    paintFill() { this.full.panel.classList.toggle("nbc-fills", this.fills) }

    // Painting, at most once a frame

    note(changed) {
        for (const key of changed) this.dirty.add(key)
        if (this.due) return
        this.due = true
        const paint = () => { this.due = false; this.paint() }
        document.hidden ? setTimeout(paint, 200) : requestAnimationFrame(paint)
    }

    paint() {
        const { bar } = this.store
        this.transcript.paint(this.dirty)
        this.dirty.clear()
        this.root.setAttribute("aria-label", bar.model ? `Chat with ${bar.model}` : "Chat")
        this.head.paint(bar)
        this.transcript.paintState(bar)
        this.composer.paint(bar)
        this.notice.paint()
        this.told.paint(bar.told)
        this.offers.paint(bar.failed)
        this.offer.paint(bar)
        this.paintCells(bar.cell)
        if (!this.store.alive) this.transcript.disableAnswers()
        if (!this.store.alive || this.wasGone) this.disableDead()
        if (this.root.parentElement) this.matchTheme()
        if (this.root.isConnected) this.store.recovery.settle(this)
        this.store.recovery.look()
        this.transcript.settle()
        this.side.paint()
        this.paintFill()
        if (bar.model !== undefined) this.follower.painted()
        this.follower.grew()
    }

    // What can be done with code here: the buttons of code blocks follow these classes
    paintCells(cell) {
        const { cells } = this.store
        if (cell !== this.cell) cells.about = cell ?? cells.about
        this.cell = cell
        this.root.classList.toggle("nbc-has-cells", Boolean(cells.notebook))
        this.root.classList.toggle("nbc-has-target", Boolean(cells.cell(cells.about)))
    }

    // Without a kernel most buttons do nothing
    disableDead() {
        this.wasGone = !this.store.alive
        for (const made of this.root.querySelectorAll("[data-kernel]"))
            made.disabled = this.wasGone || made.dataset.kernel === "off"
    }

    // Have a screen reader say something
    announce(text) {
        this.live.append(element("p", { textContent: text }))
        while (this.live.childElementCount > 5) this.live.firstChild.remove()
    }

    remove() {
        this.full.remove()
        this.undo.forEach(undo => undo())
        this.store.views.delete(this)
        this.transcript.late.end()
        this.root.remove()
    }
}

// A line above the composer: the kernel is gone or busy, an error, or what was just done

class Notice {
    constructor(store) {
        this.store = store
        this.said = ""
        this.node = element("div", { className: "nbc-notice", hidden: true, attributes: { role: "status" } })
    }

    // Show something for five seconds
    say(text) {
        this.said = text
        clearTimeout(this.unsay)
        this.unsay = setTimeout(() => { this.said = ""; this.paint() }, 5000)
        this.paint()
    }

    paint() {
        const { text, kind } = this.current()
        if (this.node.textContent !== text) this.node.textContent = text
        this.node.hidden = !text
        this.node.dataset.kind = kind
    }

    current() {
        const { alive, silent, bar } = this.store
        if (!alive) return { text: this.gone(), kind: "gone" }
        if (silent) return { text: WAITING[kernelStatus(this.store.model)] ?? WAITING.unknown, kind: "busy" }
        if (bar.error) return { text: bar.error, kind: "error" }
        return { text: this.said, kind: "info" }
    }

    gone() {
        const { recovery } = this.store
        if (recovery.isTaken) return "This conversation went to the panel that was opened after the kernel had ended."
        const ended = "The kernel was restarted or has ended."
        if (recovery.isEmpty) return `${ended} Run this cell again.`
        const partly = recovery.kept.complete === false ? "What had reached this page" : "What was said here"
        return `${ended} ${partly} is kept${recovery.place
            ? ": run this cell again, and take the conversation up there."
            : " in this panel only: export it before you run the cell again."}`
    }
}

// Why the kernel may not have answered yet, by what the front end knows of it
const WAITING = {
    busy: "Waiting for the kernel: it is busy with a cell.",
    starting: "Waiting for the kernel: it is starting.",
    away: "Waiting for the kernel: there is no connection to it at the moment.",
    unknown: "Waiting for the kernel to answer.",
}

export default () => {
    let store
    return {
        initialize({ model }) {
            store = new Store(model)
            return () => store.copy.end()
        },
        render({ model, el }) {
            store ??= new Store(model)
            FORMULAS.reach(model)
            const view = new View(store, el)
            return () => view.remove()
        },
    }
}
