"""Sample addons for the tests of the translation check: a good one, fully translated, and many with one text too much."""

import polib

THING = """
from odoo import fields, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class Thing(models.Model):
    _name = "sample.good"
    _description = "Sample Thing"

    name = fields.Char(translate=True)
    state = fields.Selection([("new", "New Thing")])
    code = fields.Char("KPI")

    def refuse(self):
        raise ValueError(self.env._("Nothing is left of %(name)s", name=self.name))
"""
FORM = """<record id="{id}" model="ir.ui.view"><field name="name">x</field><field name="model">sample.good</field>
<field name="arch" type="xml">{arch}</field></record>"""
ACTION = """<record id="action" model="ir.actions.act_window"><field name="name">Things of Today</field>
<field name="res_model">sample.good</field></record>"""
GOOD_FILES = {
    "__init__.py": "from . import thing",
    "thing.py": THING,
    "data.xml": "<odoo>"
    + FORM.format(id="form", arch="<form><group string='Basket'/></form>")
    + ACTION
    + '<menuitem id="menu" action="action"/></odoo>',
    "static/src/press.js": "const text = _t('Press here');",
    "tests/test_x.py": "text = _('Words of a test')",
}
FIELD = "model:ir.model.fields,field_description:{addon}.field_{addon}__"
# (place, English, Chinese) of all texts of the good sample, written down by hand
GOOD_TEXTS = [
    ("model:ir.model,name:{addon}.model_{addon}", "Sample Thing", "样品"),
    (FIELD + "code", "KPI", ""),
    (FIELD + "create_date", "Created on", "创建日期"),
    (FIELD + "create_uid", "Created by", "创建人"),
    (FIELD + "display_name", "Display Name", "显示名称"),
    (FIELD + "id", "ID", ""),
    (FIELD + "name", "Name", "名称"),
    (FIELD + "state", "State", "状态"),
    (FIELD + "write_date", "Last Updated on", "上次更新日期"),
    (FIELD + "write_uid", "Last Updated by", "上次更新人"),
    ("model:ir.model.fields.selection,name:{addon}.selection__{addon}__state__new", "New Thing", "新样品"),
    ("model_terms:ir.ui.view,arch_db:{addon}.form", "Basket", "篮子"),
    ("model:ir.actions.act_window,name:{addon}.action", "Things of Today", "今日样品"),
    ("model:ir.ui.menu,name:{addon}.menu", "Things of Today", "今日样品"),
    ("python", "Nothing is left of %(name)s", "%(name)s 没有剩余"),
    ("javascript", "Press here", "点击这里"),
]
MODEL = "from odoo import api, fields, models\n\n\nclass Thing(models.Model):\n    _inherit = 'sample.good'\n"
NOISE = {"Sample Thing", "Display Name"}  # places that every addon has which extends the model
# addons on top of the good one, without translations: {name: (files, texts to be found)}
BAD = {
    "label": ({"models.py": MODEL + "    x = fields.Char(string='Extra Words')"}, NOISE | {"Extra Words"}),
    "label_of_name": ({"models.py": MODEL + "    last_visit_id = fields.Integer()"}, NOISE | {"Last Visit"}),
    "help": ({"models.py": MODEL + "    y = fields.Char('KPI', help='Look here')"}, NOISE | {"Look here"}),
    "selection": (
        {"models.py": MODEL + "    state = fields.Selection(selection_add=[('b', 'Old Thing')])"},
        NOISE | {"State", "Old Thing"},
    ),
    "constraint": (
        {"models.py": MODEL + "    _x = models.Constraint('CHECK(id > 0)', 'Too small')"},
        NOISE | {"Too small"},
    ),
    "constraint_of_mixin": (
        {
            "models.py": "from odoo import models\n\n\nclass M(models.AbstractModel):\n    _name = 'bad.mixin'\n    _description = 'KPI'\n    _x = models.Constraint('CHECK(id > 0)', 'Too big')"
        },
        {"Display Name", "Too big"},
    ),
    "related": (
        {
            "models.py": MODEL
            + "    other_id = fields.Many2one('sample.good', 'KPI')\n    z = fields.Char(related='other_id.name')"
        },
        NOISE | {"Name"},
    ),
    "delegation": (
        {
            "models.py": "from odoo import fields, models\n\n\nclass Partner(models.Model):\n    _inherit = 'res.partner'\n    rank = fields.Char('Rank Words')"
        },
        {"Contact", "Display Name", "Rank Words"},
    ),
    "python": ({"models.py": MODEL + "    def x(self):\n        return self.env._('Not so')"}, NOISE | {"Not so"}),
    "lazy": ({"tools.py": "_lt = str\nX = _lt('Later on')"}, {"Later on"}),
    "view": ({"data.xml": FORM.format(id="v", arch="<form>Look at this</form>")}, {"Look at this"}),
    "attribute": (
        {"data.xml": FORM.format(id="v", arch="<form><field name='name' placeholder='e.g. a thing'/></form>")},
        {"e.g. a thing"},
    ),
    "inherited_view": (
        {"data.xml": FORM.format(id="v", arch="<xpath expr='//group' position='after'><p>More of it</p></xpath>")},
        {"More of it"},
    ),
    "button": (
        {
            "data.xml": FORM.format(
                id="v", arch="<form><button name='a' string='Press' confirm='Are you sure?'/></form>"
            )
        },
        {"Press", "Are you sure?"},
    ),
    "same_words_elsewhere": ({"data.xml": FORM.format(id="v", arch="<form>Basket</form>")}, {"Basket"}),
    "menu": (
        {"data.xml": "<menuitem id='a' name='All Things'><menuitem id='b' name='Below'/></menuitem>"},
        {"All Things", "Below"},
    ),
    "menu_of_other_action": ({"data.xml": "<menuitem id='a' action='sample_good.action'/>"}, {"Things of Today"}),
    "action_help": (
        {
            "data.xml": ACTION.replace(
                "</record>", "<field name='help' type='html'><p>Make the first</p></field></record>"
            ).replace("Things of Today", "KPI")
        },
        {"Make the first"},
    ),
    "template": ({"data.xml": "<template id='a'><p>Dear <b t-out='x'/>, pay</p></template>"}, {"Dear", ", pay"}),
    "mail": (
        {"data.xml": "<record id='a' model='mail.template'><field name='subject'>Your order</field></record>"},
        {"Your order"},
    ),
    "cron": (
        {"data.xml": "<record id='a' model='ir.cron'><field name='name'>Every night</field></record>"},
        {"Every night"},
    ),
    "evaluated": (
        {"data.xml": "<record id='a' model='sample.good'><field name='name' eval=\"'By hand'\"/></record>"},
        {"By hand"},
    ),
    "csv": ({"sample.good.csv": "id,name\na,From a table\n"}, {"From a table"}),
    "script": ({"static/src/a.js": "_t('Click it');"}, {"Click it"}),
    "browser_template": (
        {"static/src/a.xml": "<templates><t t-name='a'><p title='On top'>Below it</p></t></templates>"},
        {"On top", "Below it"},
    ),
    "spreadsheet": (
        {"data/x_dashboard.json": '{"sheets": [{"cells": {"A1": "=_t(\\"Sum of all\\")"}, "figures": []}]}'},
        {"Sum of all"},
    ),
    "demo": ({"demo.xml": "<record id='a' model='sample.good'><field name='name'>Only demo</field></record>"}, set()),
    "foreign_record": (
        {"data.xml": "<record id='sample_good.a' model='sample.good'><field name='name'>Not ours</field></record>"},
        set(),
    ),
}


def write_bad_addons(addons):
    """Write the addons of `BAD` into a folder, each named `bad_...`."""
    for name, (files, _texts) in BAD.items():
        files = {path: _whole(path, text) for path, text in files.items()}
        modules = [path[:-3] for path in files if path.endswith(".py")]
        files["__init__.py"] = f"from . import {', '.join(modules)}" if modules else ""
        data = [path for path in files if path in ("data.xml", "sample.good.csv")]
        write_addon(addons / f"bad_{name}", files, "sample_good", data)


def write_translated(folder, template=GOOD_TEXTS, chinese=GOOD_TEXTS):
    """Write the good sample under the folder's name, with these texts in its template and in its translation."""
    addon = folder.name
    model = addon.replace("_", ".")
    files = {path: text.replace("sample.good", model) for path, text in GOOD_FILES.items()}
    write_addon(folder, files, "mail", ["data.xml"])
    _write_texts(folder / "i18n" / f"{addon}.pot", addon, [(place, english, "") for place, english, _ in template])
    _write_texts(folder / "i18n" / "zh_CN.po", addon, chinese)


def write_addon(folder, files, depends, data=()):
    """Write an addon with these files and an empty `__init__.py`."""
    manifest = repr({"name": folder.name, "depends": [depends], "data": [*data]})
    for name, text in {"__manifest__.py": manifest, "__init__.py": "", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _whole(path, text):
    return f"<odoo>{text}</odoo>" if path in ("data.xml", "demo.xml") else text


def _write_texts(path, addon, texts):
    """Write a translation file; texts with the same words share an entry, as in Odoo's."""
    entries = {}
    for place, english, chinese in texts:
        entry = entries.setdefault(english, polib.POEntry(msgid=english, msgstr=chinese, comment=f"module: {addon}"))
        if place in ("python", "javascript"):
            entry.comment += f"\nodoo-{place}"
            entry.occurrences.append((f"code:addons/{addon}/x", "0"))
        else:
            entry.occurrences.append((place.format(addon=addon), ""))
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    file.extend(entries.values())
    path.parent.mkdir(exist_ok=True)
    file.save(str(path))
