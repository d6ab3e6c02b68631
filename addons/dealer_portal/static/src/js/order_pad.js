import { registry } from "@web/core/registry";
import { DealerPage } from "./dealer_page";
import { element } from "./element";
import { PageMemory } from "./page_memory";

const SHOWN_EMPTY = 3;

/**
 * The order pad: rows that are typed, pasted or read from a file. The server keeps and judges them; what is typed while it
 * thinks stays, and is sent next.
 */
export class OrderPad extends DealerPage {
    static selector = ".o_dealer_pad";
    dynamicContent = {
        ".o_pad_new": { "t-on-click": () => this.addRow({}, true) },
        ".o_pad_clear": { "t-on-click": this.clear },
        ".o_pad_bring_back": { "t-on-click": this.bringBack },
        ".o_pad_paste_add": { "t-on-click": this.addPasted },
        ".o_pad_file": { "t-on-change": this.addFile },
        ".o_pad_source": { "t-on-click.withTarget": this.addSource },
        ".o_pad_keep_save": { "t-on-click": this.keepTemplate },
        ".o_pad_first_error": { "t-on-click": this.showFirstError },
        ".o_pad_mine": { "t-on-click": this.keepMine },
        ".o_pad_theirs": { "t-on-click": this.showTheirs },
        ".o_pad_go_on": { "t-on-submit.withTarget": this.goOnWithAll },
    };

    setup() {
        super.setup();
        this.body = this.el.querySelector(".o_pad_body");
        this.products = this.el.querySelector("#o_pad_products");
        this.heads = [...this.el.querySelectorAll(".o_pad_head > *")].map((head) => head.textContent);
        this.rows = [];
        this.asked = 0;
        this.window = crypto.randomUUID ? crypto.randomUUID() : String(Math.random());
        this.find = this.debounced(this.suggest, 200);
        this.save = this.debounced(this.check, 350);
    }

    start() {
        super.start();
        for (const [type, act] of Object.entries({
            input: this.onInput,
            change: this.onChange,
            keydown: this.onKey,
            paste: this.onPaste,
            click: this.onClick,
        })) {
            this.addListener(this.body, type, act);
        }
        const state = JSON.parse(this.el.dataset.state);
        this.key = state.key;
        this.version = state.version;
        this.memory = new PageMemory(`dealer_order_pad_${state.pad_id}`);
        const kept = this.memory.of(state.key);
        const unsaved = kept && kept.rows.length ? kept : null;
        for (const row of (unsaved || state).rows) {
            this.addRow(row);
        }
        while (this.rows.length < SHOWN_EMPTY) {
            this.addRow({});
        }
        if (unsaved) {
            this.version = unsaved.version;
            this.showTotals(state.totals);
            this.check().then(() => this.tell(this.words.found));
        } else {
            this.show(state, this.rows);
        }
        // not on a phone, whose keyboard would cover the page
        const first = window.matchMedia("(pointer: fine)").matches && this.rows.find((row) => !row.code.value);
        first && first.code.focus({ preventScroll: true });
    }

    // -- rows --------------------------------------------------------------------------------------------------------

    addRow(values, focus = false) {
        const code = element("input", {
            class: "form-control o_pad_code",
            list: "o_pad_products",
            autocomplete: "off",
            placeholder: this.heads[0],
            maxlength: 200,
        });
        const quantity = element("input", {
            class: "form-control text-end o_pad_quantity",
            inputmode: "decimal",
            autocomplete: "off",
            placeholder: this.heads[2],
            maxlength: 20,
        });
        const unit = element("select", { class: "form-select o_pad_unit" });
        const row = {
            code,
            quantity,
            unit,
            productId: values.product_id || 0,
            unitId: values.unit_id || 0,
            unitName: values.unit || "",
            name: element("span", { role: "cell", class: "o_pad_name" }),
            price: element("span", { role: "cell", class: "o_pad_price text-end" }),
            sum: element("span", { role: "cell", class: "o_pad_sum text-end" }),
            messages: element("ul", { class: "o_pad_messages list-unstyled mb-0" }),
        };
        code.value = values.code || "";
        quantity.value = values.quantity === undefined ? "" : values.quantity;
        const remove = element("button", { type: "button", class: "btn btn-link o_pad_remove p-1" });
        remove.append(element("i", { class: "fa fa-times", "aria-hidden": "true" }));
        row.el = element(
            "div",
            { class: "o_pad_row", role: "row" },
            element("span", { role: "cell" }, code),
            row.name,
            element("span", { role: "cell" }, quantity),
            element("span", { role: "cell" }, unit),
            row.price,
            row.sum,
            element("span", { role: "cell", class: "o_pad_last" }, remove),
            row.messages
        );
        row.remove = remove;
        this.rows.push(row);
        this.body.append(row.el);
        this.showUnits(row, []);
        this.label();
        if (focus) {
            code.focus();
        }
        return row;
    }

    /** Number the rows for those who cannot see them. */
    label() {
        this.rows.forEach((row, index) => {
            const number = index + 1;
            row.code.setAttribute("aria-label", `${this.words.code} ${number}`);
            row.quantity.setAttribute("aria-label", `${this.words.quantity} ${number}`);
            row.unit.setAttribute("aria-label", `${this.words.unit} ${number}`);
            row.remove.setAttribute("aria-label", `${this.words.remove} ${number}`);
        });
    }

    rowOf(node) {
        const el = node.closest(".o_pad_row");
        return this.rows.find((row) => row.el === el);
    }

    removeRow(row) {
        const index = this.rows.indexOf(row);
        row.el.remove();
        this.rows.splice(index, 1);
        if (!this.rows.length) {
            this.addRow({});
        }
        this.label();
        this.rows[Math.min(index, this.rows.length - 1)].code.focus();
        this.save();
    }

    isEmpty(row) {
        return !row.code.value.trim() && !row.quantity.value.trim() && !row.productId;
    }

    values(row) {
        return {
            code: row.code.value.trim(),
            quantity: row.quantity.value.trim(),
            product_id: row.productId,
            unit_id: row.unitId,
            unit: row.unitId ? "" : row.unitName,
        };
    }

    /** Put rows after the last one that is filled in, and have everything checked. */
    async addRows(rows) {
        for (const row of this.rows.filter((each) => this.isEmpty(each))) {
            row.el.remove();
        }
        this.rows = this.rows.filter((row) => row.el.isConnected);
        for (const row of rows) {
            this.addRow(row);
        }
        this.addRow({});
        await this.check();
    }

    /** A slip of the thumb costs no rows: all that were there can be brought back, until others are removed. */
    clear() {
        this.removed = this.filled().map((row) => this.values(row));
        this.toggle(".o_pad_bring_back", this.removed.length);
        for (const row of this.rows) {
            row.el.remove();
        }
        this.rows = [];
        this.addRow({}, true);
        this.save();
    }

    async bringBack() {
        this.toggle(".o_pad_bring_back", false);
        await this.addRows(this.removed);
    }

    // -- typing ------------------------------------------------------------------------------------------------------

    onInput(ev) {
        const row = this.rowOf(ev.target);
        if (ev.target === row.code) {
            row.productId = row.unitId = 0;
            row.unitName = "";
            this.find(row.code.value);
        }
        this.remember();
        this.save();
    }

    filled() {
        return this.rows.filter((row) => !this.isEmpty(row));
    }

    remember() {
        this.unsaved = true;
        const rows = this.filled().map((row) => this.values(row));
        this.memory.keep({ key: this.key, version: this.version, rows });
    }

    /** Who goes on in the moment of typing goes on with what was typed. */
    async goOnWithAll(ev, form) {
        if (this.unsaved) {
            ev.preventDefault();
            await this.check();
            if (!this.unsaved) {
                form.submit();
            }
        }
    }

    onChange(ev) {
        const row = this.rowOf(ev.target);
        if (ev.target === row.unit) {
            row.unitId = Number(row.unit.value);
            this.save();
        }
    }

    onClick(ev) {
        const remove = ev.target.closest(".o_pad_remove");
        if (remove) {
            this.removeRow(this.rowOf(remove));
        }
    }

    onKey(ev) {
        const row = this.rowOf(ev.target);
        if (!row) {
            return;
        }
        if (ev.key === "Enter" && ev.target !== row.remove) {
            ev.preventDefault();
            this.goOn(row, ev.target);
        } else if ((ev.key === "Delete" || ev.key === "Backspace") && ev.ctrlKey) {
            ev.preventDefault();
            this.removeRow(row);
        } else if (["ArrowUp", "ArrowDown"].includes(ev.key) && ev.target === row.quantity) {
            ev.preventDefault();
            const other = this.rows[this.rows.indexOf(row) + (ev.key === "ArrowUp" ? -1 : 1)];
            (other || row).quantity.focus();
        }
    }

    /** Enter: from the code to the quantity, from there to the next row, which is made if need be. */
    goOn(row, field) {
        if (field === row.code) {
            row.quantity.focus();
            row.quantity.select();
            return;
        }
        const next = this.rows[this.rows.indexOf(row) + 1];
        (next || this.addRow({})).code.focus();
    }

    onPaste(ev) {
        const text = ev.clipboardData.getData("text");
        if (/[\t\n]/.test(text.trim())) {
            ev.preventDefault();
            this.readText(text);
        }
    }

    // -- the server --------------------------------------------------------------------------------------------------

    /** Ask the server; show its refusal, or that it does not answer. */
    async ask(path, parameters) {
        this.error({});
        const answer = await this.answerOf(path, parameters);
        if (answer.error) {
            this.error(answer);
        }
        return answer;
    }

    error(answer) {
        this.showError(".o_pad_error", answer);
        this.toggle(".o_pad_choice", answer.conflict);
    }

    /** Another window has changed the pad: its rows go, or these do; nothing is decided in silence. */
    keepMine() {
        this.version = null;
        return this.check();
    }

    showTheirs() {
        this.memory.forget();
        window.location.reload();
    }

    /** Have all rows kept and judged. Only the answer to the latest question counts. */
    async check() {
        const number = ++this.asked;
        const sent = this.filled();
        this.remember();
        this.tell(this.words.saving);
        const answer = await this.ask("/my/pad/check", {
            rows: sent.map((row) => this.values(row)),
            version: this.version,
            window: this.window,
        });
        if (number !== this.asked) {
            return;
        }
        this.tell(answer.error ? "" : this.words.saved);
        if (!answer.error) {
            this.memory.forget();
            this.unsaved = false;
            this.key = answer.key;
            this.version = answer.version;
            this.show(answer, sent);
        }
    }

    tell(text) {
        this.el.querySelector(".o_pad_saved").textContent = text;
    }

    async suggest(text) {
        if (text.trim().length < 2) {
            return;
        }
        const answer = await this.ask("/my/pad/find", { text });
        const options = (answer.products || []).map((product) =>
            element("option", { value: product.code, label: `${product.code} · ${product.name}` })
        );
        this.products.replaceChildren(...options);
    }

    async readText(text) {
        const answer = await this.ask("/my/pad/text", { text });
        if (answer.rows) {
            await this.addRows(answer.rows);
        }
        return Boolean(answer.rows);
    }

    async addPasted() {
        const box = this.el.querySelector("#o_pad_text");
        if (await this.readText(box.value)) {
            box.value = "";
        }
    }

    async addSource(ev, target) {
        const answer = await this.ask("/my/pad/rows", {
            source: target.dataset.source,
            record_id: Number(target.dataset.record || 0),
        });
        if (answer.rows) {
            await this.addRows(answer.rows);
        }
    }

    async addFile(ev) {
        const input = ev.target;
        const form = new FormData();
        form.append("csrf_token", this.el.dataset.csrf);
        form.append("file", input.files[0]);
        input.value = "";
        this.error({});
        let answer;
        try {
            const response = await this.waitFor(fetch("/my/pad/file", { method: "POST", body: form }));
            // the page to log in is no answer
            answer = response.redirected
                ? { error: this.words.expired, expired: true }
                : await response.json();
        } catch {
            answer = { error: this.words.offline };
        }
        if (answer.error) {
            this.error(answer);
        } else {
            await this.addRows(answer.rows);
        }
    }

    async keepTemplate() {
        const input = this.el.querySelector("#o_pad_name");
        await this.check();
        const answer = await this.ask("/my/pad/template", { name: input.value });
        if (!answer.error) {
            input.value = "";
            this.tell(this.words.template);
        }
    }

    // -- showing -----------------------------------------------------------------------------------------------------

    /** Show what the server says about the rows that were sent; who types on meanwhile is not disturbed. */
    show(answer, sent) {
        answer.rows.forEach((judged, index) => {
            const row = sent[index];
            if (row && row.el.isConnected) {
                this.showRow(row, judged);
            }
        });
        for (const row of this.rows.filter((each) => this.isEmpty(each))) {
            this.showRow(row, { state: "", messages: [], units: [], name: "", price: "", subtotal: "" });
        }
        this.showTotals(answer.totals);
    }

    showRow(row, judged) {
        row.el.dataset.state = judged.state;
        row.name.textContent = judged.name;
        row.price.textContent = judged.price;
        row.sum.textContent = judged.subtotal;
        row.productId = judged.product_id || 0;
        row.unitId = judged.unit_id || 0;
        if (judged.code && !row.code.value && document.activeElement !== row.code) {
            row.code.value = judged.code;
        }
        this.showUnits(row, judged.units);
        const wrong = judged.state === "error";
        row.code.setAttribute("aria-invalid", wrong);
        row.messages.replaceChildren(
            ...judged.messages.map((message) =>
                element("li", { class: `o_pad_message o_pad_${message.severity}` }, message.text)
            )
        );
    }

    showUnits(row, units) {
        // A unit that is none of this product's is chosen anew: nothing is taken for granted.
        const choices = row.unitId || !units.length ? units : [{ id: 0, name: row.unitName }, ...units];
        row.unit.replaceChildren(
            ...choices.map((unit) => {
                const option = element("option", { value: unit.id }, unit.name);
                option.selected = unit.id === row.unitId;
                return option;
            })
        );
        row.unit.disabled = choices.length < 2;
        row.unit.classList.toggle("o_pad_only", choices.length < 2);
    }

    showTotals(totals) {
        for (const cell of this.el.querySelectorAll("[data-total]")) {
            cell.textContent = totals[cell.dataset.total];
        }
        this.toggle(".o_pad_errors", totals.errors);
        this.toggle(".o_pad_minimum", totals.minimum);
        this.toggle(".o_pad_credit", totals.credit.available);
        this.toggle(".o_pad_over", totals.rows && totals.credit.over === "hold");
        this.toggle(".o_pad_refused", totals.rows && totals.credit.over === "refuse");
        for (const cell of this.el.querySelectorAll("[data-credit]")) {
            cell.textContent = totals.credit[cell.dataset.credit] || "";
        }
        this.toggle(".o_pad_funds", totals.funds.available);
        for (const cell of this.el.querySelectorAll("[data-fund]")) {
            cell.textContent = totals.funds[cell.dataset.fund] || "";
        }
        this.el.querySelector(".o_pad_checkout").disabled = !totals.rows;
    }

    showFirstError() {
        const row = this.rows.find((each) => each.el.dataset.state === "error");
        if (row) {
            row.el.scrollIntoView({ block: "center" });
            row.code.focus();
        }
    }
}

registry.category("public.interactions").add("dealer_portal.order_pad", OrderPad);
