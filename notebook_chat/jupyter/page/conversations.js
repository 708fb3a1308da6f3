// The conversations: the name of the one that is shown, on a button that opens the list of all of them

class Conversations {
    constructor(view) {
        this.view = view
        this.store = view.store
        this.name = element("bdi", { className: "nbc-chatname" })
        this.opener = forKernel(element("button", { type: "button", className: "nbc-button nbc-worded nbc-opener",
            attributes: { "aria-haspopup": "dialog", "aria-expanded": "false" },
            on: { click: () => this.picker.open(this.opener) } }, this.name, icon("open")))
        this.picker = new Picker(view, this, "Conversations", "Search conversations")
        this.renameButton = wordButton("Rename", () => this.picker.chosen && this.picker.edit(this.picker.chosen))
        this.deleteButton = wordButton("Delete", () => this.picker.chosen && this.remove(this.picker.chosen))
        this.picker.foot.append(element("span", { className: "nbc-space" }), this.renameButton, this.deleteButton)
    }

    paint(bar) {
        const name = bar.chat ?? ""
        if (this.name.textContent !== name) this.name.textContent = name
        this.opener.title = name
        this.opener.setAttribute("aria-label", `Conversation: ${name}`)
        this.opener.hidden = !name
        if (!this.store.alive) this.picker.close(false)
        if (this.picker.isOpen && this.changed && bar.error) this.picker.say(bar.error)
    }

    // The kernel looks through the names and through all that was said
    ask(text) {
        this.changed = false   // whether something was ordered whose error belongs into the list
        this.look(text)
    }

    look(text) { this.store.ask({ do: "chats", find: text }) }

    change(order) {
        this.store.ask(order)
        this.changed = true
        this.look(this.picker.box.value)
    }

    take({ find, rows, more, undo }) {
        if (!this.picker.isOpen || find !== this.picker.box.value) return
        const { from, to } = this.renamed ?? {}
        if (from === this.picker.active && !rows.some(({ name }) => name === from)) this.picker.active = to
        const tools = [["edit", "Rename", option => this.picker.edit(option)],
            ["delete", "Delete", option => this.remove(option)]]
        this.picker.show(rows.map(row => ({ ...row, key: row.name, text: row.name,
            tools: row.stored ? tools.slice(1) : tools })), "Nothing of the kind was said.")
        if (this.changed && this.store.bar.error) this.picker.say(this.store.bar.error)
        else if (this.deleted && undo === this.deleted)
            this.picker.say(`“${undo}” is deleted.`, () => this.undo(), "Undo")
        else if (undo && !find) this.picker.say("", () => this.undo(), `Bring back “${undo}”`)
        else this.picker.say(more ? `and ${more} more` : "")
        this.deleted = null
        this.undoable = undo
    }

    activated(option) {
        this.renameButton.hidden = !option || Boolean(option.stored)
        this.deleteButton.hidden = !option
        if (!option) return
        this.renameButton.setAttribute("aria-label", `Rename ${option.text}`)
        this.renameButton.title = "Rename (F2)"
        this.deleteButton.setAttribute("aria-label", `Delete ${option.text}`)
        this.deleteButton.title = "Delete (Shift+Delete)"
    }

    choose({ key, now }) {
        if (!now) this.store.ask({ do: "choose", name: key })
        this.view.composer.focus({ preventScroll: true })
    }

    rename({ key }, name) {
        this.renamed = { from: key, to: name }
        this.change({ do: "rename", name: key, to: name })
    }

    remove({ key }) {
        this.deleted = key
        this.change({ do: "delete_chat", name: key })
        this.picker.box.focus({ preventScroll: true })
    }

    undo() {
        this.picker.active = this.undoable
        this.change({ do: "undo_delete" })
        this.picker.box.focus({ preventScroll: true })
    }
}
