"""Code that the suite's own checks must find, and code like it that they must leave alone.

`BAD[code]` and `GOOD[code]` are lists of (path, text). In bad samples the comment `# here` (`<!-- here -->`) marks the line
that must be found; without it the finding may be on any line.
"""

TEMPORARY = "/" + "tmp"  # put together, so that this file is not found
MODEL = "addons/sample/models/sample.py"
CONTROLLER = "addons/sample/controllers/portal.py"
RULES = "addons/sample/security/rules.xml"


def model(body):
    """Return (path, text) of a model with these methods."""
    return MODEL, "class Sample(models.Model):\n    _name = 'sample'\n\n" + _indented(body)


def controller(body):
    """Return (path, text) of a controller with these methods."""
    return CONTROLLER, "class Portal(http.Controller):\n" + _indented(body)


def python(text):
    """Return (path, text) of other Python of an addon."""
    return "addons/sample/tools.py", text.strip("\n") + "\n"


def rule(domain):
    """Return (path, text) of a record rule."""
    field = f'<field name="domain_force">{domain}</field>'
    return RULES, f'<odoo>\n<record id="rule" model="ir.rule">\n{field}<!-- here -->\n</record>\n</odoo>\n'


def _indented(body):
    return "".join(f"    {line}\n" if line else "\n" for line in body.strip("\n").split("\n"))


BAD = {
    "context-switch": [
        model("def _check(self):\n    if self.env.context.get('skip_credit_check'):  # here\n        return"),
        model("def _check(self):\n    return not self.env.context.get('bypass_hold', False)  # here"),
        model("def _check(self):\n    return self._context['force_confirm']  # here"),
        model("def _check(self):\n    return 'no_limit' in self.env.context  # here"),
        model("def _check(self):\n    ctx = self.env.context\n    return 'without_floor' not in ctx  # here"),
        model("def _check(self):\n    ctx = dict(self.env.context)\n    return ctx.pop('disable_guard', None)  # here"),
        python("KEY = 'ignore_scope'\ndef check(env):\n    return env.context.get(KEY)  # here"),
        python("def check(env):\n    return (env.context or {}).get('skip_check')  # here"),
        python("def check(env, flag):\n    return env.context.get('skip_check') is flag  # here"),
    ],
    "csrf-off": [
        controller("@http.route('/pay', type='http', csrf=False)  # here\ndef pay(self):\n    return ''"),
        controller("@route('/pay', csrf=0)  # here\ndef pay(self):\n    return ''"),
        python("OPTIONS = {'type': 'http', 'csrf': False}  # here"),
    ],
    "file-length": [
        ("addons/sample/models/long.py", "x = 1\n" * 501),
        ("scripts/serve", "echo\n" * 501),
        ("addons/sample/views/long.xml", "<odoo>" + "\n" * 501 + "</odoo>"),
    ],
    "machine-path": [
        ("README.md", f"see {TEMPORARY}/notes/plan.md <!-- here -->\n"),
        ("scripts/serve", f"PLACE = '/var{TEMPORARY}/suite'  # here\n"),
    ],
    "markup-format": [
        python("note = Markup(f'<b>{name}</b>')  # here"),
        python("note = Markup('<b>%s</b>' % name)  # here"),
        python("note = markupsafe.Markup('<b>{}</b>'.format(name))  # here"),
        python("note = Markup('<b>' + name + '</b>')  # here"),
        python("note = Markup(', '.join(names))  # here"),
        python("note = Markup(self.env._('<b>%s</b>', name))  # here"),
        python("from markupsafe import Markup as M\nnote = M(f'{name}')  # here"),
    ],
    "registry-host": [
        ("Dockerfile", "RUN pip install --index-url https://packages.example.test/simple odoo # here\n"),
        ("README.md", "from packages.example.test <!-- here -->\n"),
        ("README.md", "from http://shelf/debian <!-- here -->\n"),
    ],
    "remote-none": [
        model("def action_apply(self):  # here\n    self.state = 'done'"),
        model("def apply(self):\n    if not self:\n        return  # here\n    return True"),
        model("def find(self):\n    return None  # here"),
        model("def find(self):\n    return self.name if self else None  # here"),
        model("def find(self):  # here\n    for one in self:\n        return one.id"),
        model("def find(self):  # here\n    if self:\n        return 1\n    elif self.env:\n        return 2"),
        model("def find(self):  # here\n    try:\n        return 1\n    except ValueError:\n        pass"),
        model("@api.model\ndef find(self, name):  # here\n    with self.env.cr.savepoint():\n        self.create({})"),
        model("def find(self, kind):  # here\n    match kind:\n        case 'a':\n            return 1"),
        model("def find(self):  # here\n    def inner():\n        return 1\n    inner()"),
    ],
    "remote-parameters": [
        model("def explain(self, ids):  # here\n    return {}"),
        model("@api.model\ndef explain(self, *, context=None):  # here\n    return {}"),
    ],
    "rule-ids": [
        rule("[('unit_id', 'in', user.unit_ids.ids)]"),
        rule("[('id', 'in', user.partner_id.dealer_ids.ids)]"),
        rule("['|', ('a', '=', 1), ('unit_id', 'in', user._visible_units().ids)]"),
        rule("[('unit_id', 'in', user.dealer_unit_ids.mapped('id'))]"),
        rule("[('unit_id', 'in', [unit.id for unit in user.unit_ids])]"),
        rule("[('unit_id', 'in', user.env['dealer.unit'].search([]).ids)]"),
        (
            RULES,
            '<odoo><record id="r" model="ir.rule"><field name="domain_force"\neval="\'[(1, \\\'in\\\', user.unit_ids.ids)]\'"/></record></odoo>',
        ),
        (
            "addons/sample/security/ir.rule.csv",
            "id,name,domain_force\nr,R,\"[('unit_id', 'in', user.unit_ids.ids)]\" # here\n",
        ),
        rule("[('unit_id', 'in', "),
    ],
    "sudo-local": [
        model("def _find(self):\n    order = self.sudo()  # here\n    order.note = ''"),
        model("def _find(self):\n    lines = self.env['sample'].sudo().search([])  # here\n    lines.note = ''"),
        model(
            "def _find(self):\n    order_sudo = self.sudo()\n    copy = order_sudo.with_context(a=1)  # here\n    copy.note = ''"
        ),
        model("def _find(self):\n    return self.env['sample'].sudo().browse(1)  # here"),
        model("def _find(self):\n    order_sudo = self.sudo()\n    return order_sudo  # here"),
    ],
    "sudo-write": [
        controller(
            "@http.route('/save')\ndef save(self, order_id, **kw):\n    request.env['a'].sudo().browse(1).write(kw)  # here"
        ),
        controller(
            "@http.route('/save')\ndef save(self, **post):\n    values = dict(post)\n    request.env['a'].sudo().create(values)  # here"
        ),
        controller(
            "@http.route('/save')\ndef save(self):\n    order_sudo = self._order()\n    order_sudo.write(request.params)  # here"
        ),
        controller(
            "@http.route('/save')\ndef save(self):\n    request.env['a'].sudo().create(request.get_json_data())  # here"
        ),
        controller(
            "@http.route('/save')\ndef save(self, values):\n    request.env['a'].sudo().create([{**values, 'b': 1}])  # here"
        ),
        controller(
            "@http.route('/save')\ndef save(self, **kw):\n    request.env['a'].sudo().create({k: v for k, v in kw.items()})  # here"
        ),
        controller(
            "@http.route('/save')\ndef save(self, **kw):\n    request.env['a'].with_user(1).sudo().write(values := kw | {'b': 1})"
        ),
        controller("def _save(self, order_sudo, post):\n    order_sudo.write(post)  # here"),
        model("def save(self, values):\n    self.sudo().write(values)  # here\n    return True"),
        model(
            "@api.model_create_multi\ndef create(self, vals_list):\n    return super(Sample, self.sudo()).create(vals_list)  # here"
        ),
    ],
    "transaction-end": [
        model("def _run(self):\n    self.env.cr.commit()  # here"),
        model("def _run(self):\n    self._cr.rollback()  # here"),
        python("def run(cr):\n    cr.commit()  # here"),
        python("def run(registry):\n    with registry.cursor() as side_cr:\n        side_cr.commit()  # here"),
    ],
    "unfinished": [
        python("x = 1  # TO" + "DO: count them, here"),
        ("README.md", "FIX" + "ME later <!-- here -->\n"),
        ("scripts/serve", "# X" + "XX here\n"),
        model("def _find(self):\n    raise NotImplemented" + "Error  # here"),
    ],
}

GOOD = {
    "context-switch": [
        model("def _check(self):\n    return self.env.context.get('lang')"),
        model("def _check(self):\n    return self.env.context.get('default_no_mail')"),
        model("def _check(self):\n    return self.env.context.get('skip_hash') is _SENTINEL"),
        model("def _check(self):\n    return self.env.context.get('allowed_company_ids')"),
        model("def _check(self):\n    return self.with_context(skip_check=True).name"),
        model("def _check(self, options):\n    return options.get('skip_check')"),
        ("addons/sample/tests/test_sample.py", "flag = self.env.context.get('skip_check')\n"),
    ],
    "csrf-off": [
        controller("@http.route('/pay', type='http', csrf=True)\ndef pay(self):\n    return ''"),
        controller("@http.route('/pay', type='http', save_session=False)\ndef pay(self):\n    return ''"),
    ],
    "file-length": [
        ("addons/sample/models/long.py", "x = 1\n" * 500),
        ("addons/sample/i18n/zh_CN.po", "\n" * 5000),
        ("requirements.txt", "\n" * 5000),
        ("addons/sample/static/lib/other.js", "\n" * 5000),
    ],
    "machine-path": [
        ("README.md", "put it in tmp/ or /var/lib/dealer, see https://example.com/tmp/x\n"),
        ("Dockerfile", f"COPY . {TEMPORARY}/build\n"),
    ],
    "markup-format": [
        python("note = Markup('<b>%s</b>') % name"),
        python("note = Markup('<b>{}</b>').format(name)"),
        python("note = Markup('<br/>').join(names)"),
        python("note = Markup('<b>' '</b>')"),
        python("note = Markup(self.env._('<b>nothing</b>'))"),
        python("note = Markup('<b>' + '</b>')"),
    ],
    "registry-host": [
        ("README.md", "see https://example.com/dealer and a shelf, other-packages.example.test\n"),
    ],
    "remote-none": [
        model("def action_apply(self):\n    self.state = 'done'\n    return True"),
        model("def _apply(self):\n    self.state = 'done'"),
        model("@api.private\ndef apply(self):\n    self.state = 'done'"),
        model("@property\ndef total(self):\n    self.x = 1"),
        model("def init(self):\n    self.env.cr.execute('SELECT 1')"),
        model("def set_values(self):\n    super().set_values()\n    self.x = 1"),
        model("def find(self):\n    if self:\n        return 1\n    raise UserError('none')"),
        model("def find(self):\n    try:\n        return 1\n    except ValueError:\n        return 2"),
        model("def find(self):\n    while True:\n        if self.x:\n            return 1"),
        model(
            "def find(self, kind):\n    match kind:\n        case 'a':\n            return 1\n        case _:\n            return 2"
        ),
        model("def find(self):\n    with self.env.cr.savepoint():\n        return 1"),
        model("def find(self):\n    def inner():\n        return None\n    return [inner()]"),
        python("class Engine:\n    def run(self):\n        self.x = 1"),
    ],
    "remote-parameters": [
        model("def _explain(self, ids):\n    return {}"),
        model("def explain(self, product_ids):\n    return {}"),
        python("def explain(ids, context):\n    return {}"),
    ],
    "rule-ids": [
        rule("[('unit_id.access_ids.user_id', '=', user.id)]"),
        rule("[('company_id', 'in', company_ids + [False])]"),
        rule("[('company_id', 'in', user.company_ids.ids)]"),
        rule("[('partner_id', 'child_of', user.commercial_partner_id.id)]"),
        rule("[(1, '=', 1)] if not user.share else [('member_ids.user_id', '=', user.id)]"),
        (
            RULES,
            '<odoo><record id="f" model="ir.filters"><field name="domain">[(1, "in", user.x_ids.ids)]</field></record></odoo>',
        ),
    ],
    "sudo-local": [
        model("def _find(self):\n    order_sudo = self.sudo()\n    order_sudo.note = ''"),
        model("def _find(self):\n    name = self.sudo().partner_id.name\n    return name"),
        model("def _find(self):\n    count = self.sudo().search_count([])\n    return count"),
        model("def _find(self):\n    order = self.sudo(False)\n    return order"),
        model("def _find(self):\n    return self.sudo().search([]).with_env(self.env)"),
        model("def _find(self, user):\n    order = self.sudo().with_user(user)\n    return order"),
        model("def _find(self):\n    ids = self.sudo().search([]).ids\n    return self.browse(ids)"),
        ("addons/sample/tests/test_sample.py", "order = self.sudo()\n"),
    ],
    "sudo-write": [
        controller(
            "@http.route('/save')\ndef save(self, **kw):\n    request.env['a'].sudo().write({'note': kw.get('note')})"
        ),
        controller("@http.route('/save')\ndef save(self, **kw):\n    request.env['a'].create(kw)"),
        controller(
            "@http.route('/save')\ndef save(self, **kw):\n    kw = self._checked(kw)\n    request.env['a'].sudo().create(kw)"
        ),
        controller(
            "@http.route('/save')\ndef save(self, **kw):\n    values = {k: kw[k] for k in FIELDS}\n    request.env['a'].sudo().create(values)"
        ),
        controller(
            "@http.route('/save')\ndef save(self, **kw):\n    v = {k: v for k, v in kw.items() if k in FIELDS}\n    request.env['a'].sudo().create(v)"
        ),
        model("def _save(self, values):\n    self.sudo().write(values)"),
        model("def save(self, note):\n    self.sudo().write({'note': note})\n    return True"),
    ],
    "transaction-end": [
        model("def _run(self):\n    self.env['ir.cron']._commit_progress(1)"),
        model("def _run(self):\n    self.repository.commit()"),
        ("addons/sample/tests/test_sample.py", "self.env.cr.commit()\n"),
    ],
    "unfinished": [
        python("todo = methodology = 'xxx'  # done"),
        ("addons/sample/i18n/zh_CN.po", "X" + "XX\n"),
    ],
}
