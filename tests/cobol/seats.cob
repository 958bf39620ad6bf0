      *> a table of two dimensions with a varying end, RENAMES
       IDENTIFICATION DIVISION.
       PROGRAM-ID. SEATS.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 WS-COUNTS.
          05 WS-FREE PIC 9(4) COMP.
          05 WS-TAKEN PIC 9(4) COMP.
          05 WS-R PIC 9(3) COMP-3.
          05 WS-C PIC 9(3) COMP-3.
       01 WS-PRICES.
          05 WS-CLASS OCCURS 3.
             10 WS-FARE PIC 9(4)V99 OCCURS 4.
       01 WS-LETTERS PIC X(9) VALUE "ABCDEFGHJ".
       01 WS-KEY.
          05 WS-KR PIC 99.
          05 WS-KC PIC X.
       66 WS-BOTH RENAMES WS-KR THRU WS-KC.
       01 WS-SW PIC X VALUE "N".
          88 WS-FOUND VALUE "Y" FALSE "N".
       LINKAGE SECTION.
       01 LK-FLIGHT.
          05 LF-CARRIER PIC XX.
          05 LF-NUMBER PIC 9(4).
          05 LF-DATE.
             10 LF-YY PIC 9(4).
             10 LF-MM PIC 99.
             10 LF-DD PIC 99.
          05 LF-ROWS PIC 99.
          05 LF-SEATS PIC 9.
          05 LF-GRID OCCURS 1 TO 60 DEPENDING ON LF-ROWS.
             10 LF-SEAT OCCURS 9.
                15 LF-STATE PIC X.
                   88 LF-FREE VALUE "F".
                   88 LF-TAKEN VALUE "T".
                   88 LF-BLOCK VALUE "B".
                15 LF-CLASS PIC 9.
                15 LF-PNR PIC X(6).
       01 LK-REQUEST.
          05 RQ-KIND PIC X.
             88 RQ-BOOK VALUE "B".
             88 RQ-CANCEL VALUE "C".
             88 RQ-QUERY VALUE "Q".
          05 RQ-PNR PIC X(6).
          05 RQ-NAME PIC X(25).
          05 RQ-PREF.
             10 RQ-ROW PIC 99.
             10 RQ-LETTER PIC X.
          05 RQ-CLASS PIC 9.
       01 LK-ANSWER.
          05 AN-CODE PIC 99.
          05 AN-SEAT.
             10 AN-ROW PIC 99.
             10 AN-COL PIC X.
          05 AN-FARE PIC S9(5)V99 COMP-3.
          05 AN-TEXT PIC X(40).
       01 LK-STATS.
          05 ST-CALLS PIC 9(7) COMP.
          05 ST-FREE PIC 9(4) COMP-5.
          05 ST-LOAD PIC V99.
          05 ST-LAST PIC X(6).
       PROCEDURE DIVISION USING LK-FLIGHT LK-REQUEST LK-ANSWER LK-STATS.
       MAIN-LINE.
           INITIALIZE AN-CODE AN-FARE REPLACING NUMERIC DATA BY 1
           INITIALIZE WS-COUNTS
           ADD 1 TO ST-CALLS
           EVALUATE TRUE
             WHEN RQ-BOOK AND RQ-CLASS > 0 AND RQ-CLASS < 4
               PERFORM BOOK-IT
             WHEN RQ-CANCEL
               PERFORM CANCEL-IT THRU CANCEL-EXIT
             WHEN RQ-QUERY
               PERFORM COUNT-FREE
             WHEN OTHER
               MOVE 90 TO AN-CODE
               MOVE "unknown request" TO AN-TEXT
           END-EVALUATE
           MOVE WS-FREE TO ST-FREE
           GOBACK.
       BOOK-IT.
           MOVE "N" TO WS-SW
           PERFORM VARYING WS-R FROM 1 BY 1 UNTIL WS-R > LF-ROWS OR
                    WS-FOUND
             AFTER WS-C FROM 1 BY 1 UNTIL WS-C > LF-SEATS OR WS-FOUND
               IF LF-FREE (WS-R, WS-C)
                  AND (LF-CLASS (WS-R, WS-C) = RQ-CLASS OR RQ-CLASS = 3)
                  SET LF-TAKEN (WS-R WS-C) TO TRUE
                  MOVE RQ-PNR TO LF-PNR (WS-R, WS-C)
                  MOVE WS-R TO AN-ROW
                  MOVE WS-LETTERS (WS-C:1) TO AN-COL
                  SET WS-FOUND TO TRUE
               END-IF
           END-PERFORM
           IF WS-FOUND
              MOVE 0 TO AN-CODE
              MOVE WS-FARE (RQ-CLASS, 1) TO AN-FARE
              MOVE "seat assigned" TO AN-TEXT
              MOVE RQ-PNR TO ST-LAST
           ELSE
              MOVE 12 TO AN-CODE
              MOVE "no seat of this class is free" TO AN-TEXT
           END-IF.
       CANCEL-IT.
           IF RQ-ROW = 0 OR RQ-ROW > LF-ROWS
              MOVE 20 TO AN-CODE
              GO TO CANCEL-EXIT
           END-IF
           MOVE 1 TO WS-KR
           PERFORM LETTER-OF
           IF WS-BOTH = "01A" OR RQ-LETTER = "Z"
              MOVE 21 TO AN-CODE
              GO TO CANCEL-EXIT
           END-IF
           SET LF-FREE (RQ-ROW, 1) TO TRUE
           MOVE SPACES TO LF-PNR (RQ-ROW, 1)
           MOVE RQ-PREF TO AN-SEAT
           MOVE "cancelled" TO AN-TEXT.
       CANCEL-EXIT.
           EXIT.
       LETTER-OF.
           MOVE "A" TO WS-KC.
       COUNT-FREE.
           MOVE 0 TO WS-FREE
           PERFORM VARYING WS-R FROM 1 BY 1 UNTIL WS-R > LF-ROWS
               IF LF-STATE (WS-R, 1) = "F" ADD 1 TO WS-FREE END-IF
               IF LF-STATE (WS-R, 2) = "F" ADD 1 TO WS-FREE END-IF
               IF LF-BLOCK (WS-R, 9) ADD 1 TO WS-TAKEN END-IF
           END-PERFORM
           IF LF-CARRIER = "LH" OR "BA"
              MOVE 1 TO AN-CODE
           END-IF
           IF LF-NUMBER > 4000 OR LF-MM = 12
              MOVE 2 TO AN-CODE
           END-IF.
           ENTRY "N2FARES" USING LK-REQUEST LK-STATS.
           MOVE 100 TO WS-FARE (1, 1)
           MOVE 100.50 TO WS-FARE (1, 2)
           MOVE 250 TO WS-FARE (2, 1)
           MOVE 400 TO WS-FARE (3, 4)
           MOVE 0 TO ST-LOAD
           IF RQ-NAME = SPACES MOVE "NONAME" TO ST-LAST END-IF
           GOBACK.
