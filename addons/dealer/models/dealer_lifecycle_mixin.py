from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .by_verb import ByVerb


class DealerLifecycleMixin(models.AbstractModel):
    """Life cycle of a dealer: verb, guard, one write, log."""

    _name = "dealer.lifecycle.mixin"
    _description = "Life Cycle of a Dealer"

    state = fields.Selection(
        [("applicant", "Applicant"), ("active", "Active"), ("on_hold", "On Hold"), ("terminated", "Terminated")],
        required=True,
        default="applicant",
        index=True,
        tracking=True,
        copy=False,
        readonly=True,
    )
    state_reason = fields.Text(
        string="Reason", readonly=True, copy=False, tracking=True, groups="dealer.group_dealer_viewer"
    )
    date_activated = fields.Date(string="Active Since", readonly=True, copy=False)
    date_terminated = fields.Date(string="Terminated On", readonly=True, copy=False)

    @api.model
    def _guard_state(self, vals):
        """Return ``vals`` without its transition marks, or raise if they set a state without a verb.

        A new dealer starts as applicant; channel managers may create it active (import of existing dealers).
        """
        guarded = vals.keys() & {"state", "state_reason", "date_activated", "date_terminated"}
        if self and guarded and not ByVerb.gave(vals, "state"):
            raise UserError(
                self.env._(
                    "The state of a dealer cannot be written. Use Activate, Put on Hold, Resume, Terminate or Reopen as"
                    " Applicant."
                )
            )
        if not self and vals.get("state", "applicant") != "applicant":
            self._check_create_state(vals["state"])
            return {"date_activated": fields.Date.context_today(self), **vals}
        return ByVerb.plain(vals)

    @api.model
    def _check_create_state(self, state):
        if state != "active":
            raise UserError(self.env._("A new dealer is an applicant or active. Create it, then hold or terminate it."))
        if not (self.env.su or self.env.user.has_group("dealer.group_dealer_manager")):
            raise AccessError(self.env._("Only a channel manager may create a dealer that is active at once."))

    def action_activate(self):
        """Applicant to active. :raise UserError: in another state; :raise AccessError: below channel manager"""
        return self._update_state(("applicant",), "active")

    def action_hold(self, reason=None):
        """Active to on hold: the dealer can see and pay, but not order. ``reason`` is kept and logged."""
        return self._update_state(("active",), "on_hold", reason)

    def action_resume(self):
        """On hold back to active."""
        return self._update_state(("on_hold",), "active")

    def action_terminate(self, reason=None):
        """End the relation. :raise UserError: naming what is still open (see :meth:`_open_documents`)"""
        return self._update_state(("applicant", "active", "on_hold"), "terminated", reason)

    def action_reapply(self):
        """Terminated back to applicant."""
        return self._update_state(("terminated",), "applicant")

    def _update_state(self, allowed, target, reason=None):
        """Bring ``self`` from one of the states ``allowed`` to ``target``; dealers already there are left alone.

        :param str reason: kept on the dealer and in its chatter
        :return: True, as RPC knows no None
        :raise AccessError: if the user is no channel manager or a dealer is out of scope
        :raise UserError: if a dealer is in another state or must not make this transition
        """
        self._check_transition_rights()
        todo = self.filtered(lambda dealer: dealer.state != target)
        for dealer in todo:
            if dealer.state not in allowed:
                raise UserError(dealer._transition_error(target))
        todo._check_transition(target)
        if todo:
            # who has been active before keeps the day since when, whoever is activated along with it
            for dealers in todo.grouped(lambda dealer: bool(dealer.date_activated)).values():
                dealers.write(dealers._prepare_state_vals(target, reason))
            todo._after_transition(target)
        return True

    def _check_transition_rights(self):
        self._check_manager(self.env._("Only a channel manager may change the state of a dealer."))

    def _transition_error(self, target):
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(dealer)s is in state '%(state)s' and cannot become '%(target)s' from there.",
            dealer=self.display_name,
            state=states[self.state],
            target=states[target],
        )

    def _check_transition(self, target):
        """Raise if one of ``self`` must not become ``target``; add-ons extend it."""
        if target != "terminated":
            return
        if sentences := self._open_documents():
            raise UserError(
                self.env._(
                    "%(dealers)s cannot be terminated yet:\n%(open)s\nSettle or cancel these first; until then the"
                    " dealer can be put on hold.",
                    dealers=", ".join(self.mapped("display_name")),
                    open="\n".join(f"- {sentence}" for sentence in sentences),
                )
            )

    def _prepare_state_vals(self, target, reason):
        """Return the values to write on all of ``self`` for the transition to ``target``.

        Either all of them have been active before, or none.
        """
        today = fields.Date.context_today(self)
        vals = {"state": ByVerb(target), "state_reason": reason or False}
        if target == "active" and not self[:1].date_activated:
            vals["date_activated"] = today
        vals["date_terminated"] = today if target == "terminated" else False
        return vals

    def _after_transition(self, target):
        """Hook after the state was written; add-ons extend it."""
        if target == "terminated":
            self.planned_tier_change_id._update_state(("planned",), "cancelled")

    def _open_documents(self):
        """Return sentences on what still binds these dealers and must be settled before termination."""
        sentences = []
        children_sudo = (self.sudo().child_ids - self.sudo()).filtered(lambda child: child.state != "terminated")
        if children_sudo:
            sentences.append(
                self.env._(
                    "Outlets and sub-dealers not terminated: %(count)s, such as %(name)s.",
                    count=len(children_sudo),
                    name=children_sudo[0].display_name,
                )
            )
        return sentences

    def action_open_state_wizard(self):
        """Return the action of the wizard that asks for the reason to hold or terminate (context ``default_verb``)."""
        verb = self.env.context.get("default_verb", "hold")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Terminate") if verb == "terminate" else self.env._("Put on Hold"),
            "res_model": "dealer.state.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_dealer_ids": self.ids,
                "default_verb": verb,
            },
        }
