"""Words that say what a line is about, in the languages that legacy systems were described in.

They tip the scale where a document's own repetition leaves it even; none of them is needed.
"""

import re

from workbench.records import ChunkKind

KEYWORD = re.compile(
    r"(?<![\w-])(?:PROGRAM(?:M|ME|MA|MES|MA)?|PROGRAM-ID|PGM|MODULE|MODUL|M[OÓ]DULO|TRANSACTION|TRANSAKTION|TRANSACCI[OÓ]N|"
    r"TRANSA[CÇ][AÃ]O|TRANSAZIONE|TRANS?|TXN|ENDPOINT|SERVICE|SERVIZIO|SERVICIO|DIENST|COMPONENT|KOMPONENTE|ROUTINE|"
    r"OBJECT|UNIT|OPERATION|OPERATIONID|FUNCTION|FUNKTION|FONCTION|FUNCI[OÓ]N|FUNZIONE|ENTRY(?: POINT)?|"
    r"SUBPROGRAM|UNTERPROGRAMM|"
    r"PROCESS|APPLICATION|INTERFACE|SCHNITTSTELLE|PROGRAMA|MEMBER|BAUSTEIN)(?![\w-])",
    re.I,
)
"""What an endpoint is called."""

KEYED_END = re.compile(
    rf"^\W*(?:\w+\W+){{0,3}}{KEYWORD.pattern}(?:[\s:.=(\[<#\"'`>,;-]|NAME|ID|NO|CODE|NUMBER)*$", re.I
)
"""A keyword right before the name, with hardly anything before it: one such line is a heading by itself."""

_THINGS = (
    r"RECORD|LAYOUT|COPYBOOK|COPY|FILE|TABLE|SCREEN|MAP|FIELD|ITEM|RULE|CODE|ERROR|MESSAGE|AREA|STRUCTURE|SATZ\w*|DATEI|"
    r"TABELLE|FELD|REGEL|FEHLER\w*|ENREGISTREMENT|FICHIER|RUBRIQUE|ZONE|CHAMP|ERREUR|REGISTRO|ARCHIVO|CAMPO|TRACCIATO"
)
NOT_HEADING = re.compile(
    rf"(?<!\\)\b(?:{_THINGS}|SECTION|PARAGRAPH|FD|PIC|CALL|CALLS|CALLED|CALLER|SEE|USES|USED|INVOKES?|INVOKED|XREF|"
    r"REFER(?:S|ENCES)?|RELATED|ALSO|ERRATUM|ERRATA|END|CORRECTION|REDEFINES|DEPENDING|IF|WHEN|MOVE|PERFORM|REV|"
    r"REVISION|PAGE)\b",
    re.I,
)
"""What something else than an endpoint is called."""

NOT_LABEL = re.compile(NOT_HEADING.pattern.replace(r"\b(?:", r"(?<![\w-])(?:").replace(r")\b", r")(?![\w-])"), re.I)
"""The same words on their own: `CODE` and not `TASK-CODE`."""

OTHER_THINGS = re.compile(
    rf"\b(?:{_THINGS}|INPUT|OUTPUT|DATA|GROUP|DATABASE|REC|PARAM(?:ETER)?|USING|REFUSED)S?\b", re.I
)
"""What such things are called, or where they stand, wherever it does."""

_LAST = (
    r"(?:END(?:[-_]?(?:PROC(?:EDURE)?|PROGRAM|PGM|MODULE|SUB|FUNCTION|SERVICE|S|E|P|M))?|FINE?|FIM|FINAL(?=\W+DE\b)|EINDE|"
    r"SLUT|KONIEC|EO[FPJ])(?![^\W_])"
)
_OF_WHAT = (
    r"(?:OF|FOR|TO|DE|DU|DES|DEL|DELLA|DI|DO|DA|DER|VON|VAN|AV|THE|LA|SECTION|CHAPTER|DESCRIPTION|DOCUMENTATION|LISTING|"
    r"SOURCE|SPEC\w*|BESCHREIBUNG|FICHE|FICHA|SCHEDA|BLATT|SHEET|" + KEYWORD.pattern + r")"
)
ENDING = re.compile(
    rf"(?<![^\W_]){_LAST}(?:[\W_]{{1,3}}{_OF_WHAT})*[\W_]*\Z|[<\[{{(]\s*/\s*\Z|<!--\s*/\s*\Z|\bEND[{{(]\Z", re.I
)
"""What stands before a name on the line that ends its section: `END OF`, `Ende der Beschreibung`, `</`."""

ENDED = re.compile(rf"[\W_]*(?<![^\W_]){_LAST}(?:[\W_]{{1,3}}{_OF_WHAT})*[\W_]*\Z", re.I)
"""What stands behind a name there: `- END -`."""

SENTENCE = re.compile(r"\b(?:IN|FROM|BY|OF|AND|OR|WITH|THE|TO|IS|ARE|FOR|NOT|THAN)\b|[,;]", re.I)
"""Words of running text."""

XREF = re.compile(
    r"\b(?:CALLED[ -]BY|CALLS?|CALLERS?|CALLING|SEE(?: ALSO)?|USED BY|USES|INVOKE[SD]?(?: BY)?|XREF|CROSS[ -]REF\w*|"
    r"RELATED(?: TO)?|REFERS? TO|REFERENCED BY|LINKS? TO|LINKED FROM|TRIGGER(?:S|ED BY)|NEXT|PREDECESSORS?|SUCCESSORS?|"
    r"UPSTREAM|DOWNSTREAM|DEPENDS ON|REQUIRED BY|STARTED BY|STARTS)\b[\"']?[ \t]{0,12}(?:\([^)\n]{0,30}\))?"
    r"[ \t]*(?:[:=]|\.{2,}|(?-i:(?=[<\[(\"'`]*(?:[A-Z]{2}|[A-Z]\d|\d[A-Z]))))"
    r"|\b(?:CALL|(?:LINK|XCTL)[ \t]+PROGRAM[ \t]*\()[ \t]*[\"'`]",
    re.I,
)
"""A reference to other endpoints, up to their names."""

_REFERRING = (
    "CALL", "SEE", "USE", "INVOKE", "XREF", "CROSS", "RELATED", "REFER", "LINK", "TRIGGER", "NEXT", "DECESSOR",
    "SUCCESSOR", "STREAM", "DEPENDS", "REQUIRED", "START", "XCTL",
)  # fmt: skip


def may_refer(line: str) -> bool:
    """Whether `XREF` can be in a line at all: one of its words is, in any case."""
    upper = line.upper()
    return not line.isascii() or any(word in upper for word in _REFERRING)


PART = re.compile(
    r"^[ \t*#=|\-\f]{0,12}+(?:[\dIVX]+(?:\.\d+)*[.)]?\s+)?(?:APPENDI(?:X|CES)|ANHANG|ANNEXE?|CHAPTER|KAPITEL|"
    r"CHAPITRE|PART|VOLUME|BOOK|ERRATA|(?:ADD|CORRIG)END(?:A|UM)|(?:BERICHTIGUNG|KORREKTUR)(?:EN)?|NACHTR[AÄ]GE?|"
    r"RECTIFICATI(?:FS?|ONS?)|CORRE(?:CCIONES|ZIONI|CTIONS)|GLOSSA(?:RY?|IRE)|INDEX|CONTENTS|"
    r"INHALT(?:SVERZEICHNIS)?|SOMMAIRE|TABLE (?:OF CONTENTS|DES MATI[EÈ]RES)|INDICE|ÍNDICE|"
    r"EXTERNAL (?:MODULES?|PROGRAMS?|ROUTINES?|UTILITIES)|"
    r"AMENDMENTS|CHANGE (?:HISTORY|NOTICES?|LOG)|REVISION HISTORY|LATE CHANGES)\b"
    r"(?![ \t]+(?:THE|ARE|IS|MAY)\b)",
    re.I,
)
"""The title of a part that belongs to no endpoint, and not `Book the stock`."""

_SHORT = "|ERR|CN|COR"
ERRATUM = re.compile(
    r"^[ \t*#|>\-\f\[(]{0,12}+(?:\d+[.)]\s+)?(?:ERRATUM|CORRECTION|CORRIGENDUM|AMENDMENT|CHANGE NOTICE|SUPERSEDE[SD]?|"
    r"REPLACEMENT NOTICE|LATE CHANGE|BERICHTIGUNG|KORREKTUR|RECTIFICATIF" + _SHORT + ")"
    r"(?:[ \t]+(?:NO\.?|NR\.?|NUMBER|#)?[ \t]*|[ \t]*[-:#.][ \t]*)(?=[A-Z]{0,3}-?\d)",
    re.I,
)
"""The start of one correction."""

IN_FULL = re.compile(ERRATUM.pattern.replace(_SHORT, ""), re.I)
"""The same, with no short word that error codes begin with too."""

KINDS: tuple[tuple[ChunkKind, str], ...] = (
    ("rules", r"\bRULES?\b|\bVALIDATIONS?\b|\bPROCESSING LOGIC\b|\bLOGIC\b|\bCONDITIONS\b"),
    ("screen", r"\bSCREENS?\b|\bMAPS?\b|\bPANELS?\b|\bDISPLAY LAYOUT\b|\bFORM\b"),
    ("table", r"\bCODES?\b|\bMESSAGES?\b|\bTABLES?\b|\bI/O\b|\bINPUT\b|\bOUTPUT\b|\bFILES?\b|\bRETURN\b|\bSTATUS\b"),
    (
        "record",
        r"\bRECORDS?\b|\bLAYOUTS?\b|\bCOPYBOOK\b|\bDATA (?:AREA|STRUCTURE|DIVISION)\b|\bCOMMAREA\b|\bSTRUCTURES?\b",
    ),
    ("notes", r"\bNOTES?\b|\bREMARKS?\b|\bCOMMENTS?\b|\bDESCRIPTION\b|\bOBSERVATIONS?\b|\bPURPOSE\b|\bOVERVIEW\b"),
)
"""What a sub-heading with one of these words starts; the first that is found counts."""
