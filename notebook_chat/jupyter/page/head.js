// The head of the panel: which model, which conversation, a new one, and export

class Head {
    constructor(view) {
        const { store } = view
        this.models = new Models(view)
        this.conversations = new Conversations(view)
        this.device = element("span", { className: "nbc-device" })
        const fresh = wordButton("New", () => { store.ask({ do: "new" }); view.composer.focus() },
            { title: "New conversation", label: "New conversation" })
        forKernel(fresh)
        this.export = new ExportMenu(store)
        this.node = element("header", { className: "nbc-head" },
            element("div", { className: "nbc-title" }, this.models.opener, this.device),
            this.conversations.opener, fresh, this.export.opener, this.export.menu)
    }

    paint(bar) {
        this.models.paint(bar)
        this.conversations.paint(bar)
        this.device.textContent = (bar.device ?? "").split(";")[0]
        this.device.title = bar.device ?? ""
    }

    // A list that was asked for
    take({ chats, models }) {
        if (chats) this.conversations.take(chats)
        if (models) this.models.take(models)
    }
}

const EXPORTS = { md: "Markdown", json: "JSON", ipynb: "Notebook" }   // by the file's ending

class ExportMenu {
    constructor(store) {
        this.store = store
        this.opener = wordButton("Export", () => this.show(this.menu.hidden),
            { attributes: { "aria-haspopup": "menu", "aria-expanded": "false" } })
        this.choices = Object.entries(EXPORTS).map(([ending, name]) => this.choice(ending, name))
        this.menu = element("div", { className: "nbc-menu", hidden: true, label: "Export as",
            attributes: { role: "menu" }, on: {
                keydown: event => this.onKey(event),
                focusout: event => this.onFocusOut(event),
            } }, ...this.choices)
    }

    choice(ending, name) {
        const act = () => { this.store.export(ending); this.close() }
        return element("button", { type: "button", className: "nbc-button", textContent: `${name} (.${ending})`,
            attributes: { role: "menuitem" }, on: { click: act } })
    }

    show(open) {
        this.menu.hidden = !open
        this.opener.setAttribute("aria-expanded", String(open))
        if (open) this.menu.firstChild.focus()
    }

    close() {
        this.show(false)
        this.opener.focus()
    }

    onKey(event) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
        const now = this.choices.indexOf(document.activeElement)
        if (step) this.choices.at((now + step) % this.choices.length).focus()
        else if (event.key === "Escape") this.close()
        else return
        event.preventDefault()
    }

    onFocusOut(event) {
        const { relatedTarget } = event
        if (!this.menu.contains(relatedTarget) && relatedTarget !== this.opener) this.show(false)
    }
}
