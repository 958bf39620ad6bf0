       01  CUSTOMER-AREA.
           05  CUSTOMER-NUMBER       PIC 9(8).
           05  CUSTOMER-NAME         PIC X(40).
           05  STREET-ADDRESS        PIC X(35).
           05  POSTAL-CODE           PIC X(10).
           05  CITY-NAME             PIC X(30).
           05  COUNTRY-CODE          PIC X(2).
           05  CREDIT-LIMIT          PIC S9(9)V99 COMP-3.
           05  OPEN-BALANCE          PIC S9(9)V99 COMP-3.
           05  CUSTOMER-STATUS       PIC X.
               88  CUSTOMER-ACTIVE   VALUE "A".
               88  CUSTOMER-BLOCKED  VALUE "B".
           05  BIRTH-DATE            PIC 9(8).
           05  RETURN-STATUS         PIC 9(4).
