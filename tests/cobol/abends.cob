      *> For -std=ibm: parameters that are kept from call to call, moves by a function of the runtime, binary numbers that
      *> are put byte by byte, in tables too.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. ABENDS.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  ABEND-CODE              PIC S9(9) BINARY.
       01  ABEND-TIME              PIC S9(9) BINARY.
       01  LAST-CODES.
           05  LAST-ONE            OCCURS 6.
               10  LAST-NAME       PIC X(6).
               10  LAST-COUNT      PIC 9(4) BINARY OCCURS 2.
       01  STATUS-SEEN.
           05  STATUS-1            PIC X.
           05  STATUS-2            PIC X.
       01  WHAT-ROW                PIC 9(2) VALUE 1.
       01  KEPT-RECORD             PIC X(60).
       LINKAGE SECTION.
       01  ASKED-FOR.
           05  ASKED-FILE          PIC X(8).
           05  ASKED-STATUS        PIC X(2).
           05  ASKED-RECORD        PIC X(60).
       01  ASKED-TIMES             PIC 9(4).
       PROCEDURE DIVISION USING ASKED-FOR ASKED-TIMES.
       MAIN-LINE.
           MOVE ASKED-STATUS TO STATUS-SEEN.
           MOVE ASKED-RECORD TO KEPT-RECORD.
           IF STATUS-1 = "9"
               MOVE 999 TO ABEND-CODE
               MOVE 0 TO ABEND-TIME
               CALL "ABENDING" USING ABEND-CODE ABEND-TIME
           END-IF.
           IF ASKED-FILE = "ORDERS"
               ADD 1 TO WHAT-ROW
           END-IF.
           MOVE ASKED-FILE (1:6) TO LAST-NAME (WHAT-ROW).
           ADD 1 TO LAST-COUNT (WHAT-ROW, 2).
           ADD LAST-COUNT (WHAT-ROW, 1) TO ASKED-TIMES.
           DISPLAY KEPT-RECORD LAST-CODES.
           GOBACK.
