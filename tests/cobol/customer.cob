      *> an enquiry that other systems call, with its record in a copybook
       IDENTIFICATION DIVISION.
       PROGRAM-ID. CUSTINQ.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT CUSTOMERS ASSIGN TO "CUSTOMERS"
              ORGANIZATION IS INDEXED
              ACCESS MODE IS RANDOM
              RECORD KEY IS CF-NUMBER
              FILE STATUS IS CF-STATUS.
       DATA DIVISION.
       FILE SECTION.
       FD CUSTOMERS.
       01 CF-RECORD.
          05 CF-NUMBER   PIC 9(8).
          05 CF-NAME     PIC X(40).
          05 CF-STREET   PIC X(35).
          05 CF-POST     PIC X(10).
          05 CF-CITY     PIC X(30).
          05 CF-COUNTRY  PIC X(2).
          05 CF-LIMIT    PIC S9(9)V99 COMP-3.
          05 CF-BALANCE  PIC S9(9)V99 COMP-3.
          05 CF-BIRTH    PIC 9(8).
       WORKING-STORAGE SECTION.
       01 CF-STATUS      PIC XX.
       01 OPENED         PIC X VALUE "N".
       01 LIMIT-LEFT     PIC S9(9)V99 COMP-3.
       LINKAGE SECTION.
           COPY "CUSTOMER.cpy".
       PROCEDURE DIVISION USING CUSTOMER-AREA.
       MAIN-LINE.
           IF OPENED = "N"
              OPEN INPUT CUSTOMERS
              IF CF-STATUS NOT = "00"
                 DISPLAY "CUSTOMERS CANNOT BE OPENED: " CF-STATUS
                 MOVE 9000 TO RETURN-STATUS
                 GOBACK
              END-IF
              MOVE "Y" TO OPENED
           END-IF
           MOVE CUSTOMER-NUMBER TO CF-NUMBER
           READ CUSTOMERS
              INVALID KEY
                 MOVE 404 TO RETURN-STATUS
                 MOVE SPACES TO CUSTOMER-NAME
                 GOBACK
           END-READ
           PERFORM FILL-IN
           COMPUTE LIMIT-LEFT = CREDIT-LIMIT - OPEN-BALANCE
           IF LIMIT-LEFT < 0
              SET CUSTOMER-BLOCKED TO TRUE
           ELSE
              SET CUSTOMER-ACTIVE TO TRUE
           END-IF
           MOVE ZERO TO RETURN-STATUS
           GOBACK.
       FILL-IN.
           MOVE CF-NAME TO CUSTOMER-NAME
           MOVE CF-STREET TO STREET-ADDRESS
           MOVE CF-POST TO POSTAL-CODE
           MOVE CF-CITY TO CITY-NAME
           MOVE CF-COUNTRY TO COUNTRY-CODE
           MOVE CF-LIMIT TO CREDIT-LIMIT
           MOVE CF-BALANCE TO OPEN-BALANCE
           MOVE CF-BIRTH TO BIRTH-DATE.
