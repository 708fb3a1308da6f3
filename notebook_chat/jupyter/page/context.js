// The switch beside the composer that has the notebook go with questions, and what only the page can tell of it: the
// Markdown cells. They are there where a widget can reach the notebook (see notebook.js); elsewhere nothing is told.

ICONS.notebook = "M4 2.5h9v11H4zM4 5.5H2.5M4 8H2.5M4 10.5H2.5M6.5 5.5h4M6.5 8h4"

const LONGEST_MARKDOWN = 2000   // characters of the Markdown above a cell that are told

class ContextSwitch {
    constructor(view) {
        this.view = view
        this.told = null   // the Markdown that the kernel was told of last
        this.node = forKernel(button("notebook", "", () => this.toggle()))
        this.node.hidden = true
    }

    get isOn() { return Boolean(this.view.store.bar.notebook?.on) }

    toggle() { this.view.store.ask({ do: "context", on: !this.isOn }) }

    // Before a question goes: the kernel knows the code cells that have run, and nothing of the text between them
    tellAround() {
        if (!this.isOn) return
        const above = markdownAbove(this.view.store.model)
        const told = JSON.stringify(above)
        if (told === this.told) return
        this.told = told
        this.view.store.ask({ do: "around", above })
    }

    paint({ notebook }) {
        this.node.hidden = !notebook?.can
        const label = this.isOn ? "The notebook goes with your questions" : "Let the notebook go with your questions"
        if (this.node.title === label) return
        this.node.title = label
        this.node.setAttribute("aria-label", "The notebook goes with questions")
        this.node.setAttribute("aria-pressed", String(this.isOn))
    }
}

// The text of the Markdown cells above each code cell, by the code cell's id
function markdownAbove(model) {
    const cells = model.widget_manager?.context?.model?.sharedModel?.cells ?? []
    const above = {}
    let texts = []
    for (const cell of cells) {
        if (cell.cell_type === "markdown") texts.push(cell.source ?? cell.getSource?.() ?? "")
        if (cell.cell_type !== "code") continue
        const text = texts.join("\n\n").trim()
        if (text) above[cell.id ?? cell.getId?.()] = text.slice(0, LONGEST_MARKDOWN)
        texts = []
    }
    return above
}
