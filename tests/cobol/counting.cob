      *> binary numbers: with -std=mf of as many bytes as their digits need, three, five, six and seven among them
       IDENTIFICATION DIVISION.
       PROGRAM-ID. COUNTING.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 SEEN-SO-FAR    PIC 9(6) COMP.
       01 LEFT-OVER      PIC S9(6) COMP-5.
       01 TOTALS.
          05 TL-KIND     PIC X.
          05 TL-ROWS     PIC 9(7) COMP.
          05 TL-BYTES    PIC 9(12) COMP.
          05 TL-NANOS    PIC S9(14) COMP.
          05 TL-TICKS    PIC 9(16) COMP-5.
       01 SHARES.
          05 SHARE OCCURS 8 TIMES.
             10 SH-NAME  PIC X(5).
             10 SH-COUNT PIC 9(6) COMP.
             10 SH-DEBT  PIC S9(6) COMP.
       01 I              PIC 9(4) COMP-5.
       01 LAST-STEP      PIC S9(5) COMP.
       LINKAGE SECTION.
       01 ASKED.
          05 AS-NAME     PIC X(5).
          05 AS-TIMES    PIC 9(6) COMP.
          05 AS-MOST     PIC S9(6) COMP-5.
       PROCEDURE DIVISION USING ASKED.
       MAIN-LINE.
           ADD 1 TO SEEN-SO-FAR
           MOVE 250000 TO LEFT-OVER
           IF SEEN-SO-FAR > 1000 MOVE 0 TO SEEN-SO-FAR END-IF
           IF LEFT-OVER < AS-MOST SUBTRACT 1 FROM LEFT-OVER END-IF
           ADD 1 TO TL-ROWS TL-BYTES TL-NANOS TL-TICKS
           IF TL-BYTES > 500000000 OR TL-NANOS < 0
              MOVE "B" TO TL-KIND
           END-IF
           PERFORM VARYING I FROM 1 BY 1 UNTIL I > 8
              IF SH-NAME(I) = AS-NAME
                 ADD 1 TO SH-COUNT(I)
                 SUBTRACT 5 FROM SH-DEBT(I)
                 IF SH-COUNT(I) > AS-TIMES MOVE SH-COUNT(I) TO AS-TIMES END-IF
              END-IF
           END-PERFORM
           MOVE 7 TO LAST-STEP
           MOVE TL-ROWS TO AS-TIMES
           GOBACK.
