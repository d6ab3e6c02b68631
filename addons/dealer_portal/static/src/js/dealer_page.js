import { Interaction } from "@web/public/interaction";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { element } from "./element";

const SESSION_EXPIRED = 100; // the platform's code

/**
 * What the dealer's pages with a script of their own share. Their root holds in `data-words` the words they use, among them
 * `offline`, `expired` and `login`.
 */
export class DealerPage extends Interaction {
    setup() {
        this.words = JSON.parse(this.el.dataset.words);
    }

    start() {
        // the browser's own memory of a page knows nothing of what has become of the order
        this.addListener(window, "pageshow", (ev) => ev.persisted && window.location.reload());
    }

    /** Ask the server. With `error` in the answer it is none; `unheard`: nothing has arrived; `expired`: log in again. */
    async answerOf(path, parameters) {
        try {
            return await this.waitFor(rpc(path, parameters, { silent: true }));
        } catch (error) {
            const expired = error.code === SESSION_EXPIRED;
            return { error: expired ? this.words.expired : this.words.offline, expired, unheard: true };
        }
    }

    /** Show why there is no answer, with the way to log in again and come back, or that all is well. */
    showError(selector, { error = "", expired = false }) {
        const box = this.el.querySelector(selector);
        box.textContent = error;
        if (expired) {
            const back = `/web/login?redirect=${encodeURIComponent(window.location.pathname)}`;
            box.append(element("a", { href: back, class: "alert-link ms-2" }, this.words.login));
        }
        box.classList.toggle("d-none", !error);
    }

    say(selector, text) {
        for (const node of this.el.querySelectorAll(selector)) {
            node.textContent = text || "";
        }
    }

    toggle(selector, shown) {
        for (const node of this.el.querySelectorAll(selector)) {
            node.classList.toggle("d-none", !shown);
        }
    }
}

/** A form of a dealer's page is sent once, however often its button is pressed: two taps are not two requests. */
export class PostOnce extends Interaction {
    static selector = "#wrap";
    dynamicContent = {
        _root: { "t-on-submit": this.sent },
        _window: { "t-on-pageshow": () => this.pressed(false) },
    };

    setup() {
        this.buttons = [];
    }

    sent(ev) {
        if (ev.target.method !== "post" || !document.querySelector(".o_dealer_bar")) {
            return;
        }
        // afterwards: the name of the button that was pressed is sent, and a script may have kept the form back
        window.setTimeout(() => {
            if (!ev.defaultPrevented) {
                this.buttons = [...ev.target.querySelectorAll("button:not([type=button])")];
                this.pressed(true);
            }
        }, 0);
    }

    /** Who comes back to the page may press again. */
    pressed(is) {
        for (const button of this.buttons) {
            button.disabled = is;
        }
    }
}

registry.category("public.interactions").add("dealer_portal.post_once", PostOnce);
