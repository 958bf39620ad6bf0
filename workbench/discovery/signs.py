"""Words and marks that say what a line is about: the signs that discovery goes by beside repetition."""

import re

from workbench.declarations import NAME
from workbench.records import ChunkKind

TOKEN = re.compile(rf"(?<![A-Za-z0-9_$#@-]){NAME}(?![A-Za-z0-9_$#@-])")
KEYWORD = re.compile(
    r"(?<![\w-])(?:PROGRAM(?:ME)?|PROGRAM-ID|PGM|MODULE|TRANSACTION|TRANS|TXN|ENDPOINT|SERVICE|COMPONENT|ROUTINE|OBJECT|UNIT|"
    r"OPERATION|FUNCTION|ENTRY(?: POINT)?|SUBPROGRAM|PROCESS|APPLICATION|INTERFACE|PROGRAMM|MODUL|PROGRAMA)(?![\w-])",
    re.I,
)
KEYED_END = re.compile(rf"^\W*(?:#\W*)?(?:\w+\W+){{0,3}}{KEYWORD.pattern}(?:[\s:.=(\[#\"'-]|NAME|ID)*$", re.I)
"""A keyword right before the name, with hardly anything before it: one such line is a heading by itself."""

NOT_HEADING = re.compile(
    r"\b(?:RECORD|LAYOUT|COPYBOOK|COPY|FILE|TABLE|SCREEN|MAP|FIELD|ITEM|RULE|CODE|ERROR|MESSAGE|SECTION|PARAGRAPH|FD|PIC|"
    r"CALL|CALLS|CALLED|CALLER|SEE|USES|USED|INVOKES?|INVOKED|XREF|REFER(?:S|ENCES)?|RELATED|ALSO|ERRATUM|ERRATA|END|"
    r"CORRECTION|REDEFINES|DEPENDING|IF|WHEN|MOVE|PERFORM|AREA|STRUCTURE|REV|REVISION|PAGE)\b",
    re.I,
)
SENTENCE = re.compile(r"\b(?:IN|FROM|BY|OF|AND|OR|WITH|THE|TO|IS|ARE|FOR|NOT|THAN)\b|[,;]", re.I)
ENDS = frozenset(",;")
XREF = re.compile(
    r"\b(?:CALLED[ -]BY|CALLS?|CALLERS?|CALLING|SEE(?: ALSO)?|USED BY|USES|INVOKE[SD]?(?: BY)?|XREF|CROSS[ -]REF\w*|"
    r"RELATED(?: TO)?|REFERS? TO|REFERENCED BY|LINKS? TO|LINKED FROM|TRIGGER(?:S|ED BY)|NEXT|PREDECESSORS?|SUCCESSORS?|"
    r"UPSTREAM|DOWNSTREAM|DEPENDS ON|REQUIRED BY|STARTED BY|STARTS)\b"
    r"[ \t]{0,12}(?:\([^)\n]{0,30}\))?[ \t]*(?:[:=]|\.{2,}|(?-i:(?=[A-Z]{2})))",
    re.I,
)
RULE_LINE = re.compile(r"^[\s*|+#=\-_~.<>/\\]{3,}$")
CONTENTS = re.compile(r"(?:\.{3,}|…|\. \. \.|\s{3,})\s*\d{1,5}\s*$")
DOTTED = re.compile(r"[A-Za-z].*?\s(?:\.{3,}|…|(?:\. ){3,})\s*\d{1,5}\s*$")
PART = re.compile(
    r"^[ \t*#=|\-\f]{0,12}(?:[\dIVX]+(?:\.\d+)*[.)]?\s+)?(?:APPENDI(?:X|CES)|ANNEX|ANHANG|CHAPTER|PART|VOLUME|BOOK|"
    r"ERRATA|CORRIGEND(?:A|UM)|"
    r"ADDEND(?:A|UM)|GLOSSARY|INDEX|TABLE OF CONTENTS|CONTENTS|EXTERNAL (?:MODULES?|PROGRAMS?|ROUTINES?|UTILITIES)|"
    r"CORRECTIONS|AMENDMENTS|CHANGE (?:HISTORY|NOTICES?|LOG)|REVISION HISTORY|LATE CHANGES)\b",
    re.I,
)
ERRATUM = re.compile(
    r"^[ \t*#|>\-\f\[(]{0,12}(?:\d+[.)]\s+)?(ERRATUM|CORRECTION|CORRIGENDUM|AMENDMENT|CHANGE NOTICE|SUPERSEDE[SD]?|"
    r"REPLACEMENT NOTICE|LATE CHANGE|ERR|CN|COR)"
    r"(?:[ \t]+(?:NO\.?|NR\.?|NUMBER|#)?[ \t]*|[ \t]*[-:#.][ \t]*)(?=[A-Z]{0,3}-?\d)",
    re.I,
)
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
