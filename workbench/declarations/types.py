"""Types of data that are no COBOL pictures: those of databases, services, RPG, PL/I and Natural, in many languages.

The vocabulary is closed: a word that nobody uses for a type makes no column one of types. What such a type says of the
bytes differs from system to system, so it is kept as it is written. A cell is a type as a whole (`is_type`). In the
middle of a line what says its size in one word is one almost anywhere (`COMPACT`), other words are so only where more
rows stand around them (`worded`).
"""

import re
from collections.abc import Iterable
from functools import lru_cache

MOST = 60
"""Characters of a type."""

_TEXTS = (
    "CHAR CHARACTER CHARACTERS CHR CH STRING STR TEXT VARCHAR VARCHAR2 NVARCHAR NVARCHAR2 NCHAR BPCHAR VARCHARACTER "
    "ALPHA ALPHANUM ALPHANUMERIC ALPHA-NUMERIC ALPHABETIC ALPH ALNUM ANUM AN ALPHANUMERISCH ALPHABETISCH ZEICHEN TEXTE "
    "ZEICHENKETTE ALPHANUMÉRIQUE ALPHANUMERIQUE ALPHABÉTIQUE ALPHABETIQUE CARACTERE CARACTÈRE CARACTÈRES CARACTERES "
    "TEXTO TESTO TEKST CADENA CARACTER CARÁCTER CARATTERE CARATTERI ALFANUMERICO ALFANUMÉRICO ALFANUMERIEK ALFA "
    "ALFABETICO ALFABÉTICO KARAKTER"
)
_OTHERS = (
    "NUM NUMERIC NUMBER NUMERICAL NMBR NUMERISCH NUMÉRIQUE NUMERIQUE NUMERICO NUMÉRICO NUMERIEK NUMERO NÚMERO ZAHL "
    "PACKED PACK PACKED-DECIMAL PD GEPACKT ZONED ZONED-DECIMAL ZD DECIMAL DEC DCML DÉCIMAL DECIMALE DÉCIMALE DEZIMAL "
    "DECIMAAL BIGDECIMAL BIGINTEGER MONEY SMALLMONEY CURRENCY FIXED FLOAT DOUBLE REAL SINGLE BINARY VARBINARY BIN BI "
    "FI FL INTEGER INT INTEG SMALLINT TINYINT BIGINT MEDIUMINT SHORT LONG LONGINT WORD DWORD HALFWORD FULLWORD "
    "HALF-WORD UNSIGNED SIGNED UINT SERIAL BIGSERIAL COUNTER COUNT BYTE BYTES BYTEA ENTIER GANZZAHL ENTERO ENTEIRO "
    "INTERO GEHEEL BINÄR BINAIRE BINARIO COMP COMPUTATIONAL DISPLAY DATE DATUM FECHA TIME HEURE ZEIT UHRZEIT HORA ORA "
    "TIJD TIMESTAMP TIMESTAMPTZ DATETIME DATETIME2 SMALLDATETIME LOCALDATE LOCALTIME LOCALDATETIME ZEITSTEMPEL "
    "HORODATAGE INTERVAL YEAR DATE-TIME BOOLEAN BOOL BIT BITS LOGICAL LOGIQUE LOGISCH LÓGICO LOGICO BOOLÉEN BOOLEEN "
    "BOOLEANO BOOLSCH FLAG ENUM UUID GUID ROWID CLOB BLOB DBCLOB NCLOB RAW MEMO XML HEX HEXADECIMAL GRAPHIC "
    "VARGRAPHIC INTE DECI LOGI CHARA LICZBA TEKSTOWY DATUMTID HELTAL TAL TEKSTI NUMERISK ALFANUMERISK NÚM POINTER "
    "PTR OCTET IND BINDEC UNS NUMB ALPHABETICAL ALPHANUMERICAL ALPHANUMERISK "
    "NUMC CURR DATS TIMS QUAN CUKY CLNT PLS_INTEGER BINARY_INTEGER SYS_REFCURSOR XMLTYPE ROWVERSION BINAER"
)
_UNSURE = frozenset("YEAR COUNT DISPLAY INTERVAL XML MEMO WORD ORA COMP GRAPHIC".split())
"""Words that stand for other things too, in the middle of a line."""
_FIRST = (
    "UNSIGNED SIGNED FIXED FLOAT LONG SHORT VAR VARYING PACKED ZONED DOUBLE NATIONAL DEC DECIMAL BIN BINARY CHAR "
    "CHARACTER"
)
"""Words before the one that is a type, in the middle of a line."""
_BESIDE = (
    r"UNSIGNED|SIGNED|VARYING|VAR|NOT NULL|NULL|WITH(?:OUT)? TIME ?ZONE|FOR BIT DATA|PRECISION|DECIMAL|DEC|FIXED|FLOAT|"
    r"BINARY|BIN|REAL|INTEGER|INT|VARCHAR|NUMERIC|ALIGNED|UNALIGNED|CODE|SIGNÉ|SIGNE|CONDENSÉ|CONDENSE|PACKED|PACKÉ|"
    r"BYTES?|CHARS?|CHARACTERS?|DIGITS?|COMP(?:-\d)?|LANG|STELLEN|"
    r"WITH \d{1,2} DECIMALS?"
)
"""Words behind the one that is a type."""


def _any_of(words: Iterable[str]) -> str:
    """The words by their first letters: to compile them one beside the other takes five times as long."""
    heads: dict[str, list[str]] = {}
    for word in dict.fromkeys(words):
        heads.setdefault(word[:1], []).append(word[1:])
    if list(heads) == [""]:
        return ""
    told = [f"{head}{_any_of(rest)}" if head else "" for head, rest in sorted(heads.items(), reverse=True)]
    return f"(?:{'|'.join(told)})" if len(told) > 1 else told[0]


_WORDS = (*_TEXTS.split(), *_OTHERS.split())
_UNITS = (
    "CHAR CHARS CHARACTER CHARACTERS BYTE BYTES DIGIT DIGITS POSITIONS STELLEN ZEICHEN ZIFFERN CARACTERE CARACTÈRE "
    "CARACTERES CARACTÈRES CARÁCTERES CHIFFRE CHIFFRES OCTETS POSICIONES DÍGITO DÍGITOS DIGITOS CIFRAS CARATTERE "
    "CARATTERI CIFRA CIFRE POSIZIONI TEKENS CIJFERS POSITIES POSIÇÕES ALGARISMOS TECKEN SIFFROR TEGN SIFRE"
)
"""What is counted."""
_LENGTHS = (
    "LEN LENGTH LNG LG LGTH SIZE WIDTH MAX PREC PRECISION OF DE DI VAN VON LONG LONGUEUR LONGITUD LÄNGE LAENGE LNGE "
    "LUNGH LUNGHEZZA LENGTE LÄNGD LÆNGDE TAM TAMAÑO TAMANHO COMPRIMENTO"
)
"""Words before a length."""
_PLACES = (
    "DEC DECS DECIMAL DECIMALS DP SCALE PLACES DÉC DÉCIMALE DÉCIMALES DECIMALE DECIMALES DECIMALEN DECIMAIS DECIMALI "
    "CASAS NACHKOMMASTELLE NACHKOMMASTELLEN NACHKOMMA KOMMASTELLEN NKST NK DECIMALER"
)
"""Words beside how many decimals there are."""
_JOINED = "WITH AND MIT UND DAVON AVEC DONT ET CON DE COM E DI CUI MET EN WAARVAN MED OG"

_SIZE = r"\d{1,5}(?:[.,:]\d{1,3})?"
_ENDS = r"(?![\w$#@])"
_UNIT = rf"(?:[ \t]?{_any_of(_UNITS.split())})?"
_LONG = frozenset("BYTE BYTES OCTET OCTETS POSITIONS BIT BITS".split())
"""What says how long anything is, a record too."""
_COUNTED = _any_of(word for word in (*_WORDS, *_UNITS.split()) if word not in _LONG | _UNSURE)
"""What is a type behind its size."""
_LABEL = rf"{_any_of(_LENGTHS.split())}(?:\.?[ \t]?[=:][ \t]?|\.?[ \t])"
_DECIMALS = _any_of(_PLACES.split())
_SCALE = (
    rf"(?:[ \t]?[,;/]?[ \t]?(?:{_any_of(_JOINED.split())}[ \t])?"
    rf"(?:{_DECIMALS}\.?[ \t]?[=:]?[ \t]?\d{{1,2}}|\d{{1,2}}[ \t]?{_DECIMALS}){_ENDS})?"
)
_MEASURE = (
    rf"(?:\.?[,:;]?[ \t]{_LABEL}{_SIZE}{_UNIT}|\.?[ \t]{_SIZE}{_UNIT}|[,;][ \t]{_SIZE}[ \t]{_any_of(_UNITS.split())})"
    rf"{_ENDS}{_SCALE}"
)
"""A length behind a word, and decimals: ` 9,2`, ` len 7 dec 2`, `, length 8`, ` de 7 chiffres dont 2 décimales`."""
_INSIDE = r"\d{1,5}(?:[.,:][ \t]?\d{1,3}|[ \t]?\.\.[ \t]?\d{1,5})?"
"""A size in brackets: 12; 9,2; 1 .. 12."""
_BRACKETS = rf"[ \t]?[(\[{{<][ \t]*(?:{_INSIDE}{_UNIT}|MAX|\*[A-Z]{{0,8}})[ \t]*[)\]}}>]"
_PL1 = r"PIC(?:TURE)?[ \t]?'[^'\n]{1,24}'"
_AHEAD = "[ANPBIFUCXDTLZ]|ANS?|N[PS]|P[LS]|[BCFHXZ]L|V[AC]"
"""Letters before a size."""
_NINE = rf"9[ \t]{_SIZE}{_ENDS}"
"""The symbol of a picture, and how often it stands there: `9 4`."""
_BEHIND = "[APSBFIUGZTLNDCX]"
"""Letters behind a size."""
_DATED = (
    r"(?:(?:CC|SS)?(?:YY|JJ|AA)(?:YY|JJ|AA)?[-/. ]?MM(?:[-/. ]?(?:DD|TT|JJ|GG))?"
    r"|(?:DD|TT|JJ|GG)?[-/. ]?MM[-/. ]?(?:YY|JJ|AA)+)?(?:(?<=\w)[ T-])?(?:HH[:.]?[MIN]{2}(?:[:.]?SS)?|UUMM(?:SS)?)?"
)

SIZED = r"[A-Za-z]{2,12}\(\d{1,5}(?:[,.]\d{1,3})?\)"
"""A word with its size, as databases and services have it: `char(3)`, `decimal(11,2)`."""

COMPACT = (
    rf"[A-Za-z]{{1,12}}+[ \t]?+(?:\({_INSIDE}\)|\[{_INSIDE}\]|<{_INSIDE}>)"  # CHAR(12), char[35]
    rf"|{_PL1}"
    r"|(?i:u?int|float|bit|byte|char|an?|n|x)\.{0,2}\d{1,3}(?![\w$#@])"  # int32, an..35
    rf"|(?:{_AHEAD}|[ps]){_SIZE}{_ENDS}"  # A8, P9.2, CL8
    rf"|\d{{1,5}}(?i:{_BEHIND})(?:[ \t]?\d{{1,2}})?{_ENDS}"  # 5A, 7P 0
)
"""A type and its size in one word."""


def worded(close: str) -> str:
    """A type by its word, alone or with its size: `FIXED DEC(9,2)`, `CHAR 10`, `date`.

    `close`: what must follow where there are no brackets; in prose too a number may stand behind such a word.
    """
    sure = _any_of(word for word in _WORDS if word not in _UNSURE)
    word = rf"(?:{_any_of(_FIRST.split())}[ \t])?{sure}"
    counted = rf"{_SIZE}[ \t-]{_COUNTED}{_ENDS}{_SCALE}{close}"
    alone = rf"(?:{_MEASURE}|(?![\w$#@(\[-])){close}"
    data = rf"DATA(?:{_BRACKETS}|{_MEASURE}{close})"  # a date in Italian and Portuguese
    return rf"(?i:{word}(?:{_BRACKETS}|{alone})|{data}|{counted})|(?:[ANPBIFDTLUXZCS]{_MEASURE}|{_NINE}){close}"


_NUMBER = rf"{_SIZE}(?![\w(.,-])"
_SIZES = rf"(?:[ \t]?[*/][ \t]?\d{{1,5}}|{_BRACKETS}|{_MEASURE}|[ \t]?{_NUMBER})"
_TAIL = rf"(?:[ ,/]\s?(?:(?:{_BESIDE})(?!\w)(?:{_SIZES})?|{_DATED}(?<=[A-Z])(?!\w)))"
_REMARK = r"(?:\s*[(,;][^\n]*)?"
_FORMS = (
    rf"(?:(?:XSD?:)?{_any_of(_WORDS)}|DATA(?={_MEASURE}|{_BRACKETS}))(?![^\W\d_])(?:-\d(?!\d))?(?:{_SIZES})?(?:\[\])?{_TAIL}{{0,3}}"
    rf"{_SCALE}{_REMARK}",
    rf"{_SIZE}[ \t-]{_COUNTED}{_ENDS}{_SCALE}{_REMARK}",  # 8 digits, 2 decimals
    r"[^\W\d_]{3,}(?: [^\W\d_]{3,})? \d{1,2}[.,]\d{1,2}",  # a word with decimals: `con signo 7.2`
    # Any word with its size in brackets: `decimal(11,2)`, `AN(20)`, `char[35]`.
    rf"[A-Z][A-Z0-9_]{{0,15}}[ \t]?[(\[]{_SIZE}[)\]](?:[ \t]?[A-Z]{{1,12}})?",
    # A8, N5.2, P7, R7 MD2, 9 4
    rf"(?:{_AHEAD}|[HRSV])[\s/]?\d{{1,5}}(?:[.,/]\d{{1,2}}|V\d{{1,2}})?(?:[ \t][A-Z]{{1,3}}\d?)?|{_NINE}",
    rf"\d{{1,5}}(?:[.,]\d{{1,2}})?\s?(?:{_BEHIND}|H)(?:\s?\d{{1,2}})?",  # 10A, 7P0, 9S 2
    # Messages between banks and on cards: `16x`, `6!n`, `4*35x`, `an..35`, `ns ...12`.
    r"(?:\d{1,2}(?:!|\*\d{1,2})?[NACXDZHE/]){1,6}|(?:A?N?S?|B|Z|X\+N)\s?\.{2,3}\s?\d{1,4}",
    _PL1,
    _DATED,
)
_TYPE = re.compile("|".join(f"(?:{form})" for form in _FORMS))
_LETTER = re.compile(r"[ANPBIFUCXDTHSZLK9]|AN|NS|NP|PS|DT|TM|TS|[NPSFD][.,]\d")
"""A letter alone is a type only where a size stands beside it."""
_CODED, _SUFFIXED = (re.compile(form) for form in _FORMS[4:6])
_ROOM = re.compile(r"(?<=\d[.,:])\s(?=\d)")
_TEXTUAL = re.compile(rf"{_any_of(_TEXTS.split())}(?![^\W\d_])|[ACX](?![^\W_])|(?:[AC]|AN|VC)\s?[(\d]|\d+\s?A\Z")
_GROUP = re.compile(r"GROUP|GRUPPE|GROUPE|GRUPO|GRUPPO|GROEP|STRUCT(?:URE)?|STRUKTUR|ESTRUCTURA|STRUTTURA|GRP|PERIODIC")


@lru_cache(maxsize=4096)
def is_type(text: str, sized: bool = False) -> bool:
    """Whether a text is a type in a known notation. `sized`: a size stands beside it, so a letter is enough.

    >>> [is_type(text) for text in ("VARCHAR2(12)", "NUM 9,2", "7P0", "date", "A8", "ORDER-FILE", "A")]
    [True, True, True, True, True, False, False]
    """
    told = text.strip().upper()
    if not told or len(told) > MOST:
        return False
    return _TYPE.fullmatch(_ROOM.sub("", told)) is not None or (sized and _LETTER.fullmatch(told) is not None)


@lru_cache(maxsize=4096)
def is_textual(text: str) -> bool:
    """Whether a type is one of texts, so that its length is that of its bytes."""
    return _TEXTUAL.match(text.strip().upper()) is not None


def is_group(text: str) -> bool:
    """Whether a type says that other items stand in the item."""
    return _GROUP.fullmatch(text.strip().upper()) is not None


def is_coded(text: str) -> bool:
    """Whether a type is a size with its letter, which would be another PICTURE: `9P0` of RPG, `N9` of Natural."""
    told = text.strip().upper()
    return _SUFFIXED.fullmatch(told) is not None or (_CODED.fullmatch(told) is not None and told[0] not in "SVZ")
