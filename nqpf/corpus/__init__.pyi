from .attribution import KINDS, attribute, evidence, weigh
from .definitions import define
from .quotation import quote
from .reconstruction import despace, join, lines, page, reconstruct
from .tables import (
    claim_links,
    claims,
    choices,
    clusters,
    documents,
    figures,
    firms,
    furniture,
    glossary,
    province,
    sentences,
)

__all__ = [
    "KINDS",
    "attribute",
    "claim_links",
    "claims",
    "choices",
    "clusters",
    "define",
    "despace",
    "documents",
    "evidence",
    "figures",
    "firms",
    "furniture",
    "glossary",
    "join",
    "lines",
    "page",
    "province",
    "quote",
    "reconstruct",
    "sentences",
    "weigh",
]
