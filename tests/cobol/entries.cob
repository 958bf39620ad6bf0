      *> alternate entry points
       IDENTIFICATION DIVISION.
       PROGRAM-ID. ENTRIES.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 STATE          PIC X(8) VALUE "IDLE".
       01 SEEN           PIC 9(7) COMP-3.
       LINKAGE SECTION.
       01 FIRST-ARG      PIC X(12).
       01 SECOND-ARG     PIC S9(7)V99 COMP-3.
       01 THIRD-ARG.
          05 TH-KEY      PIC 9(9) COMP.
          05 TH-TEXT     PIC X(33).
       PROCEDURE DIVISION USING FIRST-ARG.
       MAIN-LINE.
           MOVE FIRST-ARG TO STATE
           ADD 1 TO SEEN
           GOBACK.
           ENTRY "ENT-ADD" USING SECOND-ARG.
       ADDING.
           ADD 12.50 TO SECOND-ARG
           MOVE "ADDED" TO STATE
           GOBACK.
           ENTRY "ENT-LOOK" USING FIRST-ARG THIRD-ARG.
       LOOKING.
           IF TH-KEY > 77 MOVE TH-TEXT TO FIRST-ARG END-IF
           MOVE STATE TO TH-TEXT
           GOBACK.
