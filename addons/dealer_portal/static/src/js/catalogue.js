import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";

/** The catalogue searches as one types; without this script its form does. */
export class Catalogue extends Interaction {
    static selector = ".o_dealer_catalogue";
    dynamicContent = {
        "#o_catalogue_text": { "t-on-input": () => this.search() },
        "#o_catalogue_only": { "t-on-change": (ev) => ev.target.form.submit() },
    };

    setup() {
        this.search = this.debounced(this.load, 250);
        this.asked = 0;
        if (window.matchMedia("(max-width: 991px)").matches) {
            this.el.querySelector(".o_catalogue_categories").open = false;
        }
    }

    async load() {
        const number = ++this.asked;
        const query = new URLSearchParams(new FormData(this.el.querySelector("form.o_catalogue_search")));
        const response = await this.waitFor(fetch(`/my/catalogue?${query}&part=1`));
        if (!response.ok || number !== this.asked) {
            return;
        }
        const html = await this.waitFor(response.text());
        const parsed = new DOMParser().parseFromString(html, "text/html");
        this.el.querySelector(".o_catalogue_results").replaceChildren(...parsed.body.childNodes);
        window.history.replaceState(null, "", `/my/catalogue?${query}`);
    }
}

/**
 * An order is placed once: the button can be pressed once, and the server makes sure of it, too. What is left to pay follows
 * the amounts taken from funds.
 */
export class Checkout extends Interaction {
    static selector = ".o_dealer_checkout";
    dynamicContent = {
        ".o_checkout_fund": { "t-on-input": this.showLeft },
        _root: {
            "t-on-submit": () => {
                const button = this.el.querySelector(".o_checkout_submit");
                window.setTimeout(() => (button.disabled = true), 0);
            },
        },
    };

    showLeft() {
        const cell = this.el.querySelector(".o_checkout_left");
        const amounts = [...this.el.querySelectorAll(".o_checkout_fund")].map((input) => Number(input.value) || 0);
        const left = Number(cell.dataset.total) - amounts.reduce((sum, amount) => sum + amount, 0);
        const digits = Number(this.el.querySelector(".o_checkout_funds").dataset.digits);
        const number = cell.querySelector(".oe_currency_value") || cell;
        number.textContent = formatFloat(left, { digits: [16, digits] });
    }
}

registry.category("public.interactions").add("dealer_portal.catalogue", Catalogue);
registry.category("public.interactions").add("dealer_portal.checkout", Checkout);
