      *> tables with indexes, subscripts and search
       IDENTIFICATION DIVISION.
       PROGRAM-ID. TABLES.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 MONTH-TEXT.
          05 FILLER      PIC X(9) VALUE "JANFEBMAR".
       01 MONTH-TAB REDEFINES MONTH-TEXT.
          05 MONTH-NAME  PIC X(3) OCCURS 3 TIMES.
       01 STOCK.
          05 STOCK-ROW OCCURS 20 TIMES INDEXED BY SX.
             10 S-CODE   PIC X(6).
             10 S-QTY    PIC S9(5) COMP-3.
             10 S-PRICE  PIC 9(5)V99.
             10 S-BIN OCCURS 4 TIMES PIC 9(4) COMP.
       01 RATES.
          05 RATE-ROW OCCURS 10 TIMES ASCENDING KEY IS R-KEY
                INDEXED BY RX.
             10 R-KEY    PIC 9(4).
             10 R-TEXT   PIC X(12).
       01 I              PIC 9(2) COMP.
       01 J              PIC S9(4) COMP-5.
       01 FOUND-TEXT     PIC X(12).
       01 WANTED         PIC X(6).
       PROCEDURE DIVISION.
       MAIN-LINE.
           PERFORM VARYING I FROM 1 BY 1 UNTIL I > 20
              MOVE ZERO TO S-QTY(I)
              MOVE "NONE" TO S-CODE(I)
              PERFORM VARYING J FROM 1 BY 1 UNTIL J > 4
                 ADD 1 TO S-BIN(I, J)
              END-PERFORM
           END-PERFORM
           SET SX TO 1
           SEARCH STOCK-ROW AT END DISPLAY "NOT FOUND"
              WHEN S-CODE(SX) = WANTED
                 ADD S-PRICE(SX) TO S-QTY(SX)
           END-SEARCH
           SEARCH ALL RATE-ROW
              WHEN R-KEY(RX) = 1500
                 MOVE R-TEXT(RX) TO FOUND-TEXT
           END-SEARCH
           SET SX UP BY 2
           IF MONTH-NAME(I) = "FEB" DISPLAY MONTH-NAME(I) END-IF
           MOVE STOCK-ROW(1) TO STOCK-ROW(2)
           GOBACK.
