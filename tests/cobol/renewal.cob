      *> dates turned round part by part into a parameter; what to do, by number
       IDENTIFICATION DIVISION.
       PROGRAM-ID. RENEWAL.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 ISSUED-ON         PIC X(10).
       01 LAPSES-ON         PIC X(10).
       01 HELD-POLICY.
          05 HELD-BRANCH    PIC X(4).
          05 HELD-NUMBER    PIC X(12).
       01 ISO-DATE.
          05 ISO-YEAR       PIC 9(4).
          05 FILLER         PIC X.
          05 ISO-MONTH      PIC 99.
          05 FILLER         PIC X.
          05 ISO-DAY        PIC 99.
       LINKAGE SECTION.
       01 POLICY.
          05 PO-BRANCH      PIC X(4).
          05 PO-NUMBER      PIC X(12).
          05 PO-ISSUED      PIC 9(8).
          05 PO-ISSUED-ON REDEFINES PO-ISSUED.
             10 PO-IS-DAY   PIC 99.
             10 PO-IS-MONTH PIC 99.
             10 PO-IS-YEAR  PIC 9(4).
          05 PO-PREMIUM     PIC S9(7)V99 COMP-3.
          05 PO-LAPSES      PIC 9(8).
          05 PO-LAPSES-ON REDEFINES PO-LAPSES.
             10 PO-LA-DAY   PIC 99.
             10 PO-LA-MONTH PIC 99.
             10 PO-LA-YEAR  PIC 9(4).
          05 PO-STEP        PIC 9.
          05 PO-DONE        PIC X.
       PROCEDURE DIVISION USING POLICY.
       WHAT-TO-DO.
           GO TO LOOKING-UP RENEWING CLOSING DEPENDING ON PO-STEP.
           MOVE "N" TO PO-DONE
           GOBACK.
       LOOKING-UP.
           CALL "POLREAD" USING PO-NUMBER ISSUED-ON LAPSES-ON
              HELD-POLICY
           MOVE HELD-BRANCH TO PO-BRANCH
           MOVE HELD-NUMBER TO PO-NUMBER
           MOVE ISSUED-ON TO ISO-DATE
           MOVE ISO-YEAR TO PO-IS-YEAR
           MOVE ISO-MONTH TO PO-IS-MONTH
           MOVE ISO-DAY TO PO-IS-DAY
           MOVE LAPSES-ON TO ISO-DATE
           MOVE ISO-YEAR TO PO-LA-YEAR
           MOVE ISO-MONTH TO PO-LA-MONTH
           MOVE ISO-DAY TO PO-LA-DAY
           MOVE "Y" TO PO-DONE
           GOBACK.
       RENEWING.
           ADD 1 TO PO-LA-YEAR
           COMPUTE PO-PREMIUM = PO-PREMIUM * 1.03
           MOVE "Y" TO PO-DONE
           GOBACK.
       CLOSING.
           CALL "POLSTOP" USING PO-NUMBER
           MOVE "Y" TO PO-DONE
           GOBACK.
