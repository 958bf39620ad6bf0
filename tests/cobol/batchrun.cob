      *> a payroll batch, as they run at night
       IDENTIFICATION DIVISION.
       PROGRAM-ID. PAYROLL.
       *> executable
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT EMPLOYEES ASSIGN TO "EMPMAST"
              ORGANIZATION IS INDEXED ACCESS MODE IS SEQUENTIAL
              RECORD KEY IS EM-NUMBER
              FILE STATUS IS EM-STATUS.
           SELECT TIMECARDS ASSIGN TO "TIMECARD"
              ORGANIZATION IS SEQUENTIAL
              FILE STATUS IS TC-STATUS.
           SELECT PAYMENTS ASSIGN TO PAY-FILE-NAME
              ORGANIZATION IS LINE SEQUENTIAL
              FILE STATUS IS PY-STATUS.
           SELECT ERRORS ASSIGN TO "ERRORS.LST"
              ORGANIZATION IS LINE SEQUENTIAL.
       DATA DIVISION.
       FILE SECTION.
       FD EMPLOYEES.
       01 EM-RECORD.
          05 EM-NUMBER       PIC 9(6).
          05 EM-NAME.
             10 EM-LAST      PIC X(20).
             10 EM-FIRST     PIC X(15).
          05 EM-DEPARTMENT   PIC X(4).
          05 EM-GRADE        PIC 9(2).
          05 EM-RATE         PIC S9(5)V99 COMP-3.
          05 EM-TAX-CLASS    PIC X.
          05 EM-HIRED        PIC 9(8).
          05 EM-YTD.
             10 EM-YTD-GROSS PIC S9(9)V99 COMP-3.
             10 EM-YTD-TAX   PIC S9(9)V99 COMP-3.
             10 EM-YTD-NET   PIC S9(9)V99 COMP-3.
          05 EM-DEDUCTION OCCURS 5 TIMES.
             10 ED-CODE      PIC X(2).
             10 ED-AMOUNT    PIC S9(5)V99 COMP-3.
       FD TIMECARDS.
       01 TC-RECORD.
          05 TC-EMPLOYEE     PIC 9(6).
          05 TC-WEEK         PIC 9(2).
          05 TC-HOURS OCCURS 7 TIMES PIC 9(2)V9.
          05 TC-OVERTIME     PIC 9(3)V9.
       FD PAYMENTS.
       01 PY-LINE            PIC X(120).
       FD ERRORS.
       01 ER-LINE            PIC X(80).
       WORKING-STORAGE SECTION.
       01 EM-STATUS          PIC XX.
       01 TC-STATUS          PIC XX.
       01 PY-STATUS          PIC XX.
       01 PAY-FILE-NAME      PIC X(40) VALUE "PAYMENTS.TXT".
       01 SWITCHES.
          05 EMPLOYEES-END   PIC X VALUE "N".
             88 NO-MORE-EMPLOYEES VALUE "Y".
          05 CARDS-END       PIC X VALUE "N".
             88 NO-MORE-CARDS VALUE "Y".
          05 CARD-FOUND      PIC X.
       01 COUNTERS.
          05 C-READ          PIC 9(7) COMP.
          05 C-PAID          PIC 9(7) COMP.
          05 C-ERRORS        PIC 9(5) COMP-3.
          05 C-LINES         PIC S9(4) COMP-5.
       01 TOTALS.
          05 T-GROSS         PIC S9(11)V99 COMP-3.
          05 T-TAX           PIC S9(11)V99 COMP-3.
          05 T-NET           PIC S9(11)V99 COMP-3.
       01 PAY.
          05 P-HOURS         PIC 9(3)V9.
          05 P-GROSS         PIC S9(7)V99.
          05 P-TAX           PIC S9(7)V99.
          05 P-DEDUCTED      PIC S9(7)V99.
          05 P-NET           PIC S9(7)V99.
          05 P-TAX-RATE      PIC V999.
       01 TAX-TABLE.
          05 TAX-VALUES.
             10 FILLER       PIC X(12) VALUE "A150B200C250".
             10 FILLER       PIC X(8) VALUE "D300E420".
          05 TAX-ROWS REDEFINES TAX-VALUES.
             10 TAX-ROW OCCURS 5 TIMES INDEXED BY TX.
                15 TAX-CLASS PIC X.
                15 TAX-RATE  PIC V999.
       01 D                  PIC 9(2) COMP.
       01 OUT-LINE.
          05 OL-NUMBER       PIC 9(6).
          05 FILLER          PIC X(2).
          05 OL-NAME         PIC X(36).
          05 OL-GROSS        PIC Z(6)9.99.
          05 OL-TAX          PIC Z(6)9.99.
          05 OL-NET          PIC -(7)9.99.
          05 OL-NOTE         PIC X(20).
       01 RUN-DATE           PIC 9(8).
       01 RUN-DATE-X REDEFINES RUN-DATE.
          05 RD-YEAR         PIC 9(4).
          05 RD-MONTH        PIC 9(2).
          05 RD-DAY          PIC 9(2).
       01 MESSAGE-TEXT       PIC X(60).
       PROCEDURE DIVISION.
       MAIN-CONTROL.
           PERFORM START-UP
           PERFORM READ-CARD
           PERFORM UNTIL NO-MORE-EMPLOYEES
              READ EMPLOYEES NEXT RECORD
                 AT END SET NO-MORE-EMPLOYEES TO TRUE
                 NOT AT END
                    ADD 1 TO C-READ
                    PERFORM ONE-EMPLOYEE
              END-READ
           END-PERFORM
           PERFORM FINISH
           STOP RUN.
       START-UP.
           ACCEPT RUN-DATE FROM DATE YYYYMMDD
           OPEN INPUT EMPLOYEES TIMECARDS OUTPUT PAYMENTS ERRORS
           IF EM-STATUS NOT = "00"
              DISPLAY "EMPLOYEE MASTER NOT AVAILABLE, STATUS " EM-STATUS
              MOVE 16 TO RETURN-CODE
              STOP RUN
           END-IF
           IF TC-STATUS = "35" DISPLAY "NO TIME CARDS THIS WEEK" END-IF
           MOVE ZERO TO C-READ C-PAID C-ERRORS T-GROSS T-TAX T-NET.
       READ-CARD.
           READ TIMECARDS AT END SET NO-MORE-CARDS TO TRUE
              MOVE 999999 TO TC-EMPLOYEE
           END-READ.
       ONE-EMPLOYEE.
           MOVE "N" TO CARD-FOUND
           PERFORM UNTIL TC-EMPLOYEE >= EM-NUMBER
              MOVE "CARD WITHOUT EMPLOYEE" TO MESSAGE-TEXT
              PERFORM WRITE-ERROR
              PERFORM READ-CARD
           END-PERFORM
           IF TC-EMPLOYEE = EM-NUMBER
              MOVE "Y" TO CARD-FOUND
              PERFORM COMPUTE-PAY
              PERFORM PRINT-PAY
              PERFORM READ-CARD
           ELSE
              IF EM-GRADE > 80 CONTINUE
              ELSE
                 MOVE "NO TIME CARD" TO MESSAGE-TEXT
                 PERFORM WRITE-ERROR
              END-IF
           END-IF.
       COMPUTE-PAY.
           INITIALIZE PAY
           PERFORM VARYING D FROM 1 BY 1 UNTIL D > 7
              ADD TC-HOURS(D) TO P-HOURS
           END-PERFORM
           COMPUTE P-GROSS ROUNDED = P-HOURS * EM-RATE
              + TC-OVERTIME * EM-RATE * 1.5
           SET TX TO 1
           SEARCH TAX-ROW
              AT END MOVE .5 TO P-TAX-RATE
              WHEN TAX-CLASS(TX) = EM-TAX-CLASS
                 MOVE TAX-RATE(TX) TO P-TAX-RATE
           END-SEARCH
           COMPUTE P-TAX ROUNDED = P-GROSS * P-TAX-RATE
           PERFORM VARYING D FROM 1 BY 1 UNTIL D > 5
              IF ED-CODE(D) NOT = SPACES
                 ADD ED-AMOUNT(D) TO P-DEDUCTED
              END-IF
           END-PERFORM
           COMPUTE P-NET = P-GROSS - P-TAX - P-DEDUCTED
           IF P-NET < 0
              MOVE "NEGATIVE PAY" TO MESSAGE-TEXT
              PERFORM WRITE-ERROR
              MOVE ZERO TO P-NET
           END-IF
           ADD P-GROSS TO T-GROSS EM-YTD-GROSS
           ADD P-TAX TO T-TAX EM-YTD-TAX
           ADD P-NET TO T-NET EM-YTD-NET
           ADD 1 TO C-PAID.
       PRINT-PAY.
           MOVE SPACES TO OUT-LINE
           MOVE EM-NUMBER TO OL-NUMBER
           STRING EM-LAST DELIMITED BY SPACE ", " DELIMITED BY SIZE
              EM-FIRST DELIMITED BY SPACE INTO OL-NAME
           END-STRING
           MOVE P-GROSS TO OL-GROSS
           MOVE P-TAX TO OL-TAX
           MOVE P-NET TO OL-NET
           IF EM-HIRED(1:4) = RD-YEAR
              MOVE "FIRST YEAR" TO OL-NOTE
           END-IF
           WRITE PY-LINE FROM OUT-LINE
           ADD 1 TO C-LINES
           IF C-LINES > 50
              MOVE 0 TO C-LINES
              WRITE PY-LINE FROM SPACES AFTER ADVANCING PAGE
           END-IF.
       WRITE-ERROR.
           ADD 1 TO C-ERRORS
           STRING EM-NUMBER " " MESSAGE-TEXT DELIMITED BY SIZE
              INTO ER-LINE
           WRITE ER-LINE.
       FINISH.
           CLOSE EMPLOYEES TIMECARDS PAYMENTS ERRORS
           DISPLAY "EMPLOYEES READ   " C-READ
           DISPLAY "EMPLOYEES PAID   " C-PAID
           DISPLAY "ERRORS           " C-ERRORS
           DISPLAY "TOTAL NET        " T-NET
           IF C-ERRORS > 100 MOVE 8 TO RETURN-CODE END-IF.
