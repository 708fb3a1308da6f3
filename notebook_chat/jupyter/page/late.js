// Articles out of sight are filled when the page has nothing else to do, newest first, or when they come near. So a
// long conversation opens as fast as a short one, and soon all of it is there to be searched, selected and read aloud.
//
// They aren't left to `content-visibility: auto`: what it leaves out isn't in the tree that screen readers get, as seen
// in Chromium 156, and has no `innerText`.

const FILLED_AT_ONCE = 8   // articles at the end that are filled as soon as they are there
const FILLING = 4          // milliseconds before the page has a turn: to lay them out takes some ten times as long

class LateArticles {
    constructor(transcript) {
        this.transcript = transcript
        this.waiting = new Map()   // articles that aren't filled yet, by their elements
        this.near = new IntersectionObserver(seen => {
            for (const { isIntersecting, target } of seen) if (isIntersecting) this.fill(target)
        }, { root: transcript.log, rootMargin: "100% 0px" })
    }

    add(article) {
        article.outline()
        this.waiting.set(article.node, article)
        this.near.observe(article.node)
        this.plan()
    }

    waits(article) { return this.waiting.has(article.node) }

    fill(node) {
        const article = this.waiting.get(node)
        this.drop(node)
        const item = article && this.transcript.store.items.get(article.key)
        if (item) article.show(item)
        if (!this.transcript.store.alive) this.transcript.view.note(new Set())   // its buttons are of no use
    }

    drop(node) {
        this.near.unobserve(node)
        this.waiting.delete(node)
    }

    plan() {
        if (this.planned || !this.waiting.size) return
        this.planned = true
        const idle = window.requestIdleCallback ?? (act => setTimeout(act, 50))
        idle(() => {
            this.planned = false
            const end = performance.now() + FILLING
            const nodes = [...this.waiting.keys()]
            while (nodes.length && performance.now() < end) this.fill(nodes.pop())
            this.plan()
        }, { timeout: 200 })
    }

    end() {
        this.near.disconnect()
        this.waiting.clear()
    }
}
