"""What a direct-sales company keeps data about: subsystems, their entities, and the attributes of each.

An attribute is written "term:type" with an optional size; a term that starts with "=" stands as it is, any other
follows the name of its entity ("number" of "order" is the "order number").

Types: key (number that identifies), ref (identifier of letters and digits), code (one of a few values), cd (short
code of a public list), name, text, amt, qty, rate, pct, date, flag, time, cnt, wgt, days.
"""

from dataclasses import dataclass
from functools import cache

_TRADE = """
ORDER ENTRY|OE ORD OM|order: number:key10, type:code, status:code, date:date, source:code, total amount:amt, hold
  reason:code, =requested delivery date:date, =campaign code:cd4, =gross weight:wgt, priority:code, entry time:time,
  =delivery instructions:text40, =backorder allowed flag:flag, =points total:qty, =entry channel:code
ORDER ENTRY||order line: number:cnt, status:code, =product number:ref8, =ordered quantity:qty, =shipped
  quantity:qty, =unit price:amt, =line discount percentage:pct, =line net amount:amt, =promised date:date,
  =substitution flag:flag, =line tax code:cd3
ORDER ENTRY||party event: number:key8, date:date, status:code, =hostess number:key9, =guest count:cnt, =party sales
  total:amt, =hostess credit amount:amt, =party location:text30, =party theme code:cd3
PRICING|PR PRC TP|price: list number:key5, type:code, effective date:date, expiry date:date, =retail price:amt,
  =consultant price:amt, =minimum order quantity:qty, =rounding method:code, =price override flag:flag, =point
  value:amt, =cost price:amt
PRICING||promotion: number:key6, name:name30, type:code, start date:date, ending date:date, =discount
  percentage:pct, =discount amount:amt, =qualifying amount:amt, =gift product number:ref8, =maximum uses:cnt,
  =stacking allowed flag:flag
PRICING||bundle: number:ref8, description:text40, price:amt, =component count:cnt, =bundle valid flag:flag, =bundle
  start date:date, =component product number:ref8, =component quantity:qty
COMMISSION|CM BON PV|commission: run number:key6, period:key6, amount:amt, rate:rate, type:code, status:code,
  =qualifying volume:amt, =personal volume:amt, =group volume:amt, =earned rank:code, =paid rank:code, =downline
  count:cnt, =chargeback amount:amt, =payout date:date, =payout method:code, =commission advance amount:amt
COMMISSION||bonus: plan code:cd4, name:name30, amount:amt, percentage:pct, threshold amount:amt, level:cnt,
  effective date:date, =bonus capped flag:flag, =maximum bonus amount:amt, =leadership points:qty
COMMISSION||sponsor tree: =sponsor number:key9, =placement number:key9, =upline level:cnt, =team leader number:key9,
  =tree move date:date, =tree move reason:code, =compression flag:flag, =downline volume:amt
INVENTORY|IV STK WM|stock: location code:ref6, status:code, =on hand quantity:qty, =reserved quantity:qty,
  =available quantity:qty, =reorder point quantity:qty, =safety stock quantity:qty, =last count date:date, =stock
  value amount:amt, =lot number:ref10, =lot expiry date:date, =unit cost:amt, =cycle count class:code
INVENTORY||stock movement: number:key9, type:code, date:date, quantity:qty, reason:code, =source warehouse code:cd3,
  =target warehouse code:cd3, =movement value amount:amt, =movement posted flag:flag
INVENTORY||product: number:ref8, description:text40, category:code, status:code, =product weight:wgt, =units per
  carton:cnt, =barcode:ref13, =hazardous flag:flag, =launch date:date, =product volume:wgt, =tariff number:ref10,
  =country of origin:cd2, =standard cost:amt, =shelf life days:days
SHIPPING|SH DSP LG|shipment: number:key9, status:code, date:date, method:code, =carrier code:cd4, =tracking
  number:ref20, =carton count:cnt, =shipment weight:wgt, =freight amount:amt, =freight cost:amt, =expected delivery
  date:date, =proof of delivery flag:flag, =route code:cd5, =delivery zone:code, =driver instructions:text40
SHIPPING||pick list: number:key8, status:code, date:date, =picker number:key6, =picked quantity:qty, =short pick
  reason:code, =pick start time:time, =pick zone code:cd3, =wave number:key5, =pick confirmed flag:flag
SHIPPING||carrier: code:cd4, name:name30, =service level:code, =transit days:days, =fuel surcharge percentage:pct,
  =carrier contract number:ref10, =carrier active flag:flag, =maximum parcel weight:wgt, =insurance amount:amt
INVOICING|BI INV FK|invoice: number:key10, type:code, status:code, date:date, due date:date, total amount:amt, net
  amount:amt, =invoice tax amount:amt, =payment terms code:cd3, =invoice copy count:cnt, =print language:cd2,
  =reminder level:code, =invoice delivery method:code, =early payment discount percentage:pct, =interest rate:rate,
  =outstanding amount:amt
INVOICING||invoice line: number:cnt, amount:amt, =invoiced quantity:qty, =invoiced price:amt, =line tax amount:amt,
  =revenue account:ref8, =line description:text30, =tax included flag:flag
PAYMENTS|PY PMT ZE|payment: number:key10, amount:amt, method:code, status:code, date:date, =value date:date, =bank
  reference:ref16, =card token:ref19, =authorisation code:ref8, =payment currency amount:amt, =exchange rate:rate,
  =bank charge amount:amt, =payer name:name35, =applied amount:amt, =unapplied amount:amt, =payment reversed
  flag:flag
PAYMENTS||instalment: plan number:key7, number:cnt, amount:amt, due date:date, status:code, =instalment fee
  amount:amt, =remaining instalments:cnt, =instalment interest rate:rate, =direct debit flag:flag
PAYMENTS||bank file: number:key6, date:date, status:code, type:code, =bank file total amount:amt, =transaction
  count:cnt, =originator account number:ref20, =test file flag:flag, =settlement date:date
CREDIT|CR CRD KM|credit account: number:key9, status:code, =credit limit amount:amt, =credit rating:code, =credit
  review date:date, =current balance amount:amt, =overdue amount:amt, =oldest open item date:date, =credit hold
  flag:flag, =credit insurance amount:amt, =average payment days:days, =dunning block reason:code, =highest balance
  amount:amt
CREDIT||dunning notice: number:key8, level:code, date:date, =dunning fee amount:amt, =overdue days:days, =notice
  text code:cd4, =collection agency code:cd4, =legal action flag:flag, =next notice date:date, =interest amount:amt
RETURNS|RT RMA RK|return: number:key9, status:code, date:date, reason:code, =returned quantity:qty, =refund
  amount:amt, =restocking fee amount:amt, =inspection result:code, =original invoice number:key10, =return label
  number:ref16, =goods received date:date, =resaleable flag:flag, =refund method:code, =warranty claim flag:flag
RETURNS||refund: number:key9, amount:amt, date:date, method:code, status:code, =refund approved flag:flag, =refund
  reference:ref12, =refund tax amount:amt, =approval user:ref8
TAX|TX VAT ST|tax: code:cd3, rate:rate, type:code, amount:amt, =taxable amount:amt, =tax jurisdiction code:ref10,
  =tax exemption number:ref15, =reverse charge flag:flag, =excise amount:amt, =tax effective date:date, =tax
  region:name20, =tax rounding method:code
TAX||tax return: number:key8, period:key6, status:code, =filing date:date, =input tax amount:amt, =output tax
  amount:amt, =net tax payable amount:amt, =filing reference:ref15, =late filing flag:flag
PARTY MASTER|PM CU BP|customer: number:key9, type:code, status:code, name:name40, class:code, =birth date:date,
  =registration date:date, =preferred language:cd2, =email address:name50, =loyalty tier:code, =marketing consent
  flag:flag, =vat number:ref15, =last order date:date, =lifetime sales amount:amt, =preferred carrier code:cd4
PARTY MASTER||consultant: number:key9, status:code, title:code, =agreement date:date, =agreement expiry date:date,
  =career sales amount:amt, =consultant first name:name25, =consultant last name:name30, =tax number:ref15, =bank
  account number:ref24, =home district code:cd4, =starter kit number:ref8, =active months:cnt, =autoship flag:flag,
  =annual fee amount:amt, =renewal date:date
PARTY MASTER||contact: number:key8, type:code, name:name40, =contact department:name20, =contact email:name50,
  =contact role:code, =contact valid flag:flag, =contact since date:date
GENERAL LEDGER|GL FI HB|journal: number:key8, type:code, posting date:date, =journal entry amount:amt, =debit total
  amount:amt, =credit total amount:amt, =fiscal period:key6, =fiscal year:key4, =ledger account number:ref10, =cost
  center code:ref8, =reversal flag:flag, =journal text:text40, =document type:code, =exchange difference amount:amt
GENERAL LEDGER||ledger balance: =opening balance amount:amt, =closing balance amount:amt, =period debit amount:amt,
  =period credit amount:amt, =balance date:date, =balance carried flag:flag, =profit center code:ref8, =balance
  type:code
REPORTING|RP STA BW|sales report: number:key5, =report period:key6, =report type:code, =gross sales amount:amt, =net
  sales amount:amt, =returns percentage:pct, =active consultants:cnt, =average order amount:amt, =recruits
  count:cnt, =report run date:date, =report frequency:code, =retention percentage:pct, =row count:qty
REPORTING||sales target: number:key6, period:key6, =target amount:amt, =achieved amount:amt, =achieved
  percentage:pct, =target level:code, =target revised flag:flag, =target owner number:key9, =forecast amount:amt
SUBSCRIPTION|SU AUT AB|subscription: number:key8, status:code, type:code, start date:date, =next run date:date,
  =interval days:days, =subscription amount:amt, =skipped runs:cnt, =pause reason:code, =subscription paused
  flag:flag, =last run date:date, =failed runs:cnt
INCENTIVES|IN AWD TR|incentive: number:key6, name:name30, type:code, start date:date, ending date:date, =points
  earned:qty, =points redeemed:qty, =points balance:qty, =award product number:ref8, =qualified flag:flag, =award
  value amount:amt, =award level:code
CALL CENTRE|CC SVC HD|service case: number:key9, status:code, type:code, priority:code, =case opened date:date,
  =case closed date:date, =case reason:code, =agent number:key6, =goodwill amount:amt, =callback time:time, =case
  subject:text40, =escalated flag:flag, =contact channel:code
MARKET SETUP|MK SYS OR|market: code:cd2, name:name30, status:code, =base currency:cd3, =default language:cd2, =time
  zone offset:cnt, =order cutoff time:time, =minimum order amount:amt, =market open date:date, =tax scheme:code,
  =decimal places:cnt, =market test flag:flag
MARKET SETUP||calendar: =calendar date:date, =campaign week:cnt, =working day flag:flag, =fiscal period end
  flag:flag, =calendar code:cd3, =holiday name:name25, =close type:code, =sales year:key4
"""

_COMMON = """
market code:cd2, company code:cd3, currency code:cd3, branch code:cd4, language code:cd2, district code:cd4,
sales channel:code, created date:date, last update date:date, last update time:time, external reference:ref16,
document date:date, reference number:ref12, warehouse code:cd3, region code:cd3, campaign number:key6, batch
number:key6, customer number:key9, consultant number:key9, order number:key10, product number:ref8, invoice
number:key10, effective date:date, comment text:text60, approval flag:flag, priority code:code, total
amount:amt, net amount:amt, tax amount:amt, discount amount:amt, total quantity:qty, exchange rate:rate, unit
of measure:cd3, transaction date:date
"""

_OWNERS = """
order party price promotion bundle commission bonus stock product shipment carrier invoice payment
instalment bank credit dunning return refund tax customer consultant contact journal balance sales target
subscription incentive case market calendar award campaign
"""
OWNERS = frozenset(_OWNERS.split())
"""Words that a term may begin with and that name what the rest belongs to."""

STATES = (
    "open held released closed cancelled pending approved rejected posted reversed draft active suspended expired paid"
)
KINDS = {
    "status": STATES,
    "reason": "damaged late wrong unwanted duplicate goodwill pricing quality shortage unpaid error request",
    "method": "cash card transfer cheque courier pickup post email debit voucher",
    "level": "bronze silver gold platinum first second third final",
    "rank": "starter builder manager director executive ambassador",
    "tier": "bronze silver gold platinum black",
    "rating": "excellent good fair poor unknown",
    "class": "small medium large key private business",
    "channel": "web phone party mail retail app fax",
    "source": "web phone party mail retail app fax",
    "priority": "low normal high urgent",
    "frequency": "daily weekly monthly quarterly yearly",
    "result": "passed failed repaired scrapped missing",
    "zone": "local regional national overseas island",
    "role": "owner buyer payer agent guardian",
    "title": "advisor leader manager director founder",
    "type": "standard rush sample replacement internal personal bulk gift trial manual automatic export domestic",
}
"""Values of a code by the last word of its term; other codes take those of a type."""

SIZES = {
    "cnt": 3,
    "qty": 7,
    "amt": 9,
    "rate": 7,
    "pct": 5,
    "wgt": 9,
    "days": 3,
    "date": 8,
    "flag": 1,
    "time": 6,
    "code": 1,
}


@dataclass(frozen=True, slots=True)
class Concept:
    """One business attribute: its term in plain words, its type, its size in digits or characters."""

    term: str
    type: str
    size: int

    @property
    def words(self) -> tuple[str, ...]:
        """The words that name it; little ones dropped."""
        return tuple(word for word in self.term.split() if word not in ("of", "on", "per"))


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing the company keeps data about, in the subsystem that owns it."""

    subsystem: str
    prefixes: tuple[str, ...]
    name: str
    concepts: tuple[Concept, ...]


def concept(text: str, entity: str = "") -> Concept:
    """The concept that one "term:type9" says.

    >>> concept("number:key10", "order")
    Concept(term='order number', type='key', size=10)
    """
    term, kind = text.strip().rsplit(":", 1)
    letters = kind.rstrip("0123456789")
    size = int(kind[len(letters) :] or SIZES.get(letters, 10))
    name = term[1:] if term.startswith("=") else f"{entity} {term}".strip()
    return Concept(name, letters, size)


@cache
def entities() -> tuple[Entity, ...]:
    """All entities, in the order of the trade: from order entry to market set-up."""
    found: list[Entity] = []
    prefixes: tuple[str, ...] = ()
    for row in _TRADE.strip().replace("\n  ", " ").splitlines():
        subsystem, short, rest = row.split("|")
        prefixes = tuple(short.split()) or prefixes
        name, attributes = rest.split(":", 1)
        found.append(Entity(subsystem, prefixes, name, tuple(concept(a, name) for a in attributes.split(","))))
    return tuple(found)


@cache
def common() -> tuple[Concept, ...]:
    """Attributes that turn up in every subsystem."""
    return tuple(concept(text) for text in _COMMON.replace("\n", " ").strip().split(","))
