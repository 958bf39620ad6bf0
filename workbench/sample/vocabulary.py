"""The words of the trade, and how an old system shortens them or says something else.

Every word has usual abbreviations; a company settles on one per word (`Dialect`), with now and then another.
Some words had another name in the old house ("consignment" for "shipment"): those make the renamed fields.
"""

import random
from collections.abc import Sequence

_SHORT = """
account ACCT ACC|address ADDR ADR|adjustment ADJ ADJMT|advance ADV|agreement AGRMT AGMT|allocation ALLOC ALC
allowed ALWD|amount AMT AMNT|approval APPRV APR|area AR|available AVAIL AVL|balance BAL|bank BNK BK|base BS BAS
batch BTCH BAT|bonus BON BNS|branch BRCH BR|bundle BNDL|buyer BUYR|campaign CAMP CMPGN|cancelled CANC CNCL|card CRD
carrier CARR CRR|carton CTN CART|category CAT CTGRY|chargeback CHBK|charge CHG CHRG|city CTY CITY|claim CLM
class CLS|closing CLSG|code CD CDE|collection COLL|commission COMM CMSN|company CO COMP|component CMPNT
confirmed CNF CONF|consultant CNSLT CONS|contact CNTCT|contract CNTR|cost CST COST|count CNT CT|country CTRY CNTRY
created CRT CRTD|credit CR CRED|currency CURR CUR|customer CUST CSTMR|date DT DTE|day DY|days DYS|debit DB DEB
delivery DLV DELIV|department DEPT|deposit DEP|description DESC DSCR|discount DISC DSCT|district DIST|document DOC
downline DNLN|due DUE|earned ERND|effective EFF|email EMAIL EML|ending END|entry ENT|exchange EXCH|excise EXC
expected EXP|expiry EXPY|external EXT|failed FLD|fee FEE|file FIL|first FST|fiscal FISC|flag FLG IND|freight FRT
gift GFT|gross GRS GR|group GRP|guest GST|handling HNDL|held HLD|hostess HOST HSTS|identifier ID IDENT|included INCL
incentive INCTV|instalment INST|interest INT|inventory INV INVTY|invoice INVC INV|issued ISS|item ITM
journal JRNL JNL|jurisdiction JURS|kit KIT|language LANG LNG|last LST|leader LDR|ledger LDGR LDG|level LVL
limit LIM LMT|line LN LIN|location LOC|manager MGR|market MKT|maximum MAX|merchandise MDSE|message MSG
method METH MTHD|minimum MIN|month MO MTH|name NM NAM|net NET|notice NTC|number NO NBR|opening OPNG|option OPT
order ORD OR|ordered ORDD|original ORIG|outstanding OUTST OS|overdue OVD|package PKG|packing PCKG|paid PD
parent PRNT|party PTY|password PWD|payable PAYB|payee PYEE|payment PYMT PMT|payout PYOT|pending PEND
percentage PCT PERC|period PER PRD|personal PERS|phone PHN TEL|picked PKD|pick PCK|plan PLN|point PT|points PTS
posted PSTD|posting PSTG|postal PSTL|pre PRE|preferred PREF|previous PRV PREV|price PRC PRI|priority PRTY PRIO
process PROC|product PROD PRD|profile PROF|promised PRMS|promotion PROMO PRM|purchase PURCH|quantity QTY QNTY
quality QUAL|rank RNK|rate RT RTE|rating RTG|reason RSN REAS|receipt RCPT|received RCVD RECD|recipient RCPNT
recruit RECR|reference REF RFRNC|refund RFND|region RGN REG|registration REGN|reminder RMDR|reorder REORD|report RPT
requested REQ RQSTD|reserved RSVD|residence RESD|restocking RSTK|result RSLT|retail RTL|return RTN RET|reversal RVSL
review RVW|route RTE|row ROW|safety SFTY|salary SAL|sales SLS SAL|schedule SCHED|score SCR|scheme SCHM|season SSN
section SECT|segment SEG|sequence SEQ|serial SER|service SVC SRV|settlement SETL STLM|share SHR|shift SHFT
shipment SHPMT SHP|shipping SHPG|size SZ|source SRC|sponsor SPNSR SPON|standard STD|start STRT|started STRTD
statement STMT|status STAT STS|step STP|stock STK|storage STRG|street STR|subscription SUBSC|subtotal SUBT
supplier SUPP|surcharge SRCHG|target TGT|tax TX TAX|team TM|terms TRMS|territory TERR|threshold THRSH|time TM TIM
title TTL|total TOT TTL|tracking TRK|transaction TRAN TXN|transfer XFER TRNSF|turnover TRNVR|type TYP TP|unit UNT UN
update UPD|used USD|user USR|valid VLD|value VAL|vat VAT|vehicle VEH|version VER|volume VOL|voucher VCHR
warehouse WHSE WH|warranty WRTY|week WK|weight WGT WT|withholding WHLD|year YR|zone ZN
""".strip().replace("\n", "|")

_OTHER = """
account LEDGER-CARD|address DOMICILE|amount VALUE SUM|balance SALDO STANDING|bonus PREMIUM|campaign DRIVE BROCHURE
carrier HAULIER|category FAMILY|charge LEVY|city TOWN|claim COMPLAINT|commission OVERRIDE EARNING
company HOUSE LEGAL-ENTITY|consultant ADVISOR DSTRBTR|count TALLY|country LAND NATION|created BORN ENTERED
credit TRUST|currency MONEY TENDER|customer CLIENT PURCHASER|date DAY-OF WHEN|delivery DROP DESPATCH
description NARRATIVE TEXT|discount REBATE ALLOWANCE|document PAPER|due PAY-BY|effective IN-FORCE|expiry LAPSE
external FOREIGN|first GIVEN|freight CARRIAGE|gross BRUTTO|handling HANDLING-ADM|hostess HOSTING
identifier KEY TOKEN|invoice BILL|item ARTICLE|jurisdiction AUTHORITY|language TONGUE IDIOM|last SURNAME FINAL
leader CAPTAIN UPLINE|ledger NOMINAL|level TIER|limit CEILING CAP|line POSITION|location PLACE BIN
market TERRITORY-ORG|maximum CEILING|method MANNER|minimum FLOOR|name CALLED LABEL|net NETTO|number NUMERO KEY
option CHOICE|original FORMER|outstanding OPEN-POST|overdue ARREARS|package PARCEL|party GATHERING
payment REMITTANCE|percentage SHARE|period CYCLE|phone SUBSCRIBER|points MERIT|postal ZIP|posting BOOKING
price TARIFF|priority URGENCY|product ARTICLE SKU|quantity PIECES UNITS|rank GRADE LADDER|rate FACTOR|reason CAUSE
receipt INTAKE|received ARRIVED|reference POINTER|refund PAYBACK|region PROVINCE|reminder DUNNING|requested WISHED
return RMA|route RUN|sales REVENUE|score NOTE|sequence RUNNING|settlement CLEARING|shipment CONSIGNMENT
shipping DESPATCH|source ORIGIN|sponsor RECRUITER|start FROM|status STAGE CONDITION|stock HOLDING|street ROAD
supplier VENDOR|surcharge EXTRA|target QUOTA|tax DUTY|team TREE|terms AGREED|threshold TRIGGER|total SUM-OF
tracking TRACE|transaction MOVEMENT|type CLASS SORT|unit EACH|update TOUCHED|value WORTH|volume PV|warehouse DEPOT
weight MASS|withholding RETENTION|zone BELT
""".strip().replace("\n", "|")


def _table(text: str) -> dict[str, tuple[str, ...]]:
    rows = (row.split() for row in text.split("|"))
    return {row[0]: tuple(row[1:]) for row in rows}


SHORT = _table(_SHORT)
"""Word -> its usual abbreviations, the commonest first."""

OTHER = _table(_OTHER)
"""Word -> what the old house calls the same thing."""


def skeleton(word: str) -> str:
    """A word without its inner vowels, five letters at most.

    >>> skeleton("threshold"), skeleton("kit")
    ('THRSH', 'KIT')
    """
    if len(word) <= 4:
        return word.upper()
    return (word[0] + "".join(c for c in word[1:] if c not in "aeiou"))[:5].upper()


def camel(words: str) -> str:
    """A business term as a JSON property.

    >>> camel("order line number")
    'orderLineNumber'
    """
    first, *rest = words.replace("-", " ").split()
    return first + "".join(word.capitalize() for word in rest)


class Dialect:
    """How one company writes names: one abbreviation per word, nearly always."""

    def __init__(self, seed: int) -> None:
        """The dialect of a seed."""
        rng = random.Random(f"{seed}/dialect")
        self.chosen = {word: rng.choice(options) for word, options in sorted(SHORT.items())}

    def full(self, words: Sequence[str]) -> str:
        """The name in whole words: CUSTOMER-NUMBER."""
        return "-".join(word.upper() for word in words)

    def short(self, words: Sequence[str], rng: random.Random) -> str:
        """The abbreviated name: CUST-NO. One word in twelve is abbreviated another way."""
        return "-".join(self._abbreviate(word, rng) for word in words)

    def other(self, words: Sequence[str], rng: random.Random) -> str:
        """A name of another meaning-alike word, the rest abbreviated; "" when no word has another name."""
        known = [word for word in words if word in OTHER]
        if not known:
            return ""
        swapped = set(rng.sample(known, min(len(known), 1 + (len(words) > 2 or rng.random() < 0.5))))
        parts = [rng.choice(OTHER[word]) if word in swapped else self._abbreviate(word, rng) for word in words]
        return "-".join(dict.fromkeys("-".join(parts).split("-")))

    def _abbreviate(self, word: str, rng: random.Random) -> str:
        if word in SHORT and rng.random() < 0.08:
            return rng.choice(SHORT[word])
        return self.chosen.get(word) or skeleton(word)
