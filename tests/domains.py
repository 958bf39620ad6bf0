"""Labelled pairs of schemas in three trades, none of them medicine: abbreviations, decoys, gaps, and many to many.

Each line of a source table is `column type -> targets: description`; `-` for no target. A seed drops descriptions and
adds audit columns and archive tables on the target side, so that no figure rests on one wording.
"""

import csv
import random
from pathlib import Path

Files = tuple[Path, Path, Path]

RETAIL = (
    """
CUSTMST Customer master file
  CUST_NBR int -> account.account_number: Number under which the customer is kept
  CUST_NM char(40) -> account.account_name: Name of the customer
  CUST_TYP_CD char(2) -> account.account_type: Type of customer, retail or wholesale
  PHN_NBR char(15) -> account.phone: Telephone number of the customer
  EML_ADDR char(60) -> account.email: Mail address
  ADDR_LN_1 char(40) -> address.street_line1: First line of the street address
  CTY_NM char(30) -> address.city: City of the customer
  PST_CD char(10) -> address.postal_code: Postal code
  CTRY_CD char(2) -> address.country_code: Country of residence, two letters
  CR_LMT_AMT dec(9,2) -> account.credit_limit: Highest credit granted
  OPN_DT date -> account.opened_on: Day the account was opened
  LST_UPD_TRM char(8) -> -: Terminal of the last update
  FILLER_1 char(4) -> -:
ORDHDR Order header, one row an order
  ORD_NBR int -> sales_order.order_number: Number of the order
  CUST_NBR int -> sales_order.account_number: Customer who placed the order
  ORD_DT date -> sales_order.order_date: Day on which it was placed
  SHP_DT date -> sales_order.shipped_date: Day on which goods left the store
  ORD_STS_CD char(1) -> sales_order.status: State of the order
  TOT_AMT dec(11,2) -> sales_order.total_amount: Total of all lines with tax
  TAX_AMT dec(9,2) -> sales_order.tax_amount: Tax contained in the total
  CURR_CD char(3) -> sales_order.currency_code: Currency of the amounts
  SLS_REP_ID char(6) -> sales_order.owner_id: Sales representative in charge
  BTCH_SEQ int -> -: Sequence in the nightly batch
ORDLIN Order lines
  ORD_NBR int -> order_item.order_number: Order that the line belongs to
  LIN_NBR int -> order_item.line_number: Number of the line in its order
  ITM_NBR char(12) -> order_item.product_code: Article that was ordered
  QTY_ORD int -> order_item.quantity: Quantity ordered
  UNT_PRC dec(9,2) -> order_item.unit_price: Price of one unit
  DSC_PCT dec(5,2) -> order_item.discount_percent: Discount in percent
  WHSE_BIN char(6) -> -: Bin the picker goes to
ITMMST Article master
  ITM_NBR char(12) -> product.product_code: Code of the article
  ITM_DESC char(40) -> product.product_name: What the article is called
  LST_PRC dec(9,2) -> product.list_price: Price in the catalogue
  CTG_CD char(4) -> product.category: Category of goods
  WGT_GR int -> product.weight: Weight in grams
  DISC_FLG char(1) -> product.discontinued: Whether it is no longer sold
  CST_PRC dec(9,2) -> -: Purchase cost, never leaves the house
""",
    """
account A person or firm that buys
  account_number int: Number of the account
  account_name varchar(80): Name of the account
  account_type varchar(20): Kind of account
  phone varchar(20): Main telephone number
  fax varchar(20): Fax number
  email varchar(80): Mail address of the account
  credit_limit decimal(11,2): Limit of credit
  credit_balance decimal(11,2): Balance that is open
  opened_on date: Day the account was opened
  closed_on date: Day the account was closed
  owner_id varchar(10): Employee who owns the account
address Postal addresses
  street_line1 varchar(60): Street, first line
  street_line2 varchar(60): Street, second line
  city varchar(40): City
  region varchar(40): State or region
  postal_code varchar(12): Postal code
  country_code char(2): Country by two letters
sales_order Orders of accounts
  order_number int: Number of the order
  account_number int: Account that ordered
  order_date date: Day of the order
  shipped_date date: Day of shipment
  due_date date: Day it is due
  status varchar(20): Status of the order
  total_amount decimal(13,2): Total amount with tax
  tax_amount decimal(11,2): Amount of tax
  freight_amount decimal(11,2): Amount of freight
  currency_code char(3): Currency of the order
  owner_id varchar(10): Sales representative who owns the order
order_item Lines of orders
  order_number int: Order of the line
  line_number int: Number of the line
  product_code varchar(20): Product that is ordered
  quantity int: Quantity of the product
  unit_price decimal(11,2): Price per unit
  discount_percent decimal(5,2): Discount in percent
  line_amount decimal(11,2): Amount of the line
product What is sold
  product_code varchar(20): Code of the product
  product_name varchar(80): Name of the product
  list_price decimal(11,2): List price of the product
  category varchar(20): Category of the product
  weight int: Weight of the product
  discontinued boolean: No longer sold
  supplier_id varchar(10): Supplier of the product
lead Possible customers
  lead_name varchar(80): Name of the lead
  phone varchar(20): Telephone number
  email varchar(80): Mail address
  status varchar(20): Status of the lead
  owner_id varchar(10): Employee who owns the lead
""",
)

STAFF = (
    """
EMPMAST Employee master record
  EMP_NO int -> worker.worker_id, employment.worker_id: Personnel number
  LST_NAME char(30) -> worker.family_name: Family name
  FST_NAME char(30) -> worker.given_name: Given name
  BIRTH_DT date -> worker.date_of_birth: Day of birth
  SEX_CD char(1) -> worker.gender: Sex of the employee
  HIRE_DT date -> employment.start_date: Day of hiring
  TERM_DT date -> employment.end_date: Day of termination
  DEPT_CD char(4) -> employment.department_code: Department the employee belongs to
  JOB_CD char(6) -> employment.job_code: Job that is done
  SUPV_EMP_NO int -> employment.manager_id: Personnel number of the supervisor
  MAR_STAT char(1) -> worker.marital_status: Marital status
  HOME_PH char(15) -> worker.home_phone: Telephone at home
  BADGE_RDR char(4) -> -: Badge reader last used
  PARK_SLOT char(4) -> -: Parking slot
PAYREC Payroll record of a period
  EMP_NO int -> payslip.worker_id: Personnel number
  PRD_END_DT date -> payslip.period_end: Last day of the pay period
  GRS_PAY dec(9,2) -> payslip.gross_amount: Gross pay of the period
  NET_PAY dec(9,2) -> payslip.net_amount: Net pay of the period
  FED_TX dec(9,2) -> payslip.tax_withheld: Tax withheld
  HRS_WRKD dec(5,2) -> payslip.hours_worked: Hours worked in the period
  OT_HRS dec(5,2) -> payslip.overtime_hours: Overtime hours
  BNK_ACCT char(20) -> payslip.bank_account: Account the pay goes to
  CHK_DGT char(1) -> -: Check digit of the tape
DEPTTAB Departments
  DEPT_CD char(4) -> department.department_code: Code of the department
  DEPT_NM char(30) -> department.department_name: Name of the department
  CST_CTR char(8) -> department.cost_center: Cost center that is charged
  LOC_CD char(4) -> department.location_code: Where it is
  HD_EMP_NO int -> department.manager_id: Head of the department
ABSREC Absences
  EMP_NO int -> absence.worker_id: Who was absent
  ABS_TYP char(2) -> absence.absence_type: Reason of absence
  BEG_DT date -> absence.start_date: First day of absence
  END_DT date -> absence.end_date: Last day of absence
  DAYS_CNT dec(4,1) -> absence.days: Number of days
  APPR_FLG char(1) -> absence.approved: Whether it was approved
""",
    """
worker A person who works here
  worker_id int: Number of the worker
  family_name varchar(50): Family name of the worker
  given_name varchar(50): Given name of the worker
  middle_name varchar(50): Middle name of the worker
  date_of_birth date: Day the worker was born
  gender varchar(10): Gender of the worker
  marital_status varchar(10): Marital status of the worker
  home_phone varchar(20): Home telephone number
  work_phone varchar(20): Telephone number at work
  nationality char(2): Nationality
employment Employment of a worker
  worker_id int: Worker who is employed
  start_date date: First day of employment
  end_date date: Last day of employment
  probation_end date: Last day of probation
  department_code varchar(8): Department of the worker
  job_code varchar(10): Job of the worker
  manager_id int: Supervisor of the worker
  employment_type varchar(10): Full time or part time
payslip Pay of a worker in a period
  worker_id int: Worker who is paid
  period_start date: First day of the pay period
  period_end date: Last day of the pay period
  gross_amount decimal(11,2): Gross pay
  net_amount decimal(11,2): Net pay
  tax_withheld decimal(11,2): Tax that was withheld
  pension_amount decimal(11,2): Contribution to the pension
  hours_worked decimal(5,2): Hours that were worked
  overtime_hours decimal(5,2): Hours of overtime
  bank_account varchar(34): Bank account for the pay
department Departments of the firm
  department_code varchar(8): Code of the department
  department_name varchar(50): Name of the department
  cost_center varchar(10): Cost center
  location_code varchar(8): Location of the department
  manager_id int: Head of the department
  parent_code varchar(8): Department above
absence Absences of workers
  worker_id int: Worker who is absent
  absence_type varchar(10): Kind of absence
  start_date date: First day of the absence
  end_date date: Last day of the absence
  days decimal(5,1): Days of absence
  approved boolean: Absence is approved
candidate People who applied
  candidate_id int: Number of the candidate
  family_name varchar(50): Family name of the candidate
  given_name varchar(50): Given name of the candidate
  date_of_birth date: Day the candidate was born
  home_phone varchar(20): Home telephone number
""",
)

FREIGHT = (
    """
SHPMNT Shipments
  SHP_NO char(10) -> consignment.consignment_number: Number of the shipment
  SHPR_CD char(8) -> consignment.sender_code: Shipper who sends it
  CNEE_CD char(8) -> consignment.receiver_code: Consignee who receives it
  ORIG_PRT char(5) -> consignment.origin_port: Port of origin
  DEST_PRT char(5) -> consignment.destination_port: Port of destination
  DEP_DT date -> consignment.departure_date, leg.departure_date: Day of departure
  ETA_DT date -> consignment.expected_arrival: Day it is expected to arrive
  GRS_WGT dec(9,3) -> consignment.gross_weight: Gross weight in kilograms
  PCS_CNT int -> consignment.piece_count: Number of pieces
  FRT_CHG dec(9,2) -> consignment.freight_charge: Freight charge
  INS_VAL dec(11,2) -> consignment.insured_value: Value that is insured
  HAZ_IND char(1) -> consignment.dangerous_goods: Whether goods are hazardous
  PRT_SPOOL char(8) -> -: Spool queue of the label printer
CNTNR Containers
  CNTR_NO char(11) -> container.container_number: Number painted on the container
  SHP_NO char(10) -> container.consignment_number: Shipment it carries
  CNTR_TYP char(4) -> container.container_type: Type of container
  SEAL_NO char(10) -> container.seal_number: Number of the seal
  TARE_WGT dec(9,3) -> container.tare_weight: Weight when empty
  MAX_LD dec(9,3) -> container.maximum_load: Most that may be loaded
  YRD_ROW char(3) -> -: Row in the yard
TRKMVT Truck movements
  TRK_ID char(8) -> leg.vehicle_id: Truck that drove
  DRV_NO int -> leg.driver_id: Driver of the truck
  SHP_NO char(10) -> leg.consignment_number: Shipment carried
  ARR_DT date -> leg.arrival_date: Day of arrival
  DIST_KM int -> leg.distance: Distance in kilometres
  FUEL_LTR dec(7,2) -> leg.fuel_used: Fuel used in litres
  TCHO_RAW char(99) -> -: Raw bytes of the tachograph
VHCL Fleet of trucks
  TRK_ID char(8) -> vehicle.vehicle_id: Identification of the truck
  LIC_PLT char(10) -> vehicle.license_plate: License plate
  MFR_NM char(20) -> vehicle.manufacturer: Name of the manufacturer
  ACQ_DT date -> vehicle.purchase_date: Day it was acquired
  LD_CAP dec(9,3) -> vehicle.load_capacity: Load capacity
  INSP_DT date -> vehicle.inspection_date: Day of the last inspection
CUSDEC Customs declarations
  DCL_NO char(18) -> customs_declaration.declaration_number: Number of the declaration
  SHP_NO char(10) -> customs_declaration.consignment_number: Shipment declared
  TRF_CD char(10) -> customs_declaration.tariff_code: Tariff code of the goods
  DTY_AMT dec(9,2) -> customs_declaration.duty_amount: Amount of duty
  REL_DT date -> customs_declaration.release_date: Day of release by customs
""",
    """
consignment Goods on their way
  consignment_number varchar(12): Number of the consignment
  sender_code varchar(10): Party that ships the goods
  receiver_code varchar(10): Party that receives the goods
  origin_port char(5): Port of origin
  destination_port char(5): Port of destination
  departure_date date: Day of departure
  expected_arrival date: Estimated day of arrival
  actual_arrival date: Day it really arrived
  gross_weight decimal(11,3): Gross weight
  net_weight decimal(11,3): Net weight
  piece_count int: Count of pieces
  freight_charge decimal(11,2): Charge for freight
  insured_value decimal(13,2): Insured value of the goods
  dangerous_goods boolean: Hazardous goods are inside
container Containers
  container_number char(11): Number of the container
  consignment_number varchar(12): Consignment in the container
  container_type varchar(6): Type of the container
  seal_number varchar(12): Number of the seal
  tare_weight decimal(11,3): Weight of the empty container
  maximum_load decimal(11,3): Maximum load
leg One movement by road
  consignment_number varchar(12): Consignment that is carried
  vehicle_id varchar(10): Vehicle of the leg
  driver_id int: Driver of the vehicle
  departure_date date: Day the leg starts
  arrival_date date: Day the leg ends
  distance int: Distance of the leg
  fuel_used decimal(9,2): Fuel that was used
vehicle Trucks and vans
  vehicle_id varchar(10): Identifier of the vehicle
  license_plate varchar(12): License plate
  manufacturer varchar(30): Manufacturer of the vehicle
  purchase_date date: Day of purchase
  disposal_date date: Day of disposal
  load_capacity decimal(11,3): Capacity for load
  inspection_date date: Day of inspection
customs_declaration Declarations to customs
  declaration_number varchar(20): Number of the declaration
  consignment_number varchar(12): Consignment that is declared
  tariff_code varchar(12): Code of the tariff
  duty_amount decimal(11,2): Duty to be paid
  release_date date: Day customs released it
warehouse Warehouses
  warehouse_code varchar(8): Code of the warehouse
  origin_port char(5): Port it is near to
  maximum_load decimal(11,3): Most it can store
  manager_id int: Who runs it
""",
)

DOMAINS = {"retail": RETAIL, "staff": STAFF, "freight": FREIGHT}

AUDIT = (("created_at", "timestamp", "When it was made"), ("updated_at", "timestamp", ""), ("row_version", "int", ""))


def write(name: str, place: Path, seed: int = 0, silent: float = 0.15) -> Files:
    """The three files of a trade. `silent`: the share of columns on either side that lose their description."""
    rng, (ours, theirs) = random.Random(seed), DOMAINS[name]
    place.mkdir(parents=True, exist_ok=True)
    source, truth = [], []
    for table, about, line in _lines(ours):
        head, _, said = line.partition(":")
        (column, kind), targets = head.partition(" -> ")[0].split(), head.partition(" -> ")[2].split(", ")
        source.append((table, column, kind, said.strip() if rng.random() > silent else "", about))
        for target in targets:
            there, _, what = target.partition(".")
            truth.append((table, column, *((there, what, "match") if target != "-" else ("", "", "no_match"))))
    target_rows = list(_target(theirs, rng, silent))
    files = place / "source.csv", place / "target.csv", place / "truth.csv"
    schema = ("table", "column", "type", "description", "table_description")
    _save(files[0], schema, source)
    _save(files[1], schema, target_rows)
    _save(files[2], ("source_table", "source_column", "target_table", "target_column", "label"), truth)
    return files


def _target(text: str, rng: random.Random, silent: float) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for table, about, line in _lines(text):
        head, _, said = line.partition(":")
        column, kind = head.split()
        rows.append((table, column, kind, said.strip() if rng.random() > silent else "", about))
    tables = {row[0]: row[4] for row in rows}
    rows += [(table, *audit, about) for table, about in tables.items() for audit in AUDIT]
    old = rng.choice(sorted(tables))
    rows += [(f"{old}_archive", *row[1:4], f"Archive: {row[4]}") for row in rows if row[0] == old]
    return rows


def _lines(text: str) -> list[tuple[str, str, str]]:
    found, table, about = [], "", ""
    for line in text.strip().splitlines():
        if line.startswith("  "):
            found.append((table, about, line.strip()))
        else:
            table, _, about = line.partition(" ")
    return found


def _save(path: Path, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])
