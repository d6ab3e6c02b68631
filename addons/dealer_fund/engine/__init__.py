from . import lots
