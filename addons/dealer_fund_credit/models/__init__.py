from . import dealer_credit_exposure, dealer_credit_document, sale_order
