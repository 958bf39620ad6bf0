"""What people shorten and what they call by two names: abbreviations and groups of words with one meaning.

Both are general business English (sales, banking, health administration, logistics, systems). No name of a known system
stands here; what one organisation alone says belongs into its data dictionary.
"""

from collections.abc import Mapping
from functools import lru_cache

_ABBREVIATIONS = """
account: acct acc accnt act a/c | accounts: accts | accumulated: accum accm cum | acknowledge: ack | action: actn
activity: activ actv | actual: act actl | additional: addl addnl | address: addr adr addrs adrs ad
adjustment: adj adjst | administration: admin adm | advance: adv | agency: agcy | agent: agt | agreement: agrmt agmt
allocated: alloc | allowance: allow alw | alternate: alt altn | amount: amt amnt am | application: appl app applid
applicant: applcnt | approval: apprv appr aprv | approximate: approx | area: ar | assignment: assgn asgn asgmt
assistant: asst | association: assoc | attention: attn | attribute: attr | authorization: auth authz | automatic: auto
available: avail avl av | average: avg ave | balance: bal blnc | bank: bnk bk | base: bs | batch: btch
begin: beg bgn | beneficiary: bene benef bnf | billing: bill blg | birth: brth | block: blk
bonus: bon bns | branch: br brch brn | budget: bdgt | building: bldg | business: bus busn | calculated: calc clc
calendar: cal | campaign: camp cmpgn | cancel: canc cncl can | capacity: cap capy | carrier: carr crr
catalog: cat ctlg catlg | category: cat catg categ ctgy ctg | center: ctr cntr | certificate: cert | change: chg chng
channel: chan chnl | character: char | charge: chrg chg | check: chk ck | class: cls clas | clearing: clr clrg
client: clnt cli | close: cls clsd | code: cd cde cod | collection: coll | column: col | comment: cmt cmnt
commission: comm cmsn commsn comsn | communication: comm commarea | company: co cmp comp cmpny coy
complete: cmpl cmplt | component: cmpnt | condition: cond cndtn | confirm: conf cnfrm | consultant: cons cnslt conslt
contact: cont cntct ctc | contract: contr cntr cntrct ctr | control: ctl ctrl cntl | conversion: conv | cost: cst
count: cnt ct | counter: ctr cntr | country: ctry cntry cty | county: cnty | create: cre crt creat crtd
created: crtd cre | credit: cr crd cred cdt | currency: curr cur ccy crncy | current: curr cur crnt
customer: cust cus cstmr cmr custmr cst | cycle: cyc | daily: dly | damage: dmg | data: dta | database: db
date: dt dte dat | datetime: dttm dtm dtime | day: dy dd | days: dys | debit: dr dbt deb | decimal: dec
default: dflt def deflt | delete: del dlt dele | delivery: dlv dlvy deliv dlvry | department: dept dep dpt
deposit: dep dpst | description: desc descr dsc dscr descrip | destination: dest dst | detail: dtl det
device: dev dvc | difference: diff dif | digit: dgt | dimension: dim | discharge: disch dsch dischrg
discount: disc dscnt dsct | distribution: distr dist dstr | distributor: distr dist dstb | district: dist distr
division: div dvsn | document: doc | dollar: dol | domestic: dom | downline: dnln | due: du | duplicate: dup
duration: dur durn | effective: eff efctv | electronic: elec electr | email: eml | employee: emp empl ee
employer: er emplr | enquiry: enq inq | entry: ent entr | environment: env | equipment: eqp equip | error: err er
estimate: est estim | event: evt evnt | exchange: exch xchg exch | executive: exec | exempt: exmpt xmpt
expected: exp expct | expense: exp | expiration: exp expr expir xpir | expiry: exp expr | extended: ext extnd
extension: ext | external: ext extrn | facility: fac facil fclty | factor: fctr | failure: fail | family: fam fmly
federal: fed | field: fld | file: fil | final: fnl | financial: fin fncl | first: fst frst | flag: flg fl
fiscal: fisc fsc | format: fmt | forward: fwd | freight: frt frght | frequency: freq frq | from: frm fr
function: func fn fun | general: gen genl gnrl | generation: gen | government: govt gov | gross: grs | group: grp gp
guarantee: guar | handling: hndl hdlg | header: hdr hd | height: hgt ht | history: hist hst | hold: hld | home: hm
hospital: hosp hsp | hour: hr hh | hours: hrs | household: hh hhld | identification: ident idn id
identifier: id ident idn idnt key | image: img | import: imp | incoming: incom | index: idx ndx indx
indicator: ind indic flg | individual: indiv indv | information: info inf | initial: init intl | input: inp
inquiry: inq inqry | insert: ins | install: inst instl | installment: instl inst | institution: inst instn
instruction: instr | insurance: ins insur | interest: int intr | internal: int intrnl | international: intl intnl
interval: intvl | inventory: inv invt invty inven | invoice: inv invc invce | issue: iss | item: itm | job: jb
journal: jrnl jnl | key: ky | label: lbl | language: lang lng lg | last: lst | latitude: lat | leader: ldr
ledger: ldgr lgr | left: lft | legal: lgl | length: len lgth lng | level: lvl lev lv | liability: liab | license: lic
limit: lim lmt | line: ln lin | list: lst | load: ld | local: loc lcl | location: loc locn lctn
longitude: long lng lon | maintenance: maint mnt mtnc | manager: mgr mngr | manufacturer: mfr mfg manuf
marital: mar mrtl | market: mkt mrkt | master: mast mstr mst | maximum: max mx | measure: meas msr | medical: med mdcl
medication: med meds | member: mbr memb mem mbrshp | membership: mbrshp | memo: mem | merchandise: mdse merch
message: msg mesg | method: mthd meth | middle: mid mdl | minimum: min mn | minute: min mi | miscellaneous: misc
mode: md | model: mdl | modified: mod modf | modify: mod mdfy | month: mth mnth mon mo mm | monthly: mthly mly
mortgage: mtg mortg | name: nm nme nam | national: natl nat | negative: neg | net: nt | network: netwk netwrk ntwk net
next: nxt nx | notification: notif ntf | number: no nbr num nr nmbr numb nro nb | object: obj | occurrence: occ occur
office: off ofc offc | opening: opn opng | operation: oper op opr | operator: oper opr | option: opt optn
order: ord ordr or | organization: org orgn | origin: orig orgn | original: orig orgnl | other: oth othr
outgoing: outg | outstanding: outst os | overdraft: ovrdrft od overdr odrft ovdr | owner: own ownr | package: pkg pckg
page: pg | parameter: parm param prm | parent: par prnt | partner: ptnr prtnr | password: pswd passwd pwd pw
patient: pat ptnt pt | payment: pay pmt pymt paymt pymnt | percent: pct perc prcnt pc | percentage: pct pctg
performance: perf prfm | period: per prd perd pd | person: pers prsn | personal: pers | phone: ph phn tel
physical: phys | picture: pic | plan: pln | point: pt pnt | pointer: ptr pntr | points: pts | policy: pol plcy
position: pos posn psn | postal: pstl post | posting: pstg | pounds: lbs | prefix: pfx prfx | preferred: pref prefd
premium: prem | prescription: rx presc | previous: prev prv prvs | price: prc pric pr | primary: prim pri prmy
print: prt prnt | priority: prio prty pri | procedure: proc prcdr | process: proc prcs | product: prod prd prdct
production: prod | profile: prof prfl | profit: prft | program: pgm prog prg | progress: prog | project: proj prj
promotion: promo prom | property: prop | provider: prov prvdr | province: prov prv | purchase: purch pur pch
quality: qlty qual | qualifier: qual qlfr | quantity: qty qnty quan qt qnt | quarter: qtr | question: quest qstn
quote: quot qte | range: rng | rank: rnk | rate: rt rte | rating: rtg | reason: rsn reas rsn | receipt: rcpt rct recpt
receivable: recv rcvbl | received: recd rcvd rec rcv | record: rec rcd recd | recruiter: rcrtr
reference: ref refer rfrnc | refund: rfnd rfd | region: reg rgn regn | register: reg rgst
registration: reg regis rgstn | regular: reg | reject: rej rjct | relation: rel reltn | relationship: rel rltn
release: rel rls | remaining: rem rmn | remark: rmk rem rmrk | report: rpt rep rprt | representative: rep
request: req rqst reqst | required: req reqd rqrd | reserve: rsv resv rsrv | response: resp rsp rspns
result: rslt res rsl | return: ret rtn retn | returns: rets | revenue: rev | reversal: rev rvrsl | review: rev rvw
revision: rev rvsn | route: rte rt | routing: rtg rout | row: rw | salary: sal slry | sales: sls sal
salesman: slsmn slspn | schedule: sched schd skd | score: scr | screen: scrn scr | search: srch | second: sec ss
secondary: sec scndry | section: sect sec | security: sec secur | segment: seg sgmt | selection: sel slct
sender: sndr | sequence: seq sq sqn | serial: ser srl | service: svc srv serv svce | session: sess ssn
shipment: shpt shipmt ship shp shpmt | shipping: shp ship shpg | short: shrt sh | signature: sig sgn | size: sz
social: soc | source: src srce | special: spec spcl | specification: spec | sponsor: spons spnsr spn
standard: std stnd | start: strt st beg | state: st stt | statement: stmt stmnt stm stmntt | statistics: stat stats
status: stat sts stts sta st | stock: stk | storage: stor stg | store: str stor | street: str st strt
structure: struct | subject: subj sbj | subscription: sub subscr | subtotal: subtot sbtot | sufix: sfx
suffix: sfx suff | summary: summ smry sum | supervisor: supv spvr | supplier: supp suppl splr vend | surcharge: surch
surname: surnm | suspend: susp | switch: sw | system: sys | table: tbl tab | target: tgt trgt | tax: tx
taxable: txbl | team: tm | telephone: tel teleph phone | temporary: temp tmp | terminal: term trm
terminate: term trm | territory: terr trty | text: txt tx | threshold: thrsh thresh | time: tm tim tme
timestamp: ts tmstmp tstamp tmstp | title: ttl titl | total: tot ttl totl | tracking: trk trkg trck | trading: trdg
transaction: trans tran trn txn trx tx trns | transfer: xfer trf trnsf tfr | transit: trnst | transport: transp trpt
treatment: trtmt | type: typ tp ty | unit: un unt | unique: uniq unq | update: upd updt | updated: upd updtd
upline: upln | usage: usg | user: usr userid | valid: vld val | validation: valid vldtn | value: val vlu vl
variable: var | variance: var | vehicle: veh | vendor: vend vndr vnd ven | verification: verif vrfy
version: ver vers vsn | volume: vol vlm | voucher: vchr vouch | warehouse: whse whs wh wrhs wareh | warning: warn wrn
week: wk ww | weekly: wkly | weight: wgt wt wght | width: wdth wid | withdrawal: wdrl wthdrwl wd
withholding: whld wh | work: wrk wk | year: yr yy yyyy ccyy | years: yrs | yearly: yrly | zip: zp | zone: zn
branchcode: scode sortc | eyecatcher: eye
"""

_ACRONYMS = """
apr: annual percentage rate | ap: accounts payable | bic: bank identifier code | bmi: body mass index
bp: blood pressure | dob: birth date | dod: death date | doa: admission date | dx: diagnosis
ein: employer tax number | eta: expected arrival time | fx: foreign exchange | gl: general ledger | hx: history
iban: bank account number | los: length stay | mrn: medical record number | mtd: month to date
npi: national provider identifier | pcp: primary care provider | pin: personal identification number
po: purchase order | poc: point contact | qoh: quantity on hand | rx: prescription | sku: product number
ssn: social security number | tin: tax number | tz: time zone | uom: unit measure | vin: vehicle number
wip: work in progress | ytd: year to date | pk: primary key | fk: foreign key | ndc: national drug code
fname: first name | lname: last name | mname: middle name | addr1: address line 1 | addr2: address line 2
hq: head office | poe: order entry | pob: birth place | msrp: list price | ltd: life to date
"""

_GROUPS = """
customer client buyer purchaser shopper consumer
customer consultant member subscriber
person individual people human party
patient person subject beneficiary
member enrollee subscriber insured
employee staff worker personnel associate
manager supervisor leader head boss
sponsor upline recruiter referrer introducer enroller
distributor consultant representative agent salesman seller reseller dealer
provider physician doctor practitioner clinician caregiver prescriber surgeon
provider caregiver nurse staff
user operator login
author creator writer
author director
actor performer player cast
supplier vendor provider
company organization firm business enterprise corporation
organization institution facility provider
hospital clinic facility site
facility location site place
ward unit department room bed
department division section unit
store shop outlet branch
warehouse depot storage stockroom
region area territory zone district
market country region
country nation land
state province region county
city town municipality place
address street residence location
street road line
zip postal postcode zipcode
phone telephone mobile fax
email mail
account ledger
account contract
balance saldo remaining
number identifier key reference code
id identifier key number
identifier code
code type category class kind
category group class genre family
type kind sort mode
status state condition stage
flag indicator switch boolean marker
name title label caption designation
firstname given forename
lastname surname family
description text comment note remark narrative memo
text string content body
comment note annotation
message text notice
reason cause motive
amount sum total value
amount money
total sum aggregate gross
price cost charge amount rate fee
fee charge commission
cost expense expenditure
value result reading measurement figure
quantity count number units amount dose
count total number
percent percentage rate ratio share
rate price tariff
discount rebate reduction allowance
tax vat duty levy
commission bonus earnings incentive
payment remittance settlement paid
invoice bill billing
order purchase request
order sale
line item position entry
item product article goods material sku
product article merchandise
stock inventory
shipment delivery dispatch shipping consignment
carrier transporter courier
date day time timestamp
time datetime timestamp hour
start begin from open onset beginning commencement effective first since in arrival entry
start admission hire
end stop finish close until through thru last expire expiration completion out departure exit
end discharge termination
create open start insert add new enter
update change modify amend maintain edit
delete remove cancel terminate close purge
get read inquire inquiry enquiry retrieve display view show fetch lookup
list browse search find select query
process run execute perform
calculate compute determine
send transmit submit
receive accept get
validate check verify
created entered recorded registered added
updated changed modified
approved authorized confirmed
birth born
death deceased died mortality expired
sex gender
race ethnicity ethnic
marital marriage
language tongue
income salary wage earnings
job occupation position profession
visit encounter admission stay appointment episode attendance
admission admit admitted
discharge discharged release
transfer move movement
referral referred
diagnosis condition disease disorder problem illness
symptom sign complaint
allergy intolerance
procedure treatment operation intervention surgery
treatment therapy
drug medication medicine pharmaceutical prescription pharmacy
dose dosage strength quantity
route administration path
prescription order
vaccine immunization vaccination
test laboratory lab measurement examination assay
measurement observation vital chart
result outcome finding value
specimen sample culture
organism bacteria microorganism
device equipment apparatus instrument machine
unit uom measure measurement
abnormal range
low minimum lower
high maximum upper
note report document letter
category subject
claim invoice
insurance coverage payer plan policy payor
payer insurer carrier
coverage benefit eligibility
film movie picture video title
show series program
song track
rental rent hire lease loan
loan credit mortgage debt
deposit savings
interest yield
bank institution branch
branch sortcode branchcode
card creditcard
transfer payment transaction
transaction posting booking movement
debit withdrawal
credit deposit
currency money
limit maximum ceiling threshold cap
minimum floor
overdraft limit
period term duration interval span
duration length runtime time
month period
year annual
week weekly
level rank grade tier rating
rank position order sequence
rating score grade vote
sequence order ordinal line
parent superior predecessor
child dependent
previous prior former last preceding
next following subsequent future
current present actual active latest
original initial first
default standard
active enabled valid live current
inactive closed disabled
error fault failure exception
success ok completed succeeded
return response result answer
source origin from
origin previous source
target destination to
language locale
url link website
image picture photo
file document
version revision release
history log audit trail
event occurrence incident activity
occurrence event
reference link pointer
password secret
role function
type concept
vocabulary coding terminology
weight mass
height size length
size dimension
color colour
latitude longitude coordinates geo
website homepage
contact communication
relationship relation
family household
emergency urgent
school education
award prize
market segment
campaign promotion
goal target objective quota
team group
generation level depth
points volume score
volume quantity turnover
sales revenue turnover
budget plan forecast
due payable owed
outstanding open unpaid
maturity expiry
"""


_CONTAINERS = """
event occurrence data table record master detail history file info information list item entry log header line
code value area structure group segment
"""

_QUALIFIERS = """
minimum low lowest | maximum high highest | net | gross | first | last | next | middle | opening start begin from
closing end stop until | debit | credit | incoming | outgoing | birth | death | due | source sender
destination target receiver recipient | primary | secondary | home | work business office | daily | weekly | monthly
annual yearly | created | updated changed modified | approved | cancelled | latitude | longitude | billing | shipping
city | country | street | one 1 | two 2 | three 3 | four 4 | five 5
"""


@lru_cache(maxsize=1)
def containers() -> frozenset[str]:
    """Words that say what a thing is kept in, not what it is."""
    return frozenset(_CONTAINERS.split())


_SHADES = """
previous old former | original | replaced | requested wanted wished | planned scheduled | estimated | partner
"""


@lru_cache(maxsize=1)
def shades() -> Mapping[str, int]:
    """Word that says a value is not the thing itself but what it was, or should be -> the number of its sense."""
    entries = _SHADES.replace("\n", "|").split("|")
    return {word: -2 - number for number, entry in enumerate(entries) for word in entry.split()}


_HOUSEKEEPING = """
eye | eyecatcher | eye catcher | area id | record id | lock | lock token | file status | io status | pointer
next pointer
index | subscript | max index | return code | sqlcode | abend | dump | pad | spare | reserved | unused | update terminal
update program | update user | change user | table count | entry count | row count | number rows | telex | page number
line count | switch | work area | terminal id | transaction id | program id | screen id | map name | cursor position
"""


@lru_cache(maxsize=1)
def housekeeping() -> frozenset[tuple[str, ...]]:
    """Names of what programs keep for themselves, piece by piece."""
    entries = _HOUSEKEEPING.replace("\n", "|").split("|")
    return frozenset(tuple(entry.split()) for entry in entries if entry.strip())


@lru_cache(maxsize=1)
def qualifiers() -> Mapping[str, int]:
    """Word that tells two things of one kind apart -> the number of its sense; "minimum" and "maximum" differ."""
    entries = _QUALIFIERS.replace("\n", "|").split("|")
    return {word: number for number, entry in enumerate(entries) for word in entry.split()}


@lru_cache(maxsize=1)
def expansions() -> Mapping[str, frozenset[str]]:
    """Abbreviation -> the words it may stand for."""
    found: dict[str, set[str]] = {}
    for entry in _ABBREVIATIONS.replace("\n", "|").split("|"):
        word, _, shorts = entry.partition(":")
        for short in shorts.split():
            found.setdefault(short, set()).add(word.strip())
    return {short: frozenset(words) for short, words in found.items()}


@lru_cache(maxsize=1)
def acronyms() -> Mapping[str, tuple[str, ...]]:
    """Acronym -> the words it stands for, in order."""
    entries = [entry.partition(":") for entry in _ACRONYMS.replace("\n", "|").split("|") if entry.strip()]
    return {short.strip(): tuple(words.split()) for short, _, words in entries}


@lru_cache(maxsize=1)
def groups() -> Mapping[str, frozenset[int]]:
    """Word -> the numbers of the groups of meaning it belongs to."""
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_GROUPS.strip().splitlines()):
        for word in line.split():
            found.setdefault(word, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}
