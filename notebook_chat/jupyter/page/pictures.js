// Pictures, which a click or Enter enlarges

// A small copy of a picture, in a button. `order` names the picture to the kernel, which has it in full.
function enlargeable(url, alt, order, className = "") {
    const made = element("button", { type: "button", className: "nbc-enlarge", title: "Enlarge",
        label: `Enlarge: ${alt}` }, element("img", { className, src: url, alt }))
    return Object.assign(made, { order })
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
        if (this.view.store.alive) this.view.store.ask({ do: "picture", ...opener.order })
    }

    // The kernel has sent it in full
    take({ url, ...order }) {
        const asked = Object.entries(this.opener?.order ?? {})
        if (this.node.open && asked.every(([name, value]) => order[name] === value)) this.image.src = url
    }
}
