      *> redefinitions and renames
       IDENTIFICATION DIVISION.
       PROGRAM-ID. OVERLAYS.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 EVENT-REC.
          05 EV-TYPE     PIC X(2).
          05 EV-BODY     PIC X(40).
          05 EV-ORDER REDEFINES EV-BODY.
             10 EO-NUMBER PIC 9(8).
             10 EO-AMOUNT PIC S9(7)V99 COMP-3.
             10 EO-NAME  PIC X(20).
             10 FILLER   PIC X(7).
          05 EV-PAYMENT REDEFINES EV-BODY.
             10 EP-REF   PIC X(12).
             10 EP-DATE  PIC 9(8).
             10 EP-DATE-X REDEFINES EP-DATE.
                15 EP-YEAR  PIC 9(4).
                15 EP-MONTH PIC 9(2).
                15 EP-DAY   PIC 9(2).
             10 EP-SUM   PIC S9(9) COMP.
       66 EV-HEAD RENAMES EV-TYPE THRU EV-BODY.
       01 WHOLE-DATE     PIC 9(8).
       01 PARTS REDEFINES WHOLE-DATE.
          05 P-CENTURY   PIC 99.
          05 P-REST      PIC 9(6).
       PROCEDURE DIVISION.
       MAIN-LINE.
           IF EV-TYPE = "OR"
              MOVE 4711 TO EO-NUMBER
              ADD 12.5 TO EO-AMOUNT
              MOVE "ORDER NAME" TO EO-NAME
           ELSE
              MOVE "REF-1" TO EP-REF
              MOVE 2024 TO EP-YEAR
              ADD 1 TO EP-MONTH
              IF EP-DAY > 28 MOVE 1 TO EP-DAY END-IF
              ADD 100 TO EP-SUM
              MOVE EP-DATE TO WHOLE-DATE
           END-IF
           IF P-CENTURY = 19 DISPLAY "OLD " P-REST END-IF
           GOBACK.
