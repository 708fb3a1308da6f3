// The panel as large as the window, and at the side of the notebook

// The panel's element is moved to the end of the page, below JupyterLab's dialogs and above all else; what it stood in
// can't be reached meanwhile. An empty element keeps its place.
class FullWindow {
    constructor(view) {
        this.view = view
        this.host = null   // what holds the panel while it fills the window
        this.button = button("expand", "Full window", () => this.toggle())
    }

    toggle() { this.host ? this.leave() : this.enter() }

    get panel() { return this.view.root.closest(".notebook-chat-panel") ?? this.view.root }

    enter() {
        const { panel } = this
        if (this.host || !panel.isConnected) return
        this.place = element("div", { className: "nbc nbc-place", attributes: { "aria-hidden": "true" } })
        this.place.style.height = `${panel.getBoundingClientRect().height}px`
        this.host = element("div", { className: "nbc-window", label: "Chat in the full window",
            attributes: { role: "dialog" }, on: {
                keydown: event => this.onKey(event),
                focusin: event => { this.focused = event.target },
            } })
        this.host.place = this.place
        this.moving(() => {
            panel.before(this.place)
            document.body.append(this.host)
            this.host.append(panel)
        })
        this.behind = this.place.closest("body > *")
        this.behind.inert = true
        this.watchPlace()
        this.paint()
    }

    leave() {
        if (!this.host) return
        const { panel } = this
        this.end(() => this.moving(() => this.place.replaceWith(panel)))
        this.paint()
        if (this.view.composer.node.contains(document.activeElement)) this.view.follower.show()
    }

    // The notebook may be hidden, its tab closed; JupyterLab's dialogs may leave the focus nowhere
    watchPlace() {
        const hidden = new ResizeObserver(() => {
            if (this.place.isConnected && !this.place.getClientRects().length) this.leave()
        })
        hidden.observe(this.place)
        const unfocused = () => setTimeout(() => {
            if (this.host && document.activeElement === document.body && !dialogOpen()) this.focus()
        }, 150)
        document.addEventListener("focusout", unfocused)
        this.unwatch = () => { hidden.disconnect(); document.removeEventListener("focusout", unfocused) }
    }

    focus() {
        if (this.focused?.isConnected) this.focused.focus({ preventScroll: true })
        if (!this.host.contains(document.activeElement)) this.view.composer.focus()
    }

    end(move = () => {}) {
        const { host } = this
        this.unwatch()
        this.host = null
        this.behind.inert = false
        move()
        host.remove()
    }

    // Somewhere else in the page, the panel keeps the focus and the place in its transcript
    moving(move) {
        const { log } = this.view.transcript
        const [{ activeElement }, { scrollTop }] = [document, log]
        const { sticks } = this.view.transcript
        move()
        this.view.paintFill()
        log.scrollTop = sticks ? log.scrollHeight : scrollTop
        if (this.panel.contains(activeElement)) activeElement.focus({ preventScroll: true })
        else this.button.focus({ preventScroll: true })
    }

    onKey(event) {
        if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return
        event.preventDefault()
        event.stopPropagation()
        this.leave()
    }

    paint() {
        const name = this.host ? "Back to the notebook (Esc)" : "Full window"
        this.button.title = name
        this.button.setAttribute("aria-label", name)
        this.button.replaceChildren(icon(this.host ? "shrink" : "expand"))
        this.view.side.paint()
    }

    remove() { if (this.host) this.end() }
}

// Whether JupyterLab asks something, or shows its list of commands
function dialogOpen() {
    return Boolean(document.querySelector("body > .jp-Dialog, body > .jp-ModalCommandPalette:not(.lm-mod-hidden)"))
}

// Where an element stands in the notebook, also while the panel fills the window
function placeOf(inside) { return inside?.closest(".nbc-window")?.place ?? inside }

// One more view of the panel in a tab to the right, in JupyterLab
class SideView {
    constructor(view) {
        this.view = view
        this.store = view.store
        this.button = button("side", "Open at the side", () => this.open())
        this.button.hidden = true
    }

    get manager() { return this.store.model.widget_manager }

    paint() {
        const { root } = this.view
        const can = this.manager?.context?.addSibling && this.manager.create_view && root.closest(".jp-LabShell")
        this.button.hidden = !can || !this.store.model.get("panel") || this.view.docked
    }

    async open() {
        if (!this.store.side?.isAttached) {
            try { await this.add() }
            catch (error) {
                console.warn(error)
                return this.view.notice.say("It can't be opened there. A right click to the left of the panel offers "
                    + "Create New View for Cell Output.")
            }
        }
        const shown = () => [...this.store.views].find(view => this.store.side.node.contains(view.root))
        for (let frames = 0; frames < 60 && !shown(); frames++) await new Promise(requestAnimationFrame)
        shown()?.composer.focus()
    }

    // The widget has a layout of its own, so the tab is a panel around it: of the class that the widget is made from
    async add() {
        const { manager, store } = this
        const view = await manager.create_view(await manager.get_model(store.model.get("panel")))
        const widget = view.luminoWidget ?? view.pWidget   // ipywidgets 8, or 7
        const tab = new (Object.getPrototypeOf(widget.constructor))()
        tab.id = `notebook-chat-${Date.now()}`
        tab.addClass("nbc-side")
        tab.addWidget(widget)
        Object.assign(tab.title, { label: "Chat", closable: true, caption: `Chat of ${manager.context.path}` })
        tab.onCloseRequest = () => tab.dispose()
        manager.context.disposed.connect(() => tab.dispose())
        store.side = tab
        manager.context.addSibling(tab, { mode: "split-right", activate: false })
    }
}
