"""The header row of a table of items: which column holds what, by the words above them.

Words are those of the languages that legacy systems were described in; a column that says nothing about storage is
`other`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

from workbench.declarations import bars
from workbench.declarations.sources import stated

Role = Literal[
    "level", "depth", "name", "picture", "type", "usage", "offset", "end", "bytes", "occurs", "redefines", "note",
    "value", "other",
]  # fmt: skip
"""What a column of a table holds; `other` is a column that says nothing about storage. A `type` may be a picture.
`depth` is a level that counts from 1 below the record."""

MOST = 250
"""A header row has at most so many characters."""

WORDS: dict[Role, str] = {
    "level": "LVL LEVEL LV LEV STUFE ST NIVEAU NIV NIVEL LIVELLO LIV NIVÅ",
    "name": "NAME FIELD ITEM ELEMENT DATA-NAME DATANAME DATA_NAME FIELD_NAME FIELDNAME DATA_ITEM DATA_ELEMENT "
    "VARIABLE IDENTIFIER FELD FELDNAME DATENFELD RUBRIQUE ZONE CHAMP NOM NOM_DU_CHAMP CAMPO NOMBRE NOME VELD VELDNAAM "
    "NAAM FÄLT FÄLTNAMN FELTNAVN FELT NAZWA_POLA NAZWA NIMI KENTTÄ CAMPO_NOME NOME_DO_CAMPO ITEM_NAME ELEMENT_NAME "
    "VARIABLE_NAME FIELD_ID FIELD-NAME DATA_FIELD DATA_ELEMENT_NAME FELD-NAME NOM_DE_ZONE NOM_ZONE NOM_DE_LA_ZONE "
    "NOM_CHAMP NOMBRE_DEL_CAMPO NOMBRE_CAMPO NOMBRE_DE_CAMPO NOME_CAMPO NOME_DEL_CAMPO",
    "picture": "PICTURE PIC PICTURE_CLAUSE COBOL_TYPE MASK MASKE IMAGE COBOL_PIC PIC_CLAUSE BILD IMMAGINE BEELD",
    "type": "TYPE TYP TIPO FORMAT FMT FORMATO FORMAAT DATA_TYPE DATATYPE DATA-TYPE DATENTYP FELDTYP FIELD_TYPE "
    "TYPE_DE_DONNEE TYPE_DE_DONNÉE TIPO_DE_DATO TIPO_DATO TIPO_DI_DATO TIPO_DE_DADOS GEGEVENSTYPE DATA_FORMAT "
    "DATENFORMAT FIELD_FORMAT TYPE/LENGTH TYPE/LEN TYPE/SIZE TYPE(LENGTH) TYPE_(LENGTH) TYPE(SIZE) TYPE_(SIZE) "
    "TYPE_AND_LENGTH TYP/LÄNGE TYP/LAENGE TYPE/LONGUEUR TYPE/LONG FORMAT/LENGTH FORMAT/LEN TYPE_&_LENGTH DB_TYPE "
    "TYPE/FORMAT SQL_TYPE DATA_TYPE_NAME TYPE_NAME REPR REPRES DATATYP DATATYPE_NAME TYP_DANYCH DATA_CLASS CLASS "
    "CLASSE NATURE ATTRIBUTES ATTR DECLARATION ART OPMAAK F KIND SOORT DTYP DTYPE GENRE RODZAJ TYYPPI",
    "usage": "USAGE STORAGE REPRESENTATION ENCODING COMP DARSTELLUNG USO",
    "offset": "FROM-TO FROM_-_TO FROM/TO COLUMNS COLS POSITIONS OFFSET OFFS OFF POS POSITION START START_POS DISP "
    "BEGIN COL FROM VON AB STELLE STELLEN DEBUT DÉBUT POSICION POSICIÓN INICIO POSIZIONE POSITIE BEG STRT DISPL "
    "DESDE VAN CARD_COLS CARD_COLUMNS SPALTEN COLONNES COLUMNAS KOLOMMEN POSITIONEN POSICIONES POSIZIONI POSIÇÃO "
    "POSICAO POSIÇÕES FIRST FIRST_BYTE BYTE_POS",
    "end": "TO THRU THROUGH BIS END END_POS FIN HASTA TOT ENDE ATÉ ATE LAST LAST_BYTE T/M JUSQU'À",
    "bytes": "BYTES LENGTH LEN SIZE LGTH LTH LNG BYTE LNGTH LÄNGE LAENGE LG LGE LONG LONGUEUR OCTETS LONGITUD LÄNGD "
    "ANTAL_TECKEN WIDTH TAM TAMANHO TAMAÑO DŁUGOŚĆ MAX_LENGTH COLUMN_LENGTH FIELD_LENGTH LUNGHEZZA LENGTE LENG "
    "COMPRIMENTO DIGITS",
    "occurs": "OCCURS OCC TIMES MAL",
    "redefines": "REDEFINES REDEF",
    "value": "VALUE VALUES VALID_VALUES WERT WERTE VALEUR VALEURS",
    "note": "DESCRIPTION MEANING REMARKS REMARK COMMENT COMMENTS NOTES NOTE TEXT PURPOSE DESC EXPLANATION USE "
    "BEMERKUNG BEMERKUNGEN BEDEUTUNG BESCHREIBUNG INHALT COMMENTAIRE COMMENTAIRES LIBELLE LIBELLÉ DESCRIPCION "
    "DESCRIPCIÓN DESCRIZIONE OMSCHRIJVING SIGNIFICATION ERLÄUTERUNG SIGNIFICADO SIGNIFICATO OBSERVACIONES DESCRIÇÃO "
    "DÉFINITION DEFINITION NOTAS NOTA DESCRIÇAO OPIS ANMÄRKNING BESKRIVNING BESKRIVELSE OBS OBSERVATIONS REMARQUES "
    "OPMERKING OPMERKINGEN BETEKENIS ANMERKUNG ANMERKUNGEN HINWEIS",
}
"""The words above the columns of each role; an underscore stands for a space."""

ROLES: dict[str, Role] = {word.replace("_", " "): role for role, words in WORDS.items() for word in words.split()}
"""The role of a column, by the words above it in capitals."""

WEAK = frozenset(
    word.replace("_", " ")
    for word in (
        "PARAMETER PARAM PARM ARGUMENT ARG ATTRIBUTE PROPERTY COLUMN COLUMN_NAME PARAMETER_NAME ATTRIBUTE_NAME DATA "
        "MEMBER SYMBOL BEZEICHNUNG BEZEICHNER SPALTE SPALTENNAME ATTRIBUT PARAMÈTRE PARAMETRE COLONNE DONNÉE DONNEE "
        "IDENTIFIANT PARAMETRO PARÁMETRO COLUMNA ATRIBUTO DATO COLONNA ATTRIBUTO KOLOM KEY TAG WHAT "
        "CONTENTS"
    ).split()
)
"""What stands above names only where another column holds types and none is one of names for sure."""

ORDINALS = frozenset(
    (
        "NO NR NUM SEQ LFD IDX REF LINE ROW PROG PROGRAM PGM MODULE RECORD REC ORD ORDRE RANG ID T K PK KEY M I MODE "
        "IO IN REQ REQUIRED MAND USE SL SNO"
    ).split()
)
"""What stands above a first column that counts the rows, names whose they are or says how each is used."""

_FORMATS = frozenset(
    ("FORMAT", "FMT", "FORMATO", "FORMAAT", "DATA TYPE", "DATATYPE", "DATA-TYPE", "DATENTYP", "SQL TYPE", "F")
)
_ASIDE = re.compile(r"\s*\([^()]*\)\s*\Z")
_VALUED = re.compile(r"\(\d|\d\)|\b\d{2,}\b|'|\.{4,}|\s[XAZ9]{1,3}\.?\s*\Z|(?:\w: [^\s:]++(?!:)[^:\n]*){2}")
"""What stands in rows and not above them; `FIELD: STATE  PIC: X` has labels with their values."""
_NAMING = frozenset(
    word for words in (*WORDS["name"].split(), *WEAK) for word in re.split("[ _-]", words) if len(word) > 2
)
_PLAIN = str.maketrans({chr(n): chr(n).upper() if chr(n).isalnum() else " " for n in range(256)})
_NAMING_ASCII = frozenset(word.encode() for word in _NAMING)
_PLAIN_ASCII = bytes(ord(chr(n).upper()) if n < 128 and chr(n).isalnum() else 32 for n in range(256))
_TOLD = re.compile(r"[^\W_]")
_STORAGE: frozenset[Role] = frozenset(("level", "picture", "type", "usage", "offset", "bytes"))
_MARKS = '*+#:`".'


@dataclass(frozen=True)
class Column:
    """One column of a table: its role and where its header stands in the line (characters from 0, end exclusive)."""

    role: Role
    start: int
    end: int


@dataclass(frozen=True, eq=False)  # what is read under a header is looked up by it, a hundred thousand times
class Header:
    """The header row of a table of items. `barred`: cells stand between bars, not at positions. `letters`: the word
    above its types is never one above modes or kinds, so that a letter alone is a type. `open`: any word is one.
    `hexadecimal`: so are the numbers that say where an item begins and ends. `stacked`: each cell has its own line."""

    columns: tuple[Column, ...]
    barred: bool
    letters: bool = False
    open: bool = False
    hexadecimal: bool = False
    stacked: bool = False

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

    @cached_property
    def opened(self) -> "Header":
        """The same header over rows with types of the document's own."""
        return self if self.open else replace(self, open=True)

    @cached_property
    def lettered(self) -> "Header":
        """The same header over rows whose types are letters, most of them with a size."""
        return self if self.letters else replace(self, letters=True)

    @cached_property
    def typed(self) -> "Header":
        """The same header over rows with types where its words promise pictures."""
        columns = (replace(one, role="type") if one.role == "picture" else one for one in self.columns)
        return replace(self, columns=tuple(columns))

    @cached_property
    def in_hexadecimal(self) -> "Header":
        """The same header over rows whose places are hexadecimal."""
        return replace(self, hexadecimal=True)

    def after(self, others: int) -> "Header | None":
        """What is left of the table after so many lines that are no rows; a type is not mistaken for anything else."""
        if others >= (8 if "type" in self.roles else 3):
            return None
        return self._closed if self.open else self

    @cached_property
    def _closed(self) -> "Header":
        return replace(self, open=False)

    @cached_property
    def sure(self) -> bool:
        """Whether its words are those of layouts alone; a name and a type may also head a list of files or programs."""
        return "picture" in self.roles or len(self.roles & _STORAGE) > ("type" in self.roles)

    def goes_on(self, line: str) -> bool:
        """Whether a line only rules off, or goes on with what stands in the last column, with nothing before it."""
        if _TOLD.search(line) is None:
            return True
        if self.barred:
            return "|" in line and not _own(line, self.place("name"))
        before, last = self.columns[-2:]
        return last.role in ("note", "other") and not line[: before.end].strip()

    def place(self, role: Role) -> int:
        """Which column is the first with this role, from 0; -1 when there is none."""
        return next((at for at, column in enumerate(self.columns) if column.role == role), -1)

    def nearest(self, start: int, end: int) -> Role:
        """The role of the column that a piece of a row stands under: the widest overlap, else the nearest edge."""
        return self.columns[self.under(start, end)].role

    def under(self, start: int, end: int) -> int:
        """Which column a piece of a row stands under, from 0: the widest overlap, else the nearest edge."""
        best, found = 1 << 30, 0
        for at, column in enumerate(self.columns):
            apart = max(column.start, start) - min(column.end, end)
            if apart < best:
                best, found = apart, at
        return found


def _own(line: str, at: int) -> bool:
    """Whether the cell of a row at a place holds a letter or a digit."""
    cells = line.strip().removeprefix("|").split("|")
    return at < len(cells) and _TOLD.search(cells[at]) is not None


def header(line: str) -> Header | None:
    """The header row that a line is, or nothing: it needs a name column and two more that say something of storage.

    One that holds pictures or types is enough.
    """
    return _header(line) if len(line) <= MOST and _names_a_column(line) else None


def _names_a_column(line: str) -> bool:
    """Whether a word of a line may stand above a column of names."""
    if line.isascii():  # bytes are translated by a table, ten times as fast as letters one by one
        return not _NAMING_ASCII.isdisjoint(line.encode().translate(_PLAIN_ASCII).split())
    return not _NAMING.isdisjoint(line.translate(_PLAIN).split())


@lru_cache(maxsize=4096)
def _header(line: str) -> Header | None:
    if _VALUED.search(line) or stated(line) is not None:
        return None
    line = unboxed(bars.barred(line))
    barred = line.count("|") >= 2
    told = _cells(line, barred)
    columns = tuple(_settled(told))
    roles = {column.role for column in columns}
    known = sum(column.role != "other" for column in columns)
    typed = bool(roles & {"picture", "type"})
    needed, least = (1, 2 if barred else 3) if typed else (2, 3)
    if (
        "name" not in roles
        or len(roles & _STORAGE) < needed
        or not least <= len(columns) <= (2 + typed + (typed and barred)) * known
    ):
        return None
    found = Header(columns, barred, any(word in _FORMATS for word, _ in told))
    return found if found.sure or barred or _apart(line, found) else None


def _settled(told: Sequence[tuple[str, Column]]) -> Iterator[Column]:
    """The columns in which the words above others have a say: types beside pictures are of another kind."""
    roles = {column.role for _, column in told}
    pictured = "picture" in roles
    weak = -1
    if "name" not in roles and roles & {"picture", "type"}:
        weak = next((at for at, (word, _) in enumerate(told) if word in WEAK), -1)
    letters = {word for word, _ in told if len(word) == 1}
    for at, (word, column) in enumerate(told):
        if at == weak:
            yield replace(column, role="name")
        elif pictured and column.role == "type":
            yield replace(column, role="other")
        elif word == "L" and "F" in letters:
            yield replace(column, role="depth")
        else:
            yield column


def _apart(line: str, found: Header) -> bool:
    """Whether name and type stand in columns of their own, and not as words of a sentence."""
    start, end = sorted((found.at("name"), found.at("type")))
    return "  " in line[start:end] or all(column.role != "other" for column in found.columns)


def unboxed(line: str) -> str:
    """A line of a box without the bars at its ends, everything else in its place."""
    text = line.strip()
    if line.count("|") == 2 and text.startswith("|") and text.endswith("|"):
        return line.replace("|", " ").rstrip()
    return line


def _cells(line: str, barred: bool) -> list[tuple[str, Column]]:
    found: list[tuple[str, Column]] = []
    bounds = (line.find("|"), line.rfind("|") + 1) if barred else (0, len(line))
    for match in re.finditer(r"[^|]+" if barred else r"\S+(?: \S+)*", line):
        text = _word(match[0])
        role = _role(text)
        if not text and (not barred or not bounds[0] < match.start() < bounds[1]):
            continue
        if role == "other" and not barred and " " in text and text not in WEAK:
            found.extend(_single_words(match[0], match.start()))
        else:
            found.append((text, Column(role, match.start(), match.end())))
    return found


def _single_words(text: str, at: int) -> Iterator[tuple[str, Column]]:
    for match in re.finditer(r"\S+", text):
        word = _word(match[0])
        role = _role(word) if len(word) > 1 else "other"
        yield word, Column(role, at + match.start(), at + match.end())


def _role(text: str) -> Role:
    """What a column holds; of two words with a slash between the first counts: `TYPE/LENGTH`."""
    role = ROLES.get(text)
    if role is None and "/" in text:
        first, _, second = text.partition("/")
        role = ROLES.get(first) if second in ROLES else None
    return role or "other"


def _word(text: str) -> str:
    """The words above a column in capitals, without marks and without what is said of them in brackets."""
    told = _ASIDE.sub("", text.strip().removeprefix("_.")).strip(_MARKS).strip().upper()
    return told.replace("_", " ")
