// The transcript: articles in a list that scrolls, and what is being waited for below them

const NEAR_END = 40   // pixels from the end that still count as the end

class Transcript {
    constructor(view) {
        this.view = view
        this.store = view.store
        this.articles = new Map()   // by key
        this.top = 0                // where it was scrolled to
        this.height = 0             // of all that can be scrolled through, then
        this.sticks = true          // whether the end stays in sight as an answer grows
        this.list = element("div", { className: "nbc-list" })
        this.empty = element("p", { className: "nbc-empty" })
        this.suggestions = new Suggestions(view)
        this.log = element("div", { className: "nbc-log", tabIndex: 0, label: "Conversation",
            attributes: { role: "log", "aria-live": "off" } }, this.empty, this.suggestions.node, this.list,
            this.waitingLine())
        this.jump = button("down", "Go to the end", () => this.toEnd(), "nbc-jump")
        this.node = element("div", { className: "nbc-middle" }, this.log, this.jump)
        this.late = new LateArticles(this)
    }

    waitingLine() {
        const dots = element("span", { className: "nbc-dots" }, element("i"), element("i"), element("i"))
        this.waitingText = element("span")
        this.progress = element("progress", { hidden: true, label: "Reading the prompt" })
        this.waiting = element("div", { className: "nbc-typing", hidden: true }, dots, this.waitingText, this.progress)
        return this.waiting
    }

    watch(listen) {
        listen(this.log, "scroll", () => this.onScroll())
        listen(this.list, "click", event => { this.onCode(event); this.onAnswer(event) })
        listen(this.list, "keydown", event => this.onAskKey(event), { capture: true })
        listen(this.list, "keydown", event => this.articleOf(event.target)?.onArrow(event))
        listen(this.list, "focusin", event => this.articleOf(event.target)?.settleStop(event.target))
        listen(this.list, "toggle", event => this.articleOf(event.target)?.settleStop(), { capture: true })
    }

    articleOf(node) {
        return [...this.articles.values()].find(article => article.node.contains(node))
    }

    // Scrolling

    onScroll() {
        const { scrollTop, scrollHeight, clientHeight } = this.log
        const isNear = scrollHeight - scrollTop - clientHeight < NEAR_END
        // what grows, scrolls nothing up; what becomes smaller does, and then nobody has scrolled
        const isMoved = scrollHeight !== this.height && !this.view.follower.handsOn
        this.sticks = isNear || this.sticks && (scrollTop >= this.top || isMoved)
        this.top = scrollTop
        this.height = scrollHeight
        this.jump.classList.toggle("nbc-shown", !this.sticks)
    }

    toEnd() {
        this.log.scrollTop = this.log.scrollHeight
        this.onScroll()
    }

    settle() {
        if (this.sticks) this.toEnd()
        else this.onScroll()
    }

    // Painting

    paint(changed) {
        const { items, order } = this.store
        const isNew = key => items.has(key) && !this.articles.has(key)
        if (this.arranged !== order || [...changed].some(isNew)) this.arrange()
        for (const key of changed) {
            const article = this.articles.get(key)
            if (article && !this.late.waits(article)) article.show(items.get(key))
        }
    }

    // Bring the articles into the order of their items; new ones before the last few are filled later
    arrange() {
        const { items, order } = this.store
        this.arranged = order
        this.removeArticles([...this.articles.keys()].filter(key => !items.has(key)))
        let before = this.list.firstChild
        const keys = order.filter(key => items.has(key))
        keys.forEach((key, number) => {
            const article = this.articles.get(key) ?? this.newArticle(key, number < keys.length - FILLED_AT_ONCE)
            if (article.node === before) before = before.nextSibling
            else this.list.insertBefore(article.node, before)
        })
    }

    newArticle(key, late) {
        const article = new Article(this.view, key)
        this.articles.set(key, article)
        if (late) this.late.add(article)
        else article.show(this.store.items.get(key))
        return article
    }

    removeArticles(keys) {
        const focused = this.log.ownerDocument.activeElement
        if (keys.some(key => this.articles.get(key).node.contains(focused))) this.view.composer.focus()
        for (const key of keys) {
            this.late.drop(this.articles.get(key).node)
            this.articles.get(key).node.remove()
            this.articles.delete(key)
        }
    }

    paintState(bar) {
        this.empty.hidden = this.store.order.length > 0 || this.view.busy
        this.empty.textContent = bar.model === undefined ? "Waiting for the kernel …" : "Nothing was said yet."
        this.suggestions.paint(bar.suggestions, !this.empty.hidden)
        this.paintWaiting(bar)
    }

    // Dots while nothing of an answer is there, how much of the prompt is read, questions that wait for their turn
    paintWaiting(bar) {
        const last = this.store.items.get(this.store.order.at(-1))
        const questions = [...(bar.waiting ?? []), ...this.view.sending]
        const quiet = last?.live && !last.blocks.length
        this.waiting.hidden = !this.view.busy || (Boolean(last?.live) && !quiet && !questions.length)
        this.waiting.classList.toggle("nbc-quiet", !quiet && Boolean(last?.live))
        const { done, total } = bar.progress ?? {}
        const begun = quiet && total > 200 && done < total
        this.readingSince = begun ? this.readingSince ?? Date.now() : undefined
        const reading = begun && Date.now() - this.readingSince >= 900
        if (begun && !reading) setTimeout(() => this.paintWaiting(bar), 1000)   // what is soon read needs no figures
        this.progress.hidden = !reading
        if (reading) Object.assign(this.progress, { value: done, max: total })
        this.waitingText.textContent = reading
            ? `reading the prompt: ${done.toLocaleString()} of ${total.toLocaleString()} tokens`
            : questions.length ? `waiting: ${questions.map(text => text.slice(0, 80)).join(" · ")}` : ""
    }

    // Buttons of code blocks

    async onCode(event) {
        const pressed = event.target.closest?.("[data-code]")
        if (!pressed) return
        const code = pressed.closest(".nbc-code").querySelector("code").textContent
        const { cells } = this.store
        if (["insert", "replace", "run"].includes(pressed.dataset.code)) {
            if (!event.isTrusted) return
            cells[pressed.dataset.code](code, this.view)
            if (this.isCutOff(pressed)) this.view.notice.say("The answer was cut off: this code may not be complete.")
        } else if (await copyText(code)) flash(pressed)
    }

    // Whether a block of code is the last one of an answer that ended early
    isCutOff(pressed) {
        const article = this.articleOf(pressed)
        const boxes = article?.node.querySelectorAll(".nbc-code") ?? []
        return Boolean(article?.item.can_continue) && pressed.closest(".nbc-code") === boxes[boxes.length - 1]
    }

    // The question before a call

    asked(call) {
        this.sticks = true
        this.view.announce(`May the model run ${call}? The buttons to answer are before the message box.`)
    }

    onAnswer(event) {
        const pressed = event.target.closest?.("[data-answer]")
        if (!pressed) return
        const box = pressed.closest("[data-ask]")
        const always = pressed.dataset.always === "true"
        this.store.ask({ do: pressed.dataset.answer, question: Number(box.dataset.ask), always })
        for (const choice of box.querySelectorAll("button")) choice.disabled = true
        this.view.composer.focus({ preventScroll: true })
    }

    onAskKey(event) {
        if (event.key !== "Escape" || !event.target.closest?.("[data-ask]")) return
        event.preventDefault()
        event.stopPropagation()
        this.view.composer.stop()
        this.view.composer.focus({ preventScroll: true })
    }

    disableAnswers() {
        for (const choice of this.list.querySelectorAll("[data-answer]")) choice.disabled = true
    }
}
