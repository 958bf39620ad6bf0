"""The header row of a table of items: which column holds what, by the words above them.

Words are those of the languages that legacy systems were described in; a column that says nothing about storage is
`other`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from workbench.declarations import bars

Role = Literal["level", "name", "picture", "usage", "offset", "bytes", "occurs", "redefines", "note", "value", "other"]
"""What a column of a table holds; `other` is a column that says nothing about storage."""

MOST = 250
"""A header row has at most so many characters."""

WORDS: dict[Role, str] = {
    "level": "LVL LEVEL LV LEV STUFE ST NIVEAU NIV NIVEL LIVELLO LIV NIVÅ",
    "name": "NAME FIELD ITEM ELEMENT DATA-NAME DATANAME DATA_NAME FIELD_NAME FIELDNAME DATA_ITEM DATA_ELEMENT VARIABLE "
    "IDENTIFIER FELD FELDNAME DATENFELD RUBRIQUE ZONE CHAMP NOM NOM_DU_CHAMP CAMPO NOMBRE NOME VELD VELDNAAM NAAM",
    "picture": "PICTURE PIC FORMAT PICTURE_CLAUSE COBOL_TYPE FMT MASK MASKE IMAGE FORMATO FORMAAT COBOL_PIC PIC_CLAUSE "
    "BILD IMMAGINE BEELD",
    "usage": "USAGE STORAGE REPRESENTATION ENCODING COMP DARSTELLUNG USO",
    "offset": "FROM-TO FROM_-_TO FROM/TO COLUMNS COLS POSITIONS OFFSET OFFS OFF POS POSITION START START_POS DISP "
    "BEGIN COL FROM VON AB STELLE STELLEN DEBUT DÉBUT POSICION POSICIÓN INICIO POSIZIONE POSITIE BEG STRT DISPL",
    "bytes": "BYTES LENGTH LEN SIZE LGTH LNG BYTE LNGTH LÄNGE LAENGE LG LGE LONG LONGUEUR OCTETS LONGITUD LUNGHEZZA "
    "LENGTE",
    "occurs": "OCCURS OCC TIMES MAL",
    "redefines": "REDEFINES REDEF",
    "value": "VALUE VALUES VALID_VALUES WERT WERTE VALEUR VALEURS",
    "note": "DESCRIPTION MEANING REMARKS REMARK COMMENT COMMENTS NOTES NOTE TEXT PURPOSE DESC EXPLANATION USE "
    "BEMERKUNG BEMERKUNGEN BEDEUTUNG BESCHREIBUNG INHALT COMMENTAIRE COMMENTAIRES LIBELLE LIBELLÉ DESCRIPCION "
    "DESCRIPCIÓN DESCRIZIONE OMSCHRIJVING",
}
"""The words above the columns of each role; an underscore stands for a space."""

ROLES: dict[str, Role] = {word.replace("_", " "): role for role, words in WORDS.items() for word in words.split()}
"""The role of a column, by the words above it in capitals."""

_VALUED = re.compile(r"\(\d|\d\)|\b\d{2,}\b|'|\.{4,}|\s[XAZ9]{1,3}\.?\s*\Z")
_NAMING = frozenset(word.upper() for words in WORDS["name"].split() for word in re.split("[_-]", words))
_PLAIN = str.maketrans({chr(n): chr(n).upper() if chr(n).isalnum() else " " for n in range(128)})
_STORAGE = {"level", "picture", "usage", "offset", "bytes"}
_MARKS = '*+#:`".'


@dataclass(frozen=True)
class Column:
    """One column of a table: its role and where its header stands in the line (characters from 0, end exclusive)."""

    role: Role
    start: int
    end: int


@dataclass(frozen=True, eq=False)  # what is read under a header is looked up by it, a hundred thousand times
class Header:
    """The header row of a table of items. `barred`: cells stand between bars, not at positions."""

    columns: tuple[Column, ...]
    barred: bool

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles that some column has."""
        return frozenset(column.role for column in self.columns)

    def role(self, role: Role) -> bool:
        """Whether the table has such a column."""
        return role in self.roles

    def at(self, role: Role) -> int:
        """Where the first column with this role starts; -1 when there is none."""
        return next((column.start for column in self.columns if column.role == role), -1)

    def goes_on(self, line: str) -> bool:
        """Whether a line only goes on with what stands in the last column: nothing stands under those before."""
        before, last = self.columns[-2:]
        return not self.barred and last.role in ("note", "other") and not line[: before.end].strip()

    def nearest(self, start: int, end: int) -> Role:
        """The role of the column that a piece of a row stands under: the widest overlap, else the nearest edge."""
        best, role = 1 << 30, self.columns[0].role
        for column in self.columns:
            apart = max(column.start, start) - min(column.end, end)
            if apart < best:
                best, role = apart, column.role
        return role


def header(line: str) -> Header | None:
    """The header row that a line is, or nothing: it needs a name column and two more that say something of storage."""
    if len(line) > MOST or _NAMING.isdisjoint(line.translate(_PLAIN).split()):
        return None
    return _header(line)


@lru_cache(maxsize=4096)
def _header(line: str) -> Header | None:
    if _VALUED.search(line):
        return None
    line = bars.barred(line)
    barred = line.count("|") >= 2
    columns = tuple(_cells(line, barred))
    roles = {column.role for column in columns}
    known = sum(column.role != "other" for column in columns)
    needed = 1 if "picture" in roles else 2
    if "name" in roles and len(roles & _STORAGE) >= needed and 3 <= len(columns) <= 2 * known:
        return Header(columns, barred)
    return None


def _cells(line: str, barred: bool) -> list[Column]:
    found: list[Column] = []
    for match in re.finditer(r"[^|]+" if barred else r"\S+(?: \S+)*", line):
        text = _word(match[0])
        if not text:
            if barred and found:
                found.append(Column("other", match.start(), match.end()))
            continue
        role = ROLES.get(text, "other")
        if role == "other" and not barred and " " in text:
            found.extend(_single_words(match[0], match.start()))
        else:
            found.append(Column(role, match.start(), match.end()))
    return found


def _single_words(text: str, at: int) -> Sequence[Column]:
    return [
        Column(ROLES.get(_word(match[0]), "other"), at + match.start(), at + match.end())
        for match in re.finditer(r"\S+", text)
    ]


def _word(text: str) -> str:
    return text.strip().strip(_MARKS).strip().upper()
