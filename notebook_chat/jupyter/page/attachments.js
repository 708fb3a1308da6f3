// Pictures and text files that go with the next question: chosen, pasted or dropped

const LARGEST_UPLOAD = 6e6   // bytes; notebook servers close connections that send more than 10 MB at once
const LONGEST_SIDE = 2048    // pixels of a picture that must be made smaller to be sent

class Attachments {
    constructor(view) {
        this.view = view
        this.chips = element("div", { className: "nbc-chips", hidden: true, label: "Attached",
            attributes: { role: "list" } })
        this.input = element("input", { type: "file", multiple: true, hidden: true, tabIndex: -1,
            on: { change: () => this.add([...this.input.files]) } })
    }

    // Open the dialog in which files are chosen
    choose() { this.input.click() }

    onPaste(event) {
        const files = [...event.clipboardData.files]
        if (!files.length || event.clipboardData.getData("text/plain")) return
        event.preventDefault()
        this.add(files)
    }

    onDrag(event) {
        if (![...event.dataTransfer.types].includes("Files")) return
        event.preventDefault()
        event.stopPropagation()
        const { root } = this.view
        const leaves = event.type === "drop" || (event.type === "dragleave" && !root.contains(event.relatedTarget))
        root.classList.toggle("nbc-drop", !leaves)
        if (event.type === "drop") this.add([...event.dataTransfer.files])
    }

    async add(files) {
        this.input.value = ""
        for (const file of files) {
            try { await this.upload(file) }
            catch (error) { this.view.notice.say(error.message || `${file.name} can't be read.`) }
        }
        this.view.composer.focus()
    }

    async upload(file) {
        const data = await uploadable(file)
        const type = file.type.startsWith("image/") && file.type !== "image/svg+xml" ? file.type : "text/plain"
        this.view.store.ask({ do: "attach", name: file.name || "pasted", type }, [await data.arrayBuffer()])
    }

    paint(attached) {
        const ids = JSON.stringify(attached.map(one => one.id))
        if (this.chips.dataset.ids === ids) return
        this.chips.dataset.ids = ids
        this.chips.hidden = !attached.length
        this.chips.replaceChildren(...attached.map(one => this.chip(one)))
    }

    chip({ id, name, url }) {
        const remove = () => { this.view.store.ask({ do: "detach", id }); this.view.composer.focus() }
        return element("span", { className: "nbc-chip", title: name, attributes: { role: "listitem" } },
            url ? enlargeable(url, name, { attached: id }) : icon("file"), element("span", { textContent: name }),
            button("close", `Remove ${name}`, remove))
    }
}

// A file as bytes that fit through the connection; large pictures are made smaller
async function uploadable(file) {
    if (file.size <= LARGEST_UPLOAD) return file
    if (!file.type.startsWith("image/")) {
        const size = (file.size / 1e6).toFixed(1)
        throw new Error(`${file.name} has ${size} MB; that is too much to go with a question.`)
    }
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height))
    const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)]
    const canvas = element("canvas", { width, height })
    canvas.getContext("2d").drawImage(picture, 0, 0, width, height)
    return new Promise(resolve => canvas.toBlob(resolve, "image/jpeg", 0.92))
}
