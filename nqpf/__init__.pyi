from . import charts, corpus, explorers, models, study, text

__all__ = ["charts", "corpus", "explorers", "models", "study", "text"]
