// The notebook around the panel, in front ends that let a widget reach it: JupyterLab and Notebook 7

class NotebookCells {
    constructor(model) {
        this.model = model       // of the widget
        this.inserted = null     // the id of the cell that was inserted last
    }

    get notebook() {
        const notebook = this.model.widget_manager?.context?.model?.sharedModel
        return notebook?.insertCell ? notebook : null
    }

    // A new cell below the panel's, or below the one that was inserted before; elsewhere the code is copied
    insert(code, view) {
        const place = this.notebook ? this.placeBelow(view) : null
        if (place === null) return copyText(code).then(copied => view?.notice.say(copied
            ? "Copied. Paste it into a new cell: this front end lets no panel make one."
            : "This front end lets no panel make a cell."))
        const cell = this.notebook.insertCell(place, { cell_type: "code", source: code, metadata: {} })
        this.inserted = cell.id ?? cell.getId?.()
        view?.notice.say("A new cell is below.")
    }

    placeBelow(view) {
        const cells = this.notebook.cells.map(cell => cell.id ?? cell.getId?.())
        if (this.inserted && cells.includes(this.inserted)) return cells.indexOf(this.inserted) + 1
        const number = cellNumber(view?.root)
        return number >= 0 ? number + 1 : null
    }
}

// The number of the cell that an element is in, in JupyterLab's list; -1 elsewhere
function cellNumber(inside) {
    const cell = inside?.closest(".jp-Cell")
    if (!cell) return -1
    const listed = cell.dataset.windowedListIndex ?? cell.parentElement?.dataset.windowedListIndex
    if (listed !== undefined) return Number(listed)
    return [...cell.parentElement.querySelectorAll(":scope > .jp-Cell")].indexOf(cell)
}
