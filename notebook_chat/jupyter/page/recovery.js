// Taking conversations up again: where the notebook keeps them, how a new panel finds those of one whose kernel is
// gone, and the line that offers them

const KEPT = "application/vnd.notebook-chat+json"   // the type of the output in which a notebook keeps conversations
const LARGEST_NOTEBOOK = 50e6   // bytes of a saved notebook that is searched
const PIECE = 4e6               // bytes that are sent at once; servers refuse more than 10 MB
const QUIET = 1000, BUSY = 10000   // milliseconds until a change is kept, and while an answer is written

// The panels of this page, the newest last. Each widget has a module of its own, so this is where they meet.
const PANELS = globalThis[Symbol.for("notebook_chat panels")] ??= new Set()

class Recovery {
    constructor(store) {
        this.store = store
        this.kept = new Kept()
        this.place = null    // the cell that the panel is in, where the front end lets a widget reach it
        this.found = []      // conversations that are offered, as far as this page knows them
        this.isTaken = false // whether another panel goes on with what this one held
        PANELS.add(this)
        for (const event of ["comm:close", "destroy"]) store.model.on(event, () => PANELS.delete(this))
    }

    get isDead() { return !this.store.alive && !this.isTaken }

    get context() { return this.store.model.widget_manager?.context ?? null }

    take(message) {
        this.kept.take(message)
        this.keepSoon()
    }

    // Everything that a new panel needs: as an object for JSON
    pack(limit) {
        const { bar, draft } = this.store
        const own = this.kept.whole
        const known = new Set(own.map(talk => talk.id))
        const earlier = bar.offer ? this.found.filter(talk => !known.has(talk.id)) : []
        const talks = [...own, ...earlier]
        const { shown, attached } = this.kept
        const text = JSON.stringify([attached, talks])
        return { format: "notebook_chat panel", version: 1, panel: bar.panel, shown, draft, attached, talks,
            pictures: this.kept.picturesOf(text, limit) }
    }

    get isEmpty() { return !this.kept.whole.length && !this.store.draft.trim() && !this.kept.attached.length }

    // In the notebook

    // At the first painting there is an element, and so a cell
    settle(view) {
        this.place ??= Place.of(this.context, view.root)
        if (!this.place) return
        this.saving ??= this.context.saveState?.connect((_, state) => state === "started" && this.keep())
        this.place.onStatus(() => this.store.checkKernel())
    }

    // The draft stays when the page is loaded again
    draftChanged() {
        this.keepSoon()
        if (!this.place) return
        try { sessionStorage.setItem(this.place.name, this.store.draft) } catch { /* not every front end has it */ }
    }

    restoreDraft(kept) {
        let draft = kept?.draft
        try { draft = sessionStorage.getItem(this.place.name) ?? draft } catch { /* as above */ }
        if (typeof draft === "string" && draft.trim() && !this.store.draft.trim()) this.store.putBack(draft)
    }

    keepSoon() {
        if (this.due) return
        this.due = setTimeout(() => this.keep(), this.store.alive && this.store.bar.busy ? BUSY : QUIET)
    }

    // Write the conversations into the notebook, beside the panel, unless another panel is in the cell by now
    keep() {
        clearTimeout(this.due)
        this.due = null
        if (!this.place || this.isTaken || this.store.bar.model === undefined) return
        const isLast = [...PANELS].filter(other => this.place.is(other.place)).at(-1) === this
        const isShown = [...this.store.views].some(view => view.root.isConnected)
        const isMine = this.place.read()?.panel === this.store.bar.panel   // also while the cell is out of sight
        if (!isLast || !(isShown || isMine)) return
        const pack = this.pack(MOST_PICTURES)
        const text = JSON.stringify(pack)
        if (text === this.written) return
        const isEmpty = !pack.talks.length && !pack.draft.trim() && !pack.attached.length
        if (this.place.write(pack, isEmpty)) this.written = text
    }

    // Finding what a panel held whose kernel is gone

    // Once, when the kernel has answered and it is known where the panel is
    async look() {
        const isNotebook = Boolean(this.context?.model?.cells)
        if (this.isLooking || this.store.bar.model === undefined || (isNotebook && !this.place)) return
        this.isLooking = true
        await this.search()
        this.hasLooked = true
    }

    async search() {
        const kept = this.place?.read()
        if (kept && kept.panel === this.store.bar.panel) {   // the page was loaded again, the kernel lives
            this.remember(kept)
            return this.restoreDraft(kept)
        }
        const dead = this.theDead() ?? this.theOneBefore()
        const pack = dead ? dead.pack() : await this.place?.readSaved().catch(() => null)
        if (dead && !dead.store.alive) dead.isTaken = true
        if (pack) this.remember(pack)
        else if (this.place) this.restoreDraft()
        this.send(pack)
    }

    // The panel that died in this cell, else in this notebook
    theDead() {
        const dead = [...PANELS].filter(other => other.isDead && other.context === this.context && !other.isEmpty)
        return dead.filter(other => this.place?.is(other.place)).at(-1) ?? dead.at(-1)
    }

    // The panel that was in this cell before, if it still has something to offer
    theOneBefore() {
        const others = [...PANELS].filter(other => other !== this && other.store.bar.offer)
        return others.filter(other => this.place?.is(other.place)).at(-1)
    }

    remember(pack) {
        this.found = Array.isArray(pack.talks) ? pack.talks : []
        for (const [digest, url] of Object.entries(pack.pictures ?? {}))
            if (!this.kept.pictures.has(digest)) this.kept.pictures.set(digest, { url })
    }

    // Tell the kernel what was found, in pieces, or that nothing was
    send(pack) {
        const bytes = pack ? new TextEncoder().encode(JSON.stringify(pack)) : new Uint8Array()
        const of = Math.ceil(bytes.length / PIECE)
        for (let number = 0; number < Math.max(1, of); number++) {
            const piece = bytes.slice(number * PIECE, (number + 1) * PIECE)
            this.store.ask({ do: "found", piece: number, of }, [piece.buffer])
        }
    }
}

// A cell of the notebook, in front ends that let a widget reach it: JupyterLab and Notebook 7

class Place {
    static of(context, root) {
        const cell = context?.model?.cells?.get?.(cellNumber(root))
        return cell?.id ? new Place(context, cell.id) : null
    }

    constructor(context, id) {
        this.context = context
        this.id = id
    }

    get name() { return `notebook_chat draft ${this.context.path}#${this.id}` }

    is(other) { return Boolean(other) && other.context === this.context && other.id === this.id }

    get outputs() {
        const { cells } = this.context.model ?? {}
        for (let number = 0; number < (cells?.length ?? 0); number++)
            if (cells.get(number).id === this.id) return cells.get(number).outputs
        return null
    }

    get number() {
        const { outputs } = this
        for (let number = 0; number < (outputs?.length ?? 0); number++)
            if (outputs.get(number).toJSON().data?.[KEPT]) return number
        return -1
    }

    read() { return this.number < 0 ? null : this.outputs.get(this.number).toJSON().data[KEPT] }

    // Returns whether the cell is still there
    write(pack, isEmpty) {
        const { outputs, number } = this
        if (!outputs) return false
        const data = { [KEPT]: pack, "text/html": "", "text/plain": "" }
        const output = { output_type: "display_data", data, metadata: {} }
        if (number >= 0) outputs.set(number, output)
        else if (!isEmpty) outputs.add(output)
        return true
    }

    // What the notebook held when it was saved: its outputs are cleared as soon as a cell is run
    async readSaved() {
        const { context } = this
        const server = context.sessionContext?.sessionManager?.serverSettings
        if (!server) return null
        const path = (context.localPath ?? context.path).split("/").map(encodeURIComponent).join("/")
        const ask = async content => {
            const headers = server.token ? { Authorization: `token ${server.token}` } : {}
            const answer = await fetch(`${server.baseUrl}api/contents/${path}?type=notebook&content=${content}`,
                { headers, credentials: "same-origin", cache: "no-store" })
            return answer.ok ? answer.json() : null
        }
        const { size } = await ask(0) ?? {}
        if (!(size <= LARGEST_NOTEBOOK)) return null
        const saved = await ask(1)
        const cell = saved?.content?.cells?.find(cell => cell.id === this.id)
        return cell?.outputs?.map(output => output.data?.[KEPT]).find(Boolean) ?? null
    }

    // Call `act` whenever the front end learns something about the kernel
    onStatus(act) {
        if (this.watched) return
        this.watched = true
        for (const signal of ["statusChanged", "kernelChanged", "connectionStatusChanged"])
            this.context.sessionContext?.[signal]?.connect(() => act())
    }
}

// What the front end knows of the kernel: `busy`, `idle`, `starting`, `dead`, `away` without a connection, or nothing
function kernelStatus(model) {
    const session = model.widget_manager?.context?.sessionContext
    if (!session) return ""
    const kernel = session.session?.kernel
    if (!kernel) return session.isReady === false ? "starting" : "dead"
    if (kernel.connectionStatus !== "connected") return "away"
    const known = { restarting: "starting", autorestarting: "starting", terminating: "dead", unknown: "" }
    return known[kernel.status] ?? kernel.status
}

// The line that offers an earlier conversation

class Offer {
    constructor(store) {
        this.store = store
        this.text = element("span", { className: "nbc-offered" })
        const take = wordButton("Take up the conversation again", () => store.ask({ do: "take_up" }))
        this.leave = wordButton("Discard", () => this.discard())
        this.node = element("div", { className: "nbc-offer", hidden: true, label: "An earlier conversation",
            attributes: { role: "group" } }, this.text, forKernel(take), forKernel(this.leave))
    }

    // The first press asks
    discard() {
        if (this.isSure) return this.store.ask({ do: "discard" })
        this.isSure = true
        this.leave.textContent = "Press again to discard"
        setTimeout(() => { this.isSure = false; this.leave.textContent = "Discard" }, 3000)
    }

    paint({ offer }) {
        this.node.hidden = !offer
        if (offer) this.text.textContent = offer
    }
}
