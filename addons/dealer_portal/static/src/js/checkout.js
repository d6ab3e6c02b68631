import { Interaction } from "@web/public/interaction";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

/**
 * The last look at an order. Whatever is changed is kept by the server, which says what would become of the order then; what
 * is typed stays as it is. The button can be pressed once, and the server makes sure of it, too.
 */
export class Checkout extends Interaction {
    static selector = ".o_dealer_checkout";
    dynamicContent = {
        _root: { "t-on-input": () => this.follow(), "t-on-submit": this.placeOnce },
        _window: { "t-on-pageshow": this.comeBack },
    };

    setup() {
        this.asked = 0;
        this.follow = this.debounced(this.preview, 350);
    }

    placeOnce() {
        const button = this.el.querySelector(".o_checkout_submit");
        this.placed = true;
        window.setTimeout(() => (button.disabled = true), 0);
    }

    /** The browser's own memory of a page knows nothing of what has become of the order. */
    comeBack(ev) {
        if (ev.persisted) {
            window.location.reload();
        }
    }

    values() {
        const said = Object.fromEntries(new FormData(this.el));
        const names = ["partner_shipping_id", "requested_date", "client_order_ref", "note"];
        const values = Object.fromEntries(names.map((name) => [name, said[name] || ""]));
        const funds = [...this.el.querySelectorAll(".o_checkout_fund")];
        if (funds.length) {
            values.funds = Object.fromEntries(funds.map((input) => [input.name.slice("fund_".length), input.value]));
        }
        return values;
    }

    /** Only the answer to the latest question counts; what the server refuses is said beside the sums, and the rest stays. */
    async preview() {
        const number = ++this.asked;
        this.el.setAttribute("aria-busy", "true");
        let answer;
        try {
            answer = await this.waitFor(rpc("/my/checkout/preview", { values: this.values() }, { silent: true }));
        } catch {
            answer = { error: this.el.dataset.offline };
        }
        if (number !== this.asked || this.placed) {
            return;
        }
        this.el.removeAttribute("aria-busy");
        this.say(".o_checkout_error", answer.error || "");
        this.toggle(".o_checkout_error", answer.error);
        if (!answer.error) {
            this.show(answer);
        }
    }

    show(answer) {
        this.say(".o_checkout_left", answer.left);
        this.say(".o_checkout_available", answer.credit.available);
        this.say(".o_checkout_after", answer.credit.after);
        const over = Boolean(answer.credit.over);
        for (const cell of this.el.querySelectorAll(".o_checkout_after")) {
            cell.classList.toggle("text-danger", over);
            cell.classList.toggle("fw-bold", over);
        }
        const box = this.el.querySelector(".o_checkout_findings");
        box.classList.toggle("alert-danger", answer.refused);
        box.classList.toggle("alert-warning", !answer.refused);
        box.querySelector("ul").replaceChildren(
            ...answer.findings.map((finding) => {
                const item = document.createElement("li");
                item.textContent = finding.text;
                return item;
            })
        );
        this.toggle(".o_checkout_findings", answer.findings.length);
        this.toggle(".o_checkout_if_refused", answer.refused);
        this.toggle(".o_checkout_if_held", !answer.refused);
    }

    say(selector, text) {
        for (const cell of this.el.querySelectorAll(selector)) {
            cell.textContent = text || "";
        }
    }

    toggle(selector, shown) {
        for (const node of this.el.querySelectorAll(selector)) {
            node.classList.toggle("d-none", !shown);
        }
    }
}

registry.category("public.interactions").add("dealer_portal.checkout", Checkout);
