// What the page holds of the conversations for when the kernel is gone: messages as the kernel stores them. All of it
// is data; none of it is ever shown as HTML.

const MOST_PICTURES = 2e6   // characters of pictures that a notebook keeps in full; of the others it keeps small copies

class Kept {
    constructor() {
        this.talks = new Map()      // by id
        this.pictures = new Map()   // by digest: `url`, and `small`, that of a small copy
        this.attached = []          // to the next question
        this.shown = null           // the id of the conversation that is shown
    }

    // What has changed, as `PageKeeper` in jupyter.panel_kept sends it
    take({ talks = {}, pictures = {}, gone = [], ...fields }) {
        for (const [id, change] of Object.entries(talks)) this.talks.set(id, changedTalk(this.talks.get(id), change))
        for (const [digest, picture] of Object.entries(pictures)) this.pictures.set(digest, picture)
        for (const id of gone) this.talks.delete(id)
        Object.assign(this, fields)
    }

    // The conversations in the form in which a panel takes them up; those in which nothing was said are left out
    get whole() {
        const talks = [...this.talks].map(([id, talk]) => wholeTalk(id, talk))
        return talks.filter(({ state, waiting }) => waiting.length || state.dropped.length || state.branches.length
            || state.talk.some(number => state.messages[number].role !== "system" && !state.examples.includes(number)))
    }

    // The text of the answer that was being written, if any
    get halfAnswer() {
        const draft = this.talks.get(this.shown)?.draft
        const said = draft?.said.slice(0, draft.answer).filter(message => message.role === "assistant") ?? []
        return said.map(message => plainText(message)).filter(text => text.trim()).join("\n\n")
    }

    // The pictures that a text names, in full; with a limit, the older ones as small copies
    picturesOf(text, limit = Infinity) {
        const found = [...new Set([...text.matchAll(/"picture:([0-9a-f]{64})"/g)].map(([, digest]) => digest))]
        const kept = {}
        for (const digest of found.reverse().filter(digest => this.pictures.has(digest))) {
            const { url, small } = this.pictures.get(digest)
            limit -= url.length
            kept[digest] = limit >= 0 ? url : small ?? url
        }
        return kept
    }
}

function changedTalk(old, { messages = {}, views = {}, draft, ...fields }) {
    const talk = { messages: new Map(), views: new Map(), waiting: [], ...old, ...fields }
    for (const [number, message] of Object.entries(messages)) talk.messages.set(Number(number), message)
    for (const [number, view] of Object.entries(views)) talk.views.set(Number(number), view)
    if (draft !== undefined) talk.draft = draft && changedDraft(old?.draft, draft)
    return talk
}

// What is being said, as far as it has come: the answer, and after it what other models say in its place
function changedDraft(old, { before, answer, branches, length, said }) {
    const messages = (old?.said ?? []).slice(0, length)
    for (const [number, change] of Object.entries(said)) {
        const { grown = {}, ...fields } = change
        const message = Object.keys(grown).length ? { ...messages[number], ...fields } : fields
        for (const [name, { keep, add }] of Object.entries(grown))
            message[name] = (messages[number]?.[name] ?? "").slice(0, keep) + add
        messages[number] = message
    }
    return { before: before ?? old?.before ?? [], answer: answer ?? old?.answer ?? length,
        branches: branches ?? old?.branches ?? [], said: messages }
}

// Numbers, of which the kernel sends runs: single ones, and pairs of the first and the last
function unrolled(runs = []) {
    return runs.flatMap(run => Array.isArray(run)
        ? Array.from({ length: run[1] - run[0] + 1 }, (_, step) => run[0] + step) : [run])
}

// A conversation as `state_from_dict` in chat.serialization reads it: lists of places among its messages
function wholeTalk(id, { name, stored, waiting, head, messages, draft }) {
    const held = runs => unrolled(runs).filter(number => messages.has(number))
    const lists = { talk: held(draft ? draft.before : head?.talk), dropped: held(head?.dropped),
        examples: held(head?.examples) }
    const branches = (head?.branches ?? []).map(numbers => ({ kept: held(numbers), said: [] }))
    for (const { kept, said } of draft?.branches ?? []) branches.push({ kept: held(kept), said })
    const used = [...new Set([...Object.values(lists), ...branches.map(({ kept }) => kept)].flat())]
    const places = new Map(used.map((number, place) => [number, place]))
    const said = draft?.said ?? []
    const placed = (numbers, more = []) =>
        [...numbers.map(number => places.get(number)), ...more.map(place => used.length + place)]
    const state = { ...head, messages: [...used.map(number => messages.get(number)), ...said],
        talk: placed(lists.talk, said.slice(0, draft?.answer).map((_, place) => place)),
        dropped: placed(lists.dropped), examples: placed(lists.examples),
        branches: branches.map(({ kept, said }) => placed(kept, said)) }
    return { id, name, ...(stored ? { stored } : {}), waiting, state }
}

function plainText({ content }) {
    if (typeof content === "string") return content
    return (content ?? []).filter(part => part.type === "text").map(part => part.text).join("")
}
