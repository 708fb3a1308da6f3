// Pictures, which a click or Enter enlarges

// A picture in a button
function enlargeable(url, alt, className) {
    return element("button", { type: "button", className: "nbc-enlarge", title: "Enlarge",
        label: alt ? `Enlarge: ${alt}` : "Enlarge" }, element("img", { className, src: url, alt }))
}

class EnlargedPicture {
    constructor(view) {
        this.image = element("img")
        this.node = element("dialog", { className: "nbc-enlarged", label: "Picture", on: {
            click: () => this.node.close(),
            keydown: event => event.stopPropagation(),
            close: () => { this.image.removeAttribute("src"); this.opener?.focus({ preventScroll: true }) },
        } }, button("close", "Close (Esc)", () => this.node.close()), this.image)
        this.view = view
    }

    watch(listen) {
        listen(this.view.root, "click", event => {
            const opener = event.target.closest?.(".nbc-enlarge")
            if (opener) this.show(opener)
        })
    }

    show(opener) {
        const { src, alt } = opener.querySelector("img")
        this.opener = opener
        Object.assign(this.image, { src, alt })
        this.node.showModal()
    }
}
