      *> Moves of three items side by side that the compiler joins, tables whose first row is never the one asked for.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. JOINED.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  NOW-IS.
           05  NW-YEAR             PIC 9(4).
           05  NW-MONTH            PIC 99.
           05  NW-DAY              PIC 99.
           05  NW-HOUR             PIC 99.
           05  NW-MINUTE           PIC 99.
           05  FILLER              PIC X(9).
       01  DAY-PARTS.
           05  DP-YEAR             PIC 9(4).
           05  DP-MONTH            PIC 99.
           05  DP-DAY              PIC 99.
       01  DAY-NUMBER REDEFINES DAY-PARTS PIC 9(8).
       01  RATES-GIVEN             PIC X(12) VALUE "000017500500".
       01  RATE-TABLE REDEFINES RATES-GIVEN.
           05  RT-RATE             PIC 99V9 OCCURS 4.
       01  ANSWERS-GIVEN.
           05  FILLER              PIC X(24) VALUE "IN ORDER".
           05  FILLER              PIC X(24) VALUE "NONE IN STOCK".
           05  FILLER              PIC X(24) VALUE "ON HOLD".
       01  ANSWER-TABLE REDEFINES ANSWERS-GIVEN.
           05  AN-TEXT             PIC X(24) OCCURS 3.
       01  PRICES.
           05  PR-HEAD             PIC X(4) VALUE "LIST".
           05  PR-ROW              PIC X(4) OCCURS 5.
       01  CODE-GIVEN              PIC 9(4) COMP VALUE 0.
       01  WORTH-IS                   PIC 9(7)V99 VALUE 100.
       01   DAY-SUM                  PIC 9(7) VALUE 0.
       PROCEDURE DIVISION.
       MAIN-PART.
           MOVE FUNCTION CURRENT-DATE TO NOW-IS
           MOVE NW-YEAR TO DP-YEAR
           MOVE NW-MONTH TO DP-MONTH
           MOVE NW-DAY TO DP-DAY
           COMPUTE DAY-SUM = FUNCTION INTEGER-OF-DATE(DAY-NUMBER)
           ADD NW-HOUR NW-MINUTE DP-MONTH DP-DAY TO DAY-SUM
           ADD 1 TO CODE-GIVEN
           COMPUTE WORTH-IS = WORTH-IS * RT-RATE(CODE-GIVEN + 1) / 100
           MOVE "ABCD" TO PR-HEAD
           DISPLAY AN-TEXT(CODE-GIVEN + 1) PR-ROW(CODE-GIVEN) DAY-SUM
           GOBACK.
