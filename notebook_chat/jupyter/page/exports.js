// Files of a conversation, made by the page where there is no kernel to make them: as chat.export writes them

// Returns the conversation that is shown as the text of a file that ends in `md`, `json` or `ipynb`
function exportOf(kept, ending) {
    const talk = kept.talks.get(kept.shown)
    const { state } = talk ? wholeTalk(kept.shown, talk) : { state: { messages: [], talk: [], dropped: [] } }
    const numbers = talk ? exportedNumbers(talk) : { dropped: [], talk: [] }
    const said = state.talk.map(place => withPictures(state.messages[place], kept.pictures))
    if (ending === "json") return jsonText(said)
    const dropped = state.dropped.map(place => withPictures(state.messages[place], kept.pictures))
    const items = [...itemsOf(said, numbers.talk, talk?.views)]
    const first = items.findIndex(item => item.role !== "system")
    items.splice(first < 0 ? items.length : first, 0, ...itemsOf(dropped, numbers.dropped, talk?.views))
    return ending === "md" ? markdownText(items) : notebookText(items)
}

// The kernel's numbers of the messages in the order in which `wholeTalk` has them; those of a draft have none
function exportedNumbers({ head, draft, messages }) {
    const held = runs => unrolled(runs).filter(number => messages.has(number))
    return { dropped: held(head?.dropped), talk: held(draft ? draft.before : head?.talk) }
}

function withPictures(message, pictures) {
    if (typeof message.content === "string" || !message.content) return message
    const content = message.content.map(part => {
        const digest = /^picture:([0-9a-f]{64})$/.exec(part.image_url?.url ?? "")?.[1]
        return digest ? { ...part, image_url: { url: pictures.get(digest)?.url ?? "" } } : part
    })
    return { ...message, content }
}

// Messages in OpenAI's shape, as `to_json`
function jsonText(messages) {
    const names = ["role", "content", "tool_calls", "tool_call_id", "name", "reasoning_content"]
    const plain = messages.map(message => {
        const fields = Object.fromEntries(names.filter(name => name in message).map(name => [name, message[name]]))
        if (Array.isArray(fields.content))
            fields.content = fields.content.map(({ type, text, image_url }) => text === undefined
                ? { type, image_url } : { type, text })
        const isCut = ["stopped", "error"].includes(message.finish_reason)
        return isCut ? { ...fields, finish_reason: message.finish_reason } : fields
    })
    return `${JSON.stringify(plain, null, 2)}\n`
}

// Questions and answers: an answer is all that was said and called until the next question. How each is shown was sent
// by the kernel where it isn't the text itself.
function itemsOf(messages, numbers, views) {
    const items = []
    for (const [place, message] of messages.entries()) {
        const isAnswer = ["assistant", "tool"].includes(message.role)
        const last = items.at(-1)
        if (isAnswer && last?.role === "assistant") last.messages.push(message)
        else items.push({ role: isAnswer ? "assistant" : message.role, messages: [message], number: numbers[place] })
    }
    return items.map(({ role, messages: own, number }) => {
        const text = own.map(message => plainText(message)).filter(text => text.trim()).join("\n\n").trim()
        const ending = own.some(message => message.finish_reason === "stopped") ? "\n\n*(stopped)*" : ""
        const view = views?.get(number) ?? {}
        const markdown = view.markdown ?? `${text}${ending}`
        return { role, text: role === "assistant" ? text : plainText(own[0]), markdown, plain: view.plain ?? text }
    })
}

// Whether instructions can stand in the line of a magic
function isLine(text) {
    return /^\p{L}[^\p{C}\p{Zl}\p{Zp}]*$/u.test(text) && text === text.trim() && !/[?\\]$/.test(text)
}

const LABELS = { user: "You", assistant: "Assistant", system: "Instructions" }

function labelled({ role, markdown }) { return `**${LABELS[role] ?? role}**\n\n${markdown}`.trimEnd() }

function markdownText(items) { return `${items.map(labelled).join("\n\n---\n\n")}\n` }

function asking(text) { return `%%chat${text.includes("{") ? " --no-fill" : ""}\n${text}` }

// Cells that ask the questions, with the answers as their outputs
function notebookText(items) {
    const code = source => ({ cell_type: "code", metadata: {}, source, execution_count: null, outputs: [] })
    const cells = [code("%load_ext notebook_chat")]
    let asked = false
    for (const item of items) {
        const data = { "text/markdown": item.markdown, "text/plain": item.plain }
        if (asked && item.role === "assistant")
            cells.at(-1).outputs.push({ output_type: "display_data", data, metadata: {} })
        else if (item.role === "user") cells.push(code(asking(item.text)))
        else if (item.role === "system" && isLine(item.text)) cells.push(code(`%chat system ${item.text}`))
        else cells.push({ cell_type: "markdown", metadata: {}, source: labelled(item) })
        asked = item.role === "user"
    }
    const kernelspec = { display_name: "Python 3", language: "python", name: "python3" }
    const numbered = cells.map((cell, number) => ({ id: `chat-${number}`, ...cell }))
    return `${JSON.stringify({ cells: numbered, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`
}
