/**
 * What is typed on a page and has not reached the server: kept in this window of the browser, so that neither a session that has
 * ended nor a lost connection costs a row. Forgotten as soon as the server has it. Another window has a memory of its own.
 */
export class PageMemory {
    /** @param {string} name of what is written: what was typed for one dealer is never put on the page of another */
    constructor(name) {
        this.name = name;
    }

    /** @param {{key: string}} state what was typed, and for which order */
    keep(state) {
        this.reach((storage) => storage.setItem(this.name, JSON.stringify(state)));
    }

    forget() {
        this.reach((storage) => storage.removeItem(this.name));
    }

    /** Return what was kept while this very order was written, or nothing: an order that was placed is over. */
    of(key) {
        const kept = this.reach((storage) => JSON.parse(storage.getItem(this.name)));
        return kept && kept.key === key ? kept : null;
    }

    /** A browser may refuse to remember anything; the pages work without. */
    reach(act) {
        try {
            return act(window.sessionStorage);
        } catch {
            return null;
        }
    }
}
