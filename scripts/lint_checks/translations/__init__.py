"""Is every text that a user can see translated into Chinese?

`registry`     the models of the addons, as the server would build them, without a database
`model_terms`  what models say: names of models, labels and helps of fields, selections, messages of constraints
`data_terms`   what data files say: views, menus, actions, templates, mails ...
`code_terms`   what code says: `_()` in Python, `_t()` in JavaScript, texts of browser templates, spreadsheets
`compare`      the same against `i18n/<addon>.pot` and `i18n/zh_CN.po`, read as the server reads them

A term is more than its words: the server looks a translation up by the place it is written for. So places are compared,
and a new field called "Dealer" is found although "Dealer" is translated elsewhere.
"""
