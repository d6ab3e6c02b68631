import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

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

registry.category("public.interactions").add("dealer_portal.catalogue", Catalogue);
