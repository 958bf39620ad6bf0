      *> records with several views, and moves side by side that may be one: sixteen bytes and more, sixteen, eight and one
       IDENTIFICATION DIVISION.
       PROGRAM-ID. VIEWS.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT STAMP-FILE ASSIGN TO "STAMPS"
               ORGANIZATION SEQUENTIAL.
           SELECT CROSS-FILE ASSIGN TO "CROSS"
               ORGANIZATION SEQUENTIAL.
           SELECT TICKET-FILE ASSIGN TO "TICKETS"
               ORGANIZATION SEQUENTIAL.
           SELECT LEAVING-FILE ASSIGN TO "LEAVING"
               ORGANIZATION SEQUENTIAL.
       DATA DIVISION.
       FILE SECTION.
       FD STAMP-FILE.
       01 STAMP-RECORD.
          05 ST-AMOUNT PIC S9(9)V99.
          05 ST-PLACE PIC X(10).
          05 ST-TICKET PIC X(16).
          05 ST-BEGUN PIC X(26).
          05 ST-ENDED PIC X(26).
          05 FILLER PIC X(30).
       FD CROSS-FILE.
       01 CROSS-RECORD.
          05 CR-TICKET PIC X(16).
          05 CR-GUEST PIC 9(9).
          05 CR-CABIN PIC 9(11).
          05 FILLER PIC X(14).
       FD TICKET-FILE.
       01 TICKET-RECORD.
          05 TK-TICKET PIC X(16).
          05 TK-CABIN PIC 9(11).
          05 TK-CLASS PIC 9(3).
          05 TK-NAME PIC X(30).
          05 TK-TOWN PIC X(25).
          05 FILLER PIC X(40).
       FD LEAVING-FILE.
       01 LEAVING-RECORD.
          05 LV-KIND PIC X.
          05 LV-NUMBER PIC 9(9) COMP.
          05 LV-CREW PIC X(3).
          05 LV-DATA PIC X(160).
          05 LV-STAMP REDEFINES LV-DATA.
             10 LS-AMOUNT PIC S9(9)V99 COMP-3.
             10 LS-PLACE PIC X(10).
             10 LS-TICKET PIC X(16).
             10 LS-BEGUN PIC X(26).
             10 LS-ENDED PIC X(26).
          05 LV-CROSS REDEFINES LV-DATA.
             10 LC-TICKET PIC X(16).
             10 LC-GUEST PIC 9(9).
             10 LC-CABIN PIC 9(11) COMP.
          05 LV-TICKET REDEFINES LV-DATA.
             10 LT-TICKET PIC X(16).
             10 LT-CABIN PIC 9(11) COMP.
             10 LT-CLASS PIC 9(3) COMP.
             10 LT-NAME PIC X(30).
             10 LT-TOWN PIC X(25).
       WORKING-STORAGE SECTION.
       01 WS-COUNT PIC 9(9) COMP VALUE 0.
       PROCEDURE DIVISION.
       MAIN-PART.
           OPEN INPUT STAMP-FILE CROSS-FILE TICKET-FILE
           OPEN OUTPUT LEAVING-FILE
           PERFORM 3 TIMES
              READ STAMP-FILE
              PERFORM LEAVE-STAMP
              READ CROSS-FILE
              PERFORM LEAVE-CROSS
              READ TICKET-FILE
              PERFORM LEAVE-TICKET
           END-PERFORM
           CLOSE STAMP-FILE CROSS-FILE TICKET-FILE LEAVING-FILE
           GOBACK.
       LEAVE-STAMP.
           INITIALIZE LEAVING-RECORD
           MOVE "S" TO LV-KIND
           ADD 1 TO WS-COUNT
           MOVE WS-COUNT TO LV-NUMBER
           MOVE "AB1" TO LV-CREW
           MOVE ST-AMOUNT TO LS-AMOUNT
           MOVE ST-PLACE TO LS-PLACE
           MOVE ST-TICKET TO LS-TICKET
           MOVE ST-BEGUN TO LS-BEGUN
           MOVE ST-ENDED TO LS-ENDED
           WRITE LEAVING-RECORD.
       LEAVE-CROSS.
           INITIALIZE LEAVING-RECORD
           MOVE "C" TO LV-KIND
           MOVE CR-TICKET TO LC-TICKET
           MOVE CR-GUEST TO LC-GUEST
           MOVE CR-CABIN TO LC-CABIN
           WRITE LEAVING-RECORD.
       LEAVE-TICKET.
           INITIALIZE LEAVING-RECORD
           MOVE "T" TO LV-KIND
           MOVE TK-TICKET TO LT-TICKET
           MOVE TK-CABIN TO LT-CABIN
           MOVE TK-CLASS TO LT-CLASS
           MOVE TK-NAME TO LT-NAME
           MOVE TK-TOWN TO LT-TOWN
           WRITE LEAVING-RECORD.
