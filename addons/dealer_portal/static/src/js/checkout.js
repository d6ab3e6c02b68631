import { registry } from "@web/core/registry";
import { DealerPage } from "./dealer_page";
import { PageMemory } from "./page_memory";

/**
 * The last look at an order. Whatever is changed is kept by the server, which says what would become of the order then; what
 * is typed stays as it is, also while the server cannot be reached.
 */
export class Checkout extends DealerPage {
    static selector = ".o_dealer_checkout";
    dynamicContent = {
        _root: { "t-on-input": this.follow, "t-on-submit": () => (this.placed = true) },
    };

    setup() {
        super.setup();
        this.asked = 0;
        this.later = this.debounced(this.preview, 350);
        this.key = this.el.elements.key.value;
        this.memory = new PageMemory("dealer_checkout");
    }

    /** What did not reach the server before the page was left is here again. */
    start() {
        super.start();
        const unsaved = this.memory.of(this.key);
        if (unsaved) {
            for (const [name, value] of unsaved.fields) {
                const field = this.el.elements[name];
                if (field && field.type !== "hidden") {
                    field.value = value;
                }
            }
            this.preview();
        } else if (this.isTyped()) {
            this.follow();
        }
    }

    /** What is typed before this script runs is heard by nobody. */
    isTyped() {
        const fields = this.el.querySelectorAll("input:not([type=hidden]), textarea");
        return [...fields].some((field) => field.value !== field.defaultValue);
    }

    follow() {
        this.memory.keep({ key: this.key, fields: [...new FormData(this.el)] });
        this.later();
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
        const answer = await this.answerOf("/my/checkout/preview", { values: this.values() });
        if (number !== this.asked || this.placed) {
            return;
        }
        this.el.removeAttribute("aria-busy");
        this.showError(".o_checkout_error", answer);
        if (!answer.unheard) {
            this.memory.forget();
        }
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
}

registry.category("public.interactions").add("dealer_portal.checkout", Checkout);
