      *> COMP-6, bits in a text, a relative file rewritten
       IDENTIFICATION DIVISION.
       PROGRAM-ID. LOTTERY.
      *> executable
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT TICKETS ASSIGN "tickets.dat" ORGANIZATION RELATIVE
              ACCESS SEQUENTIAL RELATIVE KEY REL-NO FILE STATUS ST-1.
       DATA DIVISION.
       FILE SECTION.
       FD TICKETS.
       01 TK-REC.
          05 TK-ID PIC 9(7) COMP-6.
          05 TK-HOLDER PIC X(20).
          05 TK-NUMS.
             10 TK-NUM PIC 99 OCCURS 6.
          05 TK-BONUS PIC 99.
          05 TK-PRIZE PIC S9(7)V99 COMP-3.
          05 TK-STATE PIC X.
       WORKING-STORAGE SECTION.
       01 ST-1 PIC XX.
       01 REL-NO PIC 9(6) COMP.
       01 DRAW-AREA.
          05 DR-WEEK OCCURS 3.
             10 DR-NO PIC 9(3) COMP-4.
             10 DR-BALL OCCURS 7.
                15 DR-B PIC 99.
                15 DR-F PIC X.
       01 BITSET PIC X(49) VALUE ALL "0".
       01 HITS PIC 9 COMP-6.
       01 TIERS.
          05 TIER OCCURS 6.
             10 T-COUNT PIC 9(5) COMP-6.
             10 T-SUM PIC S9(9)V99 COMP-3.
       01 I PIC 99 COMP-4.
       01 J PIC 99 COMP-4.
       01 SEED PIC 9(9) COMP-4 VALUE 4711.
       01 SHARE PIC 9(7)V99.
       01 CHEQUE.
          05 FILLER PIC X(10) VALUE "Pay to    ".
          05 CQ-NAME PIC X(20).
          05 CQ-AMT PIC $*,***,**9.99.
          05 CQ-WORDS PIC X(20).
       01 EOF-SW PIC 9 VALUE 0.
       PROCEDURE DIVISION.
       A-START.
           MOVE ZEROS TO DRAW-AREA
           PERFORM B-INIT
           MOVE 1 TO I
           PERFORM C-DRAW 7 TIMES
           OPEN I-O TICKETS
           IF ST-1 NOT = "00" AND NOT = "05"
              DISPLAY "tickets: status " ST-1
              STOP RUN
           END-IF
           PERFORM UNTIL EOF-SW = 1
              READ TICKETS AT END MOVE 1 TO EOF-SW
              NOT AT END PERFORM D-CHECK
              END-READ
           END-PERFORM
           CLOSE TICKETS
           PERFORM VARYING I FROM 1 BY 1 UNTIL I > 6
              IF T-COUNT (I) > 0
                 DIVIDE T-SUM (I) BY T-COUNT (I) GIVING SHARE
                    ROUNDED MODE IS NEAREST-EVEN
                 MOVE SHARE TO CQ-AMT
                 DISPLAY "tier " I " " CQ-AMT
              END-IF
           END-PERFORM
           DISPLAY "bitmap " BITSET
           STOP RUN.
       B-INIT.
           PERFORM VARYING I FROM 1 BY 1 UNTIL I > 6
              MOVE 0 TO T-COUNT (I)
              MOVE 1000000 TO T-SUM (I)
           END-PERFORM
           MOVE 500000.25 TO T-SUM (2).
       C-DRAW.
           COMPUTE SEED = FUNCTION MOD (SEED * 16807, 2147483)
           COMPUTE J = FUNCTION MOD (SEED, 49) + 1
           MOVE "1" TO BITSET (J:1)
           MOVE J TO DR-B (1, I)
           MOVE "Y" TO DR-F (1, I)
           MOVE 7 TO DR-NO (1)
           ADD 1 TO I.
       D-CHECK.
           MOVE 0 TO HITS
           PERFORM VARYING J FROM 1 BY 1 UNTIL J > 6
              IF BITSET (TK-NUM (J):1) = "1" ADD 1 TO HITS END-IF
           END-PERFORM
           IF HITS > 2
              ADD 1 TO T-COUNT (HITS)
              MOVE "W" TO TK-STATE
              MOVE T-SUM (HITS) TO TK-PRIZE
              MOVE TK-HOLDER TO CQ-NAME
              IF TK-BONUS > 40 OR TK-BONUS = DR-B (2, 7)
                 MOVE "BONUS" TO CQ-WORDS
              ELSE
                 MOVE SPACES TO CQ-WORDS
              END-IF
           ELSE
              MOVE "L" TO TK-STATE
              MOVE 0 TO TK-PRIZE
           END-IF
           REWRITE TK-REC
           IF TK-ID = 1234567 DISPLAY "lucky" END-IF
           IF ST-1 (1:1) = "3" DISPLAY "hard error" END-IF.
