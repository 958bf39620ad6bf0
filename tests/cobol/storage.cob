      *> local, based, external and pointers
       IDENTIFICATION DIVISION.
       PROGRAM-ID. STORAGE-KINDS IS RECURSIVE.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 SHARED-AREA EXTERNAL.
          05 SA-KEY      PIC X(4).
          05 SA-NUM      PIC 9(6).
       01 DYNAMIC-AREA BASED.
          05 DA-NAME     PIC X(10).
          05 DA-COUNT    PIC S9(9) COMP-5.
       01 WHERE-IT-IS    USAGE POINTER.
       01 DEPTH          PIC 9(3) COMP-5.
       LOCAL-STORAGE SECTION.
       01 LS-LEVEL       PIC 9(4).
       01 LS-TEXT        PIC X(14) VALUE "LOCAL".
       LINKAGE SECTION.
       01 FREE-AREA.
          05 FA-ONE      PIC X(2).
          05 FA-TWO      PIC 9(2).
       PROCEDURE DIVISION.
       MAIN-LINE.
           ADD 1 TO DEPTH
           MOVE DEPTH TO LS-LEVEL
           MOVE "KEY1" TO SA-KEY
           ADD 1 TO SA-NUM
           ALLOCATE DYNAMIC-AREA INITIALIZED
           MOVE "DYNAMIC" TO DA-NAME
           ADD 2 TO DA-COUNT
           SET WHERE-IT-IS TO ADDRESS OF DYNAMIC-AREA
           SET ADDRESS OF FREE-AREA TO WHERE-IT-IS
           IF FA-ONE = "DY" MOVE 12 TO FA-TWO END-IF
           IF LS-TEXT = SPACES OR LS-LEVEL > 3 GOBACK END-IF
           IF DEPTH < 3 CALL "STORAGE-KINDS" END-IF
           FREE DYNAMIC-AREA
           GOBACK.
