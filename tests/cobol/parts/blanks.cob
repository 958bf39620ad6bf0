      *> items side by side that are cleared one after the other: a number, then names
       IDENTIFICATION DIVISION.
       PROGRAM-ID. BLANKS.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT VISIT-FILE ASSIGN TO "VISITS"
               ORGANIZATION SEQUENTIAL.
       DATA DIVISION.
       FILE SECTION.
       FD VISIT-FILE.
       01 VISIT-OUT PIC X(300).
       WORKING-STORAGE SECTION.
       01 VISIT-RECORD.
          05 VI-KIND PIC X(2).
          05 VI-PRICE PIC S9(9)V99.
          05 VI-HARBOUR PIC 9(9).
          05 VI-NAME PIC X(50).
          05 VI-TOWN PIC X(50).
          05 VI-CODE PIC X(10).
          05 VI-TICKET PIC X(16).
          05 FILLER PIC X(40).
       LINKAGE SECTION.
       01 LK-TICKET PIC X(16).
       01 LK-PRICE PIC S9(9)V99.
       PROCEDURE DIVISION USING LK-TICKET LK-PRICE.
       MAIN-PART.
           OPEN OUTPUT VISIT-FILE
           MOVE "01" TO VI-KIND
           MOVE LK-PRICE TO VI-PRICE
           MOVE 0 TO VI-HARBOUR
           MOVE SPACES TO VI-NAME
           MOVE SPACES TO VI-TOWN
           MOVE SPACES TO VI-CODE
           MOVE LK-TICKET TO VI-TICKET
           WRITE VISIT-OUT FROM VISIT-RECORD
           CLOSE VISIT-FILE
           GOBACK.
