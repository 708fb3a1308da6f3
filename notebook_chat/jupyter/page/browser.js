// What browsers and JupyterLab need to be coaxed into: the clipboard, line breaks, downloads

async function copyText(text) {
    try {
        await navigator.clipboard.writeText(text)
        return true
    } catch {
        const area = element("textarea", { value: text, style: "position: fixed; opacity: 0" })
        const before = document.activeElement
        document.body.append(area)
        area.select()
        const copied = document.execCommand("copy")
        area.remove()
        before?.focus()
        return copied
    }
}

// A button that was pressed says for a moment that the text is copied
function flash(pressed) {
    const before = pressed.title
    pressed.classList.add("nbc-done")
    pressed.title = "Copied"
    setTimeout(() => { pressed.classList.remove("nbc-done"); pressed.title = before }, 1200)
}

// JupyterLab keeps Shift+Enter from breaking a line
function breakLine(area) {
    const before = area.value
    if (document.execCommand("insertText", false, "\n") && area.value !== before) return
    area.setRangeText("\n", area.selectionStart, area.selectionEnd, "end")
    area.dispatchEvent(new Event("input"))
}

function download({ name, type, text }) {
    const link = element("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name })
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}
