      *> A relative file without a key of its own: the compiler counts its records.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. COUNTED.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT TALLIES ASSIGN TO "TALLIES" ORGANIZATION IS RELATIVE
               ACCESS MODE IS SEQUENTIAL FILE STATUS IS TL-STATUS.
           SELECT SLOTS ASSIGN TO "SLOTS" ORGANIZATION IS RELATIVE
               ACCESS MODE IS RANDOM RELATIVE KEY IS SL-NUMBER.
       DATA DIVISION.
       FILE SECTION.
       FD  TALLIES.
       01  TALLY-LINE.
           05  TL-PLACE            PIC X(12).
           05  TL-COUNT            PIC 9(6).
       FD  SLOTS.
       01  SLOT.
           05  SL-COUNT            PIC 9(6) COMP.
       WORKING-STORAGE SECTION.
       01  TL-STATUS               PIC XX.
       01  SL-NUMBER               PIC 9(5).
       PROCEDURE DIVISION.
       MAIN-PART.
           OPEN I-O TALLIES SLOTS
           PERFORM UNTIL TL-STATUS NOT = "00"
               READ TALLIES AT END CONTINUE END-READ
               MOVE TL-COUNT TO SL-NUMBER
               READ SLOTS INVALID KEY MOVE ZERO TO SL-COUNT END-READ
               ADD SL-COUNT TO TL-COUNT
               MOVE "COUNTED" TO TL-PLACE
               REWRITE TALLY-LINE
           END-PERFORM
           CLOSE TALLIES SLOTS
           STOP RUN.
