/**
 * What is typed on an order pad and has not reached the server: kept in this window of the browser, so that neither a session
 * that has ended nor a lost connection costs a row. Forgotten as soon as the server has it. Another window has a memory of its own.
 */
export class PadMemory {
    /** @param {number} padId the rows of one pad are never put on another, whoever logs in next */
    constructor(padId) {
        this.name = `dealer_order_pad_${padId}`;
    }

    /** @param {{key: string, version: number, rows: object[]}} state what was typed, and on which state of the pad */
    keep(state) {
        this.reach((storage) => storage.setItem(this.name, JSON.stringify(state)));
    }

    forget() {
        this.reach((storage) => storage.removeItem(this.name));
    }

    /** Return what was kept while this very order was written, or nothing: an order that was placed is over. */
    of(key) {
        const kept = this.reach((storage) => JSON.parse(storage.getItem(this.name)));
        return kept && kept.key === key && kept.rows.length ? kept : null;
    }

    /** A browser may refuse to remember anything; the pad works without. */
    reach(act) {
        try {
            return act(window.sessionStorage);
        } catch {
            return null;
        }
    }
}
