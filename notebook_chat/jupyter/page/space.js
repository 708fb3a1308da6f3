// Room for the panel in a notebook: its lower edge stays in sight while it grows, and its height can be dragged

const FREE_BELOW = 6       // pixels that are kept free below the panel
const HANDS_OFF = 600      // milliseconds after somebody has scrolled in which nothing else scrolls
const OPENING = 1200       // milliseconds in which a panel that was just painted takes its place
const SCROLL_KEYS = /^(PageUp|PageDown|Home|End|ArrowUp|ArrowDown| )$/

// Scrolls the notebook by what the panel grows. The lower edge stays in sight if it was, or if somebody came to the
// message box; it doesn't any more once somebody has scrolled it away.
class Follower {
    constructor(view) {
        this.view = view
        this.keeps = false       // whether the lower edge stays in sight
        this.height = 0          // of the panel, when last looked at
        this.touched = -1e9      // when somebody last did what scrolls, in milliseconds since the page was loaded
        this.pressed = false     // whether a button of the pointer is down: a scrollbar may be dragged
        this.settled = Infinity  // from when on growth is followed unasked
    }

    watch(listen) {
        const size = new ResizeObserver(() => this.grew())
        size.observe(this.view.root)
        this.view.undo.push(() => { size.disconnect(); clearTimeout(this.later) })
        const passive = { capture: true, passive: true }
        for (const kind of ["wheel", "touchmove"]) listen(window, kind, () => this.touch(), passive)
        listen(window, "keydown", event => this.onKey(event), passive)
        listen(window, "pointerdown", ({ target }) => {
            this.pressed = true
            if (!this.view.root.contains(target)) this.touch()
        }, passive)
        for (const kind of ["pointerup", "pointercancel"]) listen(window, kind, () => { this.pressed = false }, passive)
        listen(window, "scroll", event => this.onScroll(event), passive)
        listen(this.view.composer.node, "focusin", () => { this.keeps = true; this.settled = 0 })
        listen(this.view.composer.node, "input", () => { this.keeps = true; this.show() })
    }

    touch() { this.touched = performance.now() }

    onKey({ target, key }) {
        const { root } = this.view
        if (!root.contains(target) || SCROLL_KEYS.test(key) && !target.matches("textarea, input, select")) this.touch()
    }

    get handsOn() { return this.pressed || performance.now() - this.touched < HANDS_OFF }

    onScroll({ target }) {
        const { root } = this.view
        if (target !== document && !(target.contains?.(root) && target !== root)) return
        if (this.inSight()) this.keeps = true
        else if (this.handsOn) this.keeps = false
    }

    // What scrolls around the panel, from the inside to the outside; nothing where the panel fills its place
    get scrollers() {
        const { root } = this.view
        if (this.view.fills || !root.isConnected) return []
        const found = []
        for (let node = root.parentElement; node; node = node.parentElement)
            if (node === document.scrollingElement || /auto|scroll/.test(getComputedStyle(node).overflowY))
                found.push(node)
        return found
    }

    // Whether the lower edge is in sight, where it was before the panel grew
    inSight() {
        const { top, height } = this.view.root.getBoundingClientRect()
        const edge = top + (this.height || height)
        return height > 0 && this.scrollers.every(scroller => {
            const sight = sightOf(scroller)
            return edge > sight.top && edge <= sight.bottom + 2
        })
    }

    // Whether any of the panel is, as high as it was
    isPartlySeen(height) {
        const { top } = this.view.root.getBoundingClientRect()
        return this.scrollers.every(scroller => {
            const sight = sightOf(scroller)
            return top < sight.bottom && top + height > sight.top
        })
    }

    grew() {
        const { height } = this.view.root.getBoundingClientRect()
        const before = this.height
        const end = Math.min(...this.scrollers.map(scroller => sightOf(scroller).bottom))
        const lost = height > before || end < this.end
        Object.assign(this, { height, end })
        if (!height || before && !this.isPartlySeen(before)) this.keeps = false
        else if (!before) this.keeps = this.opened ??= this.justRun()
        else if (performance.now() < this.settled && !this.opened) this.keeps = this.inSight()
        if (this.keeps && lost) this.follow()
    }

    // Show the lower edge, once nobody scrolls any longer
    follow() {
        clearTimeout(this.later)
        if (!this.handsOn) this.show()
        else this.later = setTimeout(() => this.keeps && this.follow(), HANDS_OFF)
    }

    // The panel holds what the kernel knows: from now on, nearly, it grows by what is written
    painted() { if (this.settled === Infinity) this.settled = performance.now() + OPENING }

    show() {
        const { root } = this.view
        for (const scroller of this.scrollers) {
            const below = root.getBoundingClientRect().bottom + FREE_BELOW - sightOf(scroller).bottom
            if (below > 0) scroller.scrollTop += below
        }
    }

    // Whether somebody has just run the cell that shows the panel, and is still there
    justRun() {
        const cell = this.view.root.closest(".jp-Cell")
        const notebook = cell?.closest(".jp-Notebook")
        if (!notebook?.contains(document.activeElement) || !wasTouched()) return false
        const steps = cellNumber(notebook.querySelector(".jp-Cell.jp-mod-active")) - cellNumber(cell)
        const { top, bottom } = cell.getBoundingClientRect()
        return (steps === 0 || steps === 1) && this.scrollers.every(scroller => {
            const sight = sightOf(scroller)
            return top < sight.bottom && bottom > sight.top
        })
    }
}

// Whether somebody has pressed anything since the page was loaded
function wasTouched() {
    const { eventCounts } = performance
    if (!eventCounts) return navigator.userActivation?.hasBeenActive ?? true
    return ["keydown", "mousedown", "pointerdown"].some(kind => eventCounts.get(kind) > 0)
}

// The upper and lower end of what is seen of something that scrolls
function sightOf(scroller) {
    if (scroller === document.scrollingElement) return { top: 0, bottom: innerHeight }
    const { top, bottom } = scroller.getBoundingClientRect()
    return { top: Math.max(0, top), bottom: Math.min(innerHeight, bottom) }
}

// The lower edge: it is dragged, or moved with the arrow keys, to make the transcript higher or lower

const LEAST_HEIGHT = 72, MOST_HEIGHT = 2000   // pixels of the transcript
const STEPS = { ArrowUp: -24, ArrowDown: 24, PageUp: -144, PageDown: 144, Home: -MOST_HEIGHT, End: MOST_HEIGHT }

class HeightHandle {
    constructor(view) {
        this.view = view
        this.log = view.transcript.log
        this.node = element("div", { className: "nbc-handle", tabIndex: 0, label: "Height of the conversation",
            title: "Drag to change the height, or use the arrow keys; a double click or Backspace: automatic",
            attributes: { role: "separator", "aria-orientation": "horizontal", "aria-valuemin": LEAST_HEIGHT,
                "aria-valuemax": MOST_HEIGHT }, on: {
                pointerdown: event => this.grab(event),
                pointermove: event => this.drag(event),
                pointerup: () => this.drop(),
                pointercancel: () => this.drop(),
                dblclick: () => this.keep(""),
                keydown: event => this.onKey(event),
                focus: () => this.tell(),
            } })
        this.apply = this.apply.bind(this)
        this.apply()
    }

    watch() {
        const { model } = this.view.store
        model.on("change:height", this.apply)
        this.view.undo.push(() => model.off("change:height", this.apply))
    }

    apply() {
        this.set(this.view.store.model.get("height"))
        this.view.transcript.settle()
    }

    set(height) {
        if (height) this.log.style.setProperty("--nbc-height", height)
        else this.log.style.removeProperty("--nbc-height")
        this.tell(height)
    }

    tell(height = this.view.store.model.get("height")) {
        const pixels = Math.round(this.log.getBoundingClientRect().height)
        this.node.setAttribute("aria-valuenow", pixels)
        this.node.setAttribute("aria-valuetext", height ? `${pixels} pixels` : `${pixels} pixels, automatic`)
    }

    // Keep a height: for all views of the panel, and when the page is loaded again
    keep(height) {
        const { model } = this.view.store
        model.set("height", height)
        try { model.save_changes() } catch { /* without a kernel, it lasts as long as the page */ }
        this.set(height)
    }

    grab(event) {
        if (event.button) return
        this.node.setPointerCapture(event.pointerId)
        this.from = { y: event.clientY, height: this.log.getBoundingClientRect().height }
        event.preventDefault()
        this.node.focus({ preventScroll: true })
    }

    drag({ clientY }) {
        if (!this.from || Math.abs(clientY - this.from.y) < 3 && !this.dragged) return
        this.dragged = fitting(this.from.height + clientY - this.from.y)
        this.set(this.dragged)
    }

    drop() {
        if (this.dragged) this.keep(this.dragged)
        this.from = this.dragged = null
    }

    onKey(event) {
        const step = STEPS[event.key]
        if (event.ctrlKey || event.metaKey || event.altKey) return
        if (step) this.keep(fitting(this.log.getBoundingClientRect().height + step))
        else if (["Backspace", "Delete"].includes(event.key)) this.keep("")
        else return
        this.view.follower.show()
        event.preventDefault()
        event.stopPropagation()
    }
}

function fitting(pixels) { return `${Math.round(Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, pixels)))}px` }
