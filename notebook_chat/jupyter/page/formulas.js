// Formulas: where the page lets a widget reach the front end's typesetter, it sets them as in cells. What Python wrote
// stands until then, and stays where there is no typesetter, or where it fails.

const MOST_KNOWN = 1000     // formulas that are kept as they were set
const AT_ONCE = 8           // milliseconds of setting before the page has a turn

class Formulas {
    constructor() {
        this.typesetter = null
        this.known = new Map()      // what each formula looks like, by its source; null: it can't be set
        this.waiting = []           // formulas that are in sight and not set yet
        const near = { rootMargin: "500px 0px", scrollMargin: "500px 0px" }
        this.watcher = new IntersectionObserver(all => this.onSight(all), near)
    }

    // JupyterLab's and Notebook 7's manager of widgets knows it; another page may have a MathJax of its own
    reach({ widget_manager: manager }) {
        const { MathJax } = globalThis
        const typesetter = (manager?.rendermime ?? manager?._rendermime)?.latexTypesetter
        if (typesetter) this.typesetter = typesetter
        else if (MathJax?.typesetPromise) this.typesetter ??= { typeset: node => MathJax.typesetPromise([node]) }
    }

    // Set the formulas in an element: those that are known at once, others when they come into sight
    set(inside) {
        if (!this.typesetter) return
        for (const formula of inside.querySelectorAll("[data-tex]")) {
            const known = this.known.get(sourceOf(formula))
            if (known) formula.replaceWith(known.cloneNode(true))
            else if (known === undefined) this.watcher.observe(formula)
        }
    }

    onSight(all) {
        for (const { target, isIntersecting } of all) {
            if (!isIntersecting) continue
            this.watcher.unobserve(target)
            this.waiting.push(target)
        }
        if (this.waiting.length) this.work()
    }

    async work() {
        if (this.working) return
        this.working = true
        let began = performance.now()
        while (this.waiting.length) {
            await this.setOne(this.waiting.shift())
            if (performance.now() - began < AT_ONCE) continue
            await new Promise(done => setTimeout(done))
            began = performance.now()
        }
        this.working = false
    }

    async setOne(formula) {
        if (!formula.isConnected) return
        const source = sourceOf(formula)
        if (!this.known.has(source)) this.keep(source, await this.made(formula))
        const made = this.known.get(source)
        if (made) formula.replaceWith(made.cloneNode(true))
    }

    keep(source, made) {
        this.known.set(source, made)
        if (this.known.size > MOST_KNOWN) this.known.delete(this.known.keys().next().value)
    }

    // The formula as the typesetter sets it in its place; null if it can't
    async made(formula) {
        const holder = element("span", { className: "nbc-setting", textContent: sourceOf(formula) })
        formula.before(holder)
        try { await this.typesetter.typeset(holder) } catch { return null } finally { holder.remove() }
        holder.className = "nbc-set"
        const isSet = holder.querySelector("mjx-container, .katex") && !holder.querySelector("mjx-merror, .katex-error")
        return isSet ? holder : null
    }
}

function sourceOf(formula) {
    const { tex } = formula.dataset
    return formula.getAttribute("display") === "block" ? `\\[${tex}\\]` : `\\(${tex}\\)`
}

const FORMULAS = new Formulas()
