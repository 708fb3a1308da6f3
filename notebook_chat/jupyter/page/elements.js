// The page of a chat panel. Python says what it holds (`ChatPanel` in the room jupyter.panel); nothing is kept here but
// what a reader does: scrolling, folding, typing. HTML in blocks was made safe in Python; all else is set as text.
//
// The files of this folder are joined into one module, in the order that the room jupyter.panel_link lists. They share
// one scope: a name at the top level of one file is taken in all of them.

// Elements

const ICONS = {
    attach: "M13.5 6.8 8 12.3a3 3 0 0 1-4.3-4.3l6-6a2 2 0 0 1 2.9 2.9l-6 6a1 1 0 0 1-1.4-1.4l5.4-5.4",
    settings: "M2 4.5h6m4 0h2M2 11.5h2m4 0h6M10 2.8v3.4M6 9.8v3.4",
    send: "M8 13.5v-11M3.5 7 8 2.5 12.5 7",
    stop: "M4 4h8v8H4z",
    copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
    edit: "m3 13 .6-3L11 2.6 13.4 5 6 12.4zM9.5 4l2.5 2.5",
    retry: "M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3",
    delete: "M3 4.5h10M6.5 4V2.5h3V4m-5 .5.6 9h5.8l.6-9",
    insert: "M2.5 2.5h11v4h-11zM8 9v5m-2.5-2.5h5",
    replace: "M2.5 6V2.5h11v11h-11V10M1 8h8m-2.5-2.5L9 8l-2.5 2.5",
    run: "M4.5 2.8v10.4L13 8z",
    cell: "M2.5 3.5h11v9h-11zM6 6 4.5 8 6 10m4-4 1.5 2L10 10",
    tokens: "M2.5 3.5h3m3 0h5M2.5 8h6m3 0h2M2.5 12.5h2m3 0h6",
    left: "M10 3.5 5.5 8 10 12.5",
    right: "M6 3.5 10.5 8 6 12.5",
    down: "M8 2.5v11M3.5 9 8 13.5 12.5 9",
    close: "m4 4 8 8m0-8-8 8",
    add: "M8 3v10M3 8h10",
    open: "m4.5 6.2 3.5 3.6 3.5-3.6",
    file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
    expand: "M9.5 2.5h4v4M6.5 13.5h-4v-4M13.5 2.5 9 7M2.5 13.5 7 9",
    shrink: "M13 7H9V3M3 9h4v4M9 7l4.5-4.5M7 9l-4.5 4.5",
    side: "M2.5 3h11v10h-11zM9.5 3v10",
}

// An element with properties, and beside them `label` for screen readers, `attributes`, and listeners `on` events
function element(name, properties = {}, ...children) {
    const { label, attributes = {}, on = {}, ...rest } = properties
    const made = Object.assign(document.createElement(name), rest)
    if (label) made.setAttribute("aria-label", label)
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
    for (const [key, value] of Object.entries(on)) made.addEventListener(key, value)
    made.append(...children.filter(child => child != null))
    return made
}

function icon(name) {
    const space = "http://www.w3.org/2000/svg"
    const picture = document.createElementNS(space, "svg")
    const path = document.createElementNS(space, "path")
    picture.setAttribute("viewBox", "0 0 16 16")
    picture.setAttribute("aria-hidden", "true")
    path.setAttribute("d", ICONS[name])
    picture.append(path)
    return picture
}

// A button with an icon
function button(name, label, act, className = "") {
    const properties = { type: "button", className: `nbc-button ${className}`, title: label, label, on: { click: act } }
    const made = element("button", properties, icon(name))
    made.dataset.name = name
    return made
}

// A button that is of no use without a kernel: `paint` in panel.js disables it when there is none
function forKernel(made) {
    made.dataset.kernel = made.disabled ? "off" : "on"
    return made
}

// A button with a word on it
function wordButton(textContent, act, properties = {}) {
    return element("button", { type: "button", className: "nbc-button nbc-worded", textContent, on: { click: act },
        ...properties })
}
