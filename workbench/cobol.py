"""COBOL data descriptions, whole: the door to `picture`, `storage`, `layout`, `codec`, `decoded` and `copybook`.

PICTURE, USAGE ──▶ layout: offsets, lengths, contradictions ──▶ record bytes <-> values
copybook text ──▶ items ──▶ layout
"""

from workbench.codec import Bad, Encoding, encoding
from workbench.copybook import Copybook, parse_copybook
from workbench.decoded import Decoded, decode, encode
from workbench.layout import Item, Layout, LayoutFinding, by_record, layout
from workbench.picture import Picture, parse_picture
from workbench.storage import Usage, json_types, number_range, parse_usage, storage_bytes

__all__ = [
    "Bad",
    "Copybook",
    "Decoded",
    "Encoding",
    "Item",
    "Layout",
    "LayoutFinding",
    "Picture",
    "Usage",
    "by_record",
    "decode",
    "encode",
    "encoding",
    "json_types",
    "layout",
    "number_range",
    "parse_copybook",
    "parse_picture",
    "parse_usage",
    "storage_bytes",
]
