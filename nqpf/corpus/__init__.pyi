from .attribution import KINDS, attribute, evidence, weigh
from .definitions import define
from .quotation import quote
from .reconstruction import despace, join, lines, page, reconstruct
from .tables import (
    adoption,
    choices,
    claim_links,
    claims,
    clusters,
    documents,
    figures,
    firms,
    furniture,
    glossary,
    inputs_outputs,
    province,
    sentences,
)

__all__ = [
    "KINDS",
    "adoption",
    "attribute",
    "choices",
    "claim_links",
    "claims",
    "clusters",
    "define",
    "despace",
    "documents",
    "evidence",
    "figures",
    "firms",
    "furniture",
    "glossary",
    "inputs_outputs",
    "join",
    "lines",
    "page",
    "province",
    "quote",
    "reconstruct",
    "sentences",
    "weigh",
]
