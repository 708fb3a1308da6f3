// The notebook around the panel, in front ends that let a widget reach it: JupyterLab and Notebook 7

class NotebookCells {
    constructor(model) {
        this.model = model       // of the widget
        this.inserted = null     // the id of the cell that was inserted last
        this.about = null        // the id of the cell that the talk is about: one that failed, or was inserted
        this.selected = null     // the id of the cell that was used last, besides the panel's own
    }

    get notebook() {
        const notebook = this.model.widget_manager?.context?.model?.sharedModel
        return notebook?.insertCell ? notebook : null
    }

    get ids() { return this.notebook?.cells.map(cellId) ?? [] }

    // The cell of an id; null where it is gone
    cell(id) { return id ? this.notebook?.cells[this.ids.indexOf(id)] ?? null : null }

    // A new cell below the panel's, or below the one that was inserted before; elsewhere the code is copied
    insert(code, view) {
        const cell = this.add(code, view)
        if (cell) view?.notice.say("A new cell is below.")
        return cell
    }

    add(code, view) {
        const place = this.notebook ? this.placeBelow(view) : null
        if (place === null) return this.copy(code, view)
        const cell = this.notebook.insertCell(place, { cell_type: "code", source: code, metadata: {} })
        this.inserted = this.about = cellId(cell)
        view?.store.repaint()
        return cell
    }

    copy(code, view) {
        copyText(code).then(copied => view?.notice.say(copied
            ? "Copied. Paste it into a new cell: this front end lets no panel make one."
            : "This front end lets no panel make a cell."))
        return null
    }

    placeBelow(view) {
        const { ids } = this
        if (this.inserted && ids.includes(this.inserted)) return ids.indexOf(this.inserted) + 1
        const number = cellNumber(inNotebook(view))
        const own = number >= 0 ? number : ids.indexOf(view?.store.recovery.place?.id)
        return own >= 0 ? own + 1 : null
    }

    // Code in place of that of the cell which the talk is about, with a way back
    replace(code, view) {
        const cell = this.cell(this.about)
        if (!cell) return this.insert(code, view)
        const before = cell.getSource()
        cell.setSource(code)
        view?.told.say("The cell has the new code.", () => {
            const same = this.cell(cellId(cell)) && cell.getSource() === code
            if (same) cell.setSource(before)
            return same
        })
    }

    // A new cell with the code, run as by Ctrl+Enter in it: the front end gives widgets no other way to run a cell. It
    // takes a moment until the front end has drawn the cell and taken it for the one in use.
    async run(code, view) {
        const cell = this.add(code, view)
        if (!cell) return
        const id = cellId(cell)
        for (let times = 0; times < 16; times++) {
            await new Promise(resolve => setTimeout(resolve, 250))
            const node = this.nodeOf(id, view)
            const prompt = node?.querySelector(".jp-InputArea-prompt")?.textContent ?? ""
            if (/[*\d]/.test(prompt)) return view.notice.say("The code runs in a new cell below.")
            const editor = node?.querySelector(".cm-content")
            if (editor && editor === document.activeElement) pressRun(editor)
            else editor?.focus()
        }
        view.notice.say("A new cell is below. Press Shift+Enter in it to run it.")
    }

    // A cell as it is drawn; null where the front end hasn't drawn it
    nodeOf(id, view) {
        const nodes = inNotebook(view)?.closest(".jp-Notebook").querySelectorAll(".jp-Cell") ?? []
        const number = this.ids.indexOf(id)
        return [...nodes].find(node => cellNumber(node) === number) ?? null
    }

    // The cell that is used, besides the panel's own

    note(target, view) {
        const node = target?.closest?.(".jp-Cell")
        const notebook = inNotebook(view)?.closest(".jp-Notebook")
        if (!node || !notebook?.contains(node) || node.contains(view.root) || target.closest(".nbc")) return
        const id = this.ids[cellNumber(node)] ?? null
        if (id === this.selected) return
        this.selected = id
        view.note(new Set())
    }

    get selectedSource() { return this.cell(this.selected)?.getSource().trim() ?? "" }
}

function pressRun(editor) {
    editor.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, which: 13,
        ctrlKey: true, bubbles: true, cancelable: true, composed: true }))
}

function cellId(cell) { return cell.id ?? cell.getId?.() }

// The element of a panel in its notebook: what is seen in a tab of its own has another view there
function inNotebook(view) {
    const places = view ? [view, ...view.store.views].map(({ root }) => placeOf(root)) : []
    return places.find(place => place?.closest(".jp-Notebook"))
}

// The number of the cell that an element is in, in JupyterLab's list; -1 elsewhere
function cellNumber(inside) {
    const cell = placeOf(inside)?.closest(".jp-Cell")
    if (!cell) return -1
    const listed = cell.dataset.windowedListIndex ?? cell.parentElement?.dataset.windowedListIndex
    if (listed !== undefined) return Number(listed)
    return [...cell.parentElement.querySelectorAll(":scope > .jp-Cell")].indexOf(cell)
}
