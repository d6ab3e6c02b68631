from . import fund_statement_pdf
