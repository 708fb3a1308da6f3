// Code in a question, and the direction of what is written

// A question in its pieces, with code set in a fixed face: between fences, indented, or between backquotes. All
// characters stay, so that what is selected is what was asked.
function questionPieces(text) {
    const runs = codeRuns(text.split("\n"))
    if (runs.length === 1 && !runs[0].isCode) return withCodeSpans(text)
    return runs.map(({ lines, isCode }) => isCode
        ? element("pre", { dir: "ltr" }, element("code", { textContent: lines.join("\n") }))
        : element("div", {}, ...withCodeSpans(lines.join("\n"))))
}

function withCodeSpans(text) {
    return text.split(/(`[^`\n]+`)/).map(part => part.startsWith("`") && part.length > 2
        ? element("code", { textContent: part }) : part)
}

// Runs of lines that are code, and of those that aren't
function codeRuns(lines) {
    const isCode = Array(lines.length).fill(false)
    for (let number = 0; number < lines.length; number++) {
        const last = endOfFence(lines, number) ?? endOfIndented(lines, number)
        if (last === null) continue
        isCode.fill(true, number, last + 1)
        number = last
    }
    const runs = []
    lines.forEach((line, number) => {
        if (runs.at(-1)?.isCode === isCode[number]) runs.at(-1).lines.push(line)
        else runs.push({ isCode: isCode[number], lines: [line] })
    })
    return runs
}

const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/
const INDENTED = /^(?: {4,}|\t)\s*\S/
const OPENS = /^[^-*+\s\d].*[:{([,=>\\]\s*$/   // a line that an indented one may belong to
const LIST_ITEM = /^\s*(?:[-*+]|\d+[.)])\s/

// The last line of the fenced code that begins at a line; null if none does
function endOfFence(lines, first) {
    const fence = FENCE.exec(lines[first])?.[1]
    if (!fence) return null
    const ends = line => line.startsWith(fence) && !line.replaceAll(fence[0], "")
    const last = lines.findIndex((line, number) => number > first && ends(line.trim()))
    return last < 0 ? lines.length - 1 : last
}

// The last line of indented code, with the line that opens it: up to an empty line that nothing indented follows
function endOfIndented(lines, first) {
    const opens = OPENS.test(lines[first]) && /^\s{2,}\S/.test(lines[first + 1] ?? "")
    const alone = INDENTED.test(lines[first]) && !lines[first - 1]?.trim()
    if (!opens && !alone || LIST_ITEM.test(lines[first + opens])) return null
    const isIndented = line => /^\s{2,}\S/.test(line ?? "")
    const goesOn = at => lines[at].trim() ? !FENCE.test(lines[at]) : isIndented(lines[at + 1])
    let last = first
    while (last + 1 < lines.length && goesOn(last + 1)) last++
    return last
}

// What is written from right to left, item by item and cell by cell, where a block has both

const RIGHT_TO_LEFT = RegExp(`[${["Hebrew", "Arabic", "Syriac", "Thaana", "Nko", "Adlam"]
    .map(script => `\\p{Script=${script}}`).join("")}]`, "u")

function direct(block) {
    const isMixed = RIGHT_TO_LEFT.test(block.textContent)
    block.dir = isMixed ? directionOf(block) : "auto"
    if (isMixed) for (const part of block.querySelectorAll("p, li, td, th, blockquote"))
        part.dir = directionOf(part, "ul, ol")
}

// That of the first letter in an element, wherever code, formulas and what else is left out don't count
function directionOf(node, leftOut = "pre") {
    const copy = node.cloneNode(true)
    for (const inner of copy.querySelectorAll(`code, pre, math, ${leftOut}`)) inner.remove()
    const [letter] = /\p{L}/u.exec(copy.textContent) ?? []
    return letter && RIGHT_TO_LEFT.test(letter) ? "rtl" : "ltr"
}
