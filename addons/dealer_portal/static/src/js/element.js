/** Return an element with attributes and children; nothing is ever put in as HTML. */
export function element(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value !== undefined && value !== false) {
            node.setAttribute(name, value);
        }
    }
    node.append(...children);
    return node;
}
