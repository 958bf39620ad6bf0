      *> a table of variable length
       IDENTIFICATION DIVISION.
       PROGRAM-ID. ODO.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 HOW-MANY       PIC 9(3) COMP-5 VALUE 5.
       01 BASKET.
          05 BASKET-ID   PIC X(8).
          05 LINE-COUNT  PIC 9(2).
          05 BASKET-LINE OCCURS 1 TO 30 TIMES DEPENDING ON LINE-COUNT.
             10 BL-SKU   PIC X(10).
             10 BL-QTY   PIC 9(3).
       01 COPY-OF        PIC X(400).
       01 N              PIC 9(2).
       PROCEDURE DIVISION.
       MAIN-LINE.
           MOVE "B0000001" TO BASKET-ID
           MOVE 3 TO LINE-COUNT
           PERFORM VARYING N FROM 1 BY 1 UNTIL N > LINE-COUNT
              MOVE "SKU-X" TO BL-SKU(N)
              MOVE N TO BL-QTY(N)
           END-PERFORM
           MOVE BASKET TO COPY-OF
           ADD HOW-MANY TO LINE-COUNT
           DISPLAY "LINES " LINE-COUNT
           GOBACK.
