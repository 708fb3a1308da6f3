// The copy of the conversation that the notebook keeps, for when the panel is gone. In front ends that let a page reach
// the notebook's outputs (JupyterLab and Notebook 7) the page writes it: when things are quiet, and before the notebook
// is saved. Elsewhere the kernel does. While the panel lives, the copy's output is drawn as nothing.

const COPY = "application/vnd.notebook-chat.copy+json"   // what marks an output as a copy: `panel` says of which
const CALM = 10_000   // milliseconds without an answer, a key or a wheel after which the copy is written

class SavedCopy {
    constructor(store) {
        this.store = store
        this.written = null     // the parts of the copy that the outputs have, by kind; `null`: not known
        this.stirred = 0        // when something was last said or done
        this.stir = () => { this.stirred = Date.now() }
        this.onSave = (_, state) => { if (state === "started") this.write() }
        if (!this.able) return
        this.context.saveState.connect(this.onSave)
        for (const kind of ["keydown", "wheel", "pointerdown"])
            window.addEventListener(kind, this.stir, { capture: true, passive: true })
        drawCopiesAsNothing(this.store.model.widget_manager.rendermime)
    }

    get context() { return this.store.model.widget_manager?.context }

    // Whether the page writes the copy
    get able() {
        const { context } = this
        return Boolean(context?.model?.cells?.get && context.saveState?.connect)
    }

    // Something came from the kernel; `said`: it is new, so that there is something to save
    note(said) {
        if (!this.able) return
        if (said) this.context.model.dirty = true
        this.stir()
        this.plan()
    }

    plan(pause = CALM) {
        clearTimeout(this.planned)
        this.planned = setTimeout(() => {
            const left = CALM - (Date.now() - this.stirred)
            left > 0 ? this.plan(left) : this.write()
        }, pause)
    }

    // The outputs that show the copy, with the list that each is in
    *outputs() {
        const { panel } = this.store.bar.copy ?? {}
        const cells = this.context.isDisposed ? [] : this.context.model.cells
        for (let place = 0; place < cells.length; place++) {
            const { outputs } = cells.get(place)
            for (let number = 0; number < (outputs?.length ?? 0); number++) {
                const output = outputs.get(number)
                if (panel && output.data?.[COPY]?.panel === panel) yield { outputs, number, output }
            }
        }
    }

    // The conversation as data of an output, made of the parts that each finished item brings
    data() {
        const { panel, forms } = this.store.bar.copy
        const parts = this.store.order.map(key => this.store.items.get(key)?.copy).filter(Boolean)
        const kinds = Object.entries(forms).map(([kind, { head, glue, tail, empty }]) =>
            [kind, head + (parts.length ? parts.map(part => part[kind]).join(glue) + tail : empty)])
        return { [COPY]: { panel }, ...Object.fromEntries(kinds) }
    }

    write() {
        clearTimeout(this.planned)
        if (!this.able || !this.store.bar.copy || this.store.bar.older) return
        const data = this.data()
        for (const { outputs, number, output } of [...this.outputs()]) {
            const differs = Object.keys(data).some(kind => kind !== COPY && output.data[kind] !== data[kind])
            if (differs) outputs.set(number, { ...output.toJSON(), data })
        }
    }

    // The panel is closed: from now on its copy is shown
    end() {
        clearTimeout(this.planned)
        for (const kind of ["keydown", "wheel", "pointerdown"])
            window.removeEventListener(kind, this.stir, { capture: true })
        if (!this.able) return
        this.write()
        this.context.saveState.disconnect(this.onSave)
        for (const { outputs, number, output } of [...this.outputs()]) {
            const { [COPY]: mark, ...data } = output.data
            outputs.set(number, { ...output.toJSON(), data })
        }
    }
}

// To draw a long conversation, formulas and all, where nobody sees it would hold the page up each time it is written
function drawCopiesAsNothing(rendermime) {
    if (!rendermime?.addFactory || rendermime.mimeTypes.includes(COPY)) return
    const createRenderer = () => {
        const made = rendermime.createRenderer("text/plain")
        made.renderModel = async () => made.addClass("nbc-copy")
        return made
    }
    rendermime.addFactory({ safe: true, mimeTypes: [COPY], createRenderer }, -100)
}
