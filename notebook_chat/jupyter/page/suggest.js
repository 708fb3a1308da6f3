// What the panel offers: questions to begin with, help with the last error, and what a command had to tell

class Suggestions {
    constructor(view) {
        this.view = view
        this.node = element("div", { className: "nbc-suggestions", hidden: true, label: "Suggestions",
            attributes: { role: "group" } })
    }

    paint(suggestions, empty) {
        this.node.hidden = !empty || !suggestions?.length || !this.view.store.alive
        const seen = JSON.stringify(suggestions ?? [])
        if (this.node.dataset.seen === seen) return
        this.node.dataset.seen = seen
        this.node.replaceChildren(...(suggestions ?? []).map(one => this.choice(one)))
    }

    // A whole question is asked; one with an end to be written goes into the message box
    choice({ label, text, begins }) {
        const { composer } = this.view
        const act = () => begins ? composer.begin(text) : composer.sendText(text)
        return forKernel(wordButton(label, act))
    }
}

// Help with the cell that has just failed
class ErrorOffers {
    constructor(view) {
        this.view = view
        this.name = element("span", { className: "nbc-failed" })
        const order = text => () => { view.composer.sendText(text); view.composer.focus() }
        this.node = element("div", { className: "nbc-offers", hidden: true, label: "The last cell has failed",
            attributes: { role: "group" } }, this.name,
            forKernel(wordButton("Explain the error", order("/explain"))),
            forKernel(wordButton("Fix it", order("/fix"))))
    }

    paint(failed) {
        const focused = this.node.contains(document.activeElement)
        this.node.hidden = !failed || !this.view.store.alive
        this.name.textContent = failed?.name ?? ""
        if (focused && this.node.hidden) this.view.composer.focus({ preventScroll: true })
    }
}

// What a command had to tell, until it is closed; or what was done in the notebook, perhaps with a way back
class Told {
    constructor(view) {
        this.view = view
        this.text = element("pre", { tabIndex: 0, label: "Told", attributes: { role: "status" } })
        this.back = wordButton("Undo", () => this.undo(), { hidden: true })
        this.node = element("div", { className: "nbc-told", hidden: true,
            on: { keydown: event => this.onKey(event) } }, this.text, this.back,
            button("close", "Close", () => this.close()))
    }

    // Something that happened on the page
    say(text, undo) {
        this.own = text
        this.act = undo
        this.paint()
    }

    paint(told = this.last) {
        if (told !== this.last) this.own = this.act = undefined   // the kernel has something new to tell
        this.last = told
        const text = this.own ?? told ?? ""
        if (this.text.textContent !== text) this.text.textContent = text
        this.node.hidden = !text
        this.back.hidden = !this.act
    }

    undo() {
        const act = this.act
        this.say(act?.() ? "It is as it was." : "The cell was changed since, so it stays as it is.")
        this.view.composer.focus({ preventScroll: true })
    }

    close() {
        this.own = this.act = undefined
        this.text.textContent = ""
        this.node.hidden = true
        if (this.last && this.view.store.alive) this.view.store.ask({ do: "dismiss" })
        this.view.composer.focus({ preventScroll: true })
    }

    onKey(event) {
        if (event.key !== "Escape") return
        event.preventDefault()
        event.stopPropagation()
        this.close()
    }
}
