      *> What may be items or parts of one: single bytes, neighbours that are initialised together, long record areas.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. PARTLY.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT READINGS ASSIGN TO "READINGS"
               ORGANIZATION IS SEQUENTIAL FILE STATUS IS RD-STATUS.
       DATA DIVISION.
       FILE SECTION.
       FD  READINGS RECORD CONTAINS 20 TO 90 CHARACTERS.
       01  READING.
           05  RD-METER            PIC 9(8).
           05  RD-VALUE            PIC 9(7)V9(3).
           05  RD-NOTE             PIC X(30).
       WORKING-STORAGE SECTION.
       01  RD-STATUS               PIC XX.
       01  PLAUSIBLE.
           05  PL-METER            PIC 9(8).
           05  PL-COUNT            PIC 9(3).
           05  PL-DAYS             PIC 9(4).
           05  PL-NAME             PIC X(12).
           05  PL-TOTAL            PIC S9(9)V99 COMP-3.
           05  PL-LOW              PIC 9(2).
           05  PL-HIGH             PIC 9(5).
           05  PL-SUM              PIC S9(7) COMP-3.
       01  BOUNDS.
           05  BD-A                PIC 9(3).
           05  BD-B                PIC 9(3).
           05  BD-TEXT             PIC X(4).
       01  PAIRS.
           05  PAIR                OCCURS 2.
               10  PR-A            PIC 9(2).
               10  PR-B            PIC 9(4).
               10  PR-C            PIC S9(5) COMP-3.
       01  OLD-STATE               PIC X(7).
       01  NEW-STATE               PIC X(7).
       01  HITS                    PIC 9(4).
       LINKAGE SECTION.
       01  SWITCHES.
           05  SW-CHARS            PIC X(8).
           05  SW-MODE             PIC X.
           05  SW-CODE             PIC X(6).
           05  SW-AMOUNT           PIC S9(5)V99 COMP-3.
       PROCEDURE DIVISION USING SWITCHES.
       MAIN-PART.
           INITIALIZE PLAUSIBLE
           INITIALIZE BOUNDS REPLACING NUMERIC DATA BY 7
           INITIALIZE PAIRS
           IF SW-CHARS(1:1) = "A" ADD 1 TO HITS END-IF
           IF SW-CHARS(2:1) = "B" OR SW-CHARS(3:1) = "C"
               MOVE "D" TO SW-CHARS(4:1)
           END-IF
           IF SW-CODE(1:2) = "ZZ" ADD 1 TO SW-AMOUNT END-IF
           IF SW-MODE = "X" MOVE "Y" TO SW-MODE END-IF
           OPEN INPUT READINGS
           IF RD-STATUS = "00"
               READ READINGS
               ADD RD-VALUE TO PL-TOTAL
               MOVE RD-METER TO PL-METER
               ADD 1 TO PL-COUNT
               IF RD-NOTE(1:1) = "*" ADD 1 TO PL-HIGH END-IF
               CLOSE READINGS
           END-IF
           MOVE OLD-STATE TO NEW-STATE
           MOVE PAIR(1) TO PAIR(2)
           ADD PR-A(HITS) TO PR-C(HITS)
           IF PL-COUNT > 12 DISPLAY "TOO MANY " PL-COUNT END-IF
           ADD PL-HIGH TO PL-SUM
           GOBACK.
