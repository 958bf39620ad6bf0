      *> parameters in all forms
       IDENTIFICATION DIVISION.
       PROGRAM-ID. LINKAGEX.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 CALLS-MADE     PIC 9(5) COMP-5.
       LINKAGE SECTION.
       01 REQUEST.
          05 RQ-FUNCTION PIC X(4).
          05 RQ-ACCOUNT  PIC 9(8).
          05 RQ-AMOUNT   PIC S9(9)V99 COMP-3.
          05 RQ-COUNT    PIC S9(4) COMP.
          05 RQ-NATIVE   PIC S9(9) COMP-5.
          05 RQ-FLAGS.
             10 RQ-FLAG-A PIC X.
                88 IS-A   VALUE "A".
             10 RQ-FLAG-B PIC X.
          05 RQ-LINES OCCURS 5 TIMES.
             10 RQ-SKU   PIC X(8).
             10 RQ-QTY   PIC 9(4).
          05 RQ-TEXT     PIC X(30).
       01 REPLY.
          05 RP-CODE     PIC 9(4).
          05 RP-MESSAGE  PIC X(50).
          05 RP-TOTAL    PIC S9(11)V99 COMP-3.
       01 RETRIES        PIC S9(4) COMP-5.
       01 LAST-ONE       PIC X(10).
       PROCEDURE DIVISION USING REQUEST REPLY RETRIES LAST-ONE.
       ENTRY-POINT.
           ADD 1 TO CALLS-MADE
           MOVE ZERO TO RP-CODE RP-TOTAL
           MOVE SPACES TO RP-MESSAGE
           EVALUATE RQ-FUNCTION
              WHEN "INQ " PERFORM INQUIRING
              WHEN "UPD " PERFORM UPDATE-IT
              WHEN OTHER
                 MOVE 8 TO RP-CODE
                 MOVE "UNKNOWN FUNCTION" TO RP-MESSAGE
           END-EVALUATE
           GOBACK.
       INQUIRING.
           IF RQ-ACCOUNT = ZERO
              MOVE 4 TO RP-CODE
              MOVE "NO ACCOUNT" TO RP-MESSAGE
           END-IF
           PERFORM VARYING RETRIES FROM 1 BY 1 UNTIL RETRIES > 5
              IF RQ-SKU(RETRIES) NOT = SPACES
                 ADD RQ-QTY(RETRIES) TO RP-TOTAL
              END-IF
           END-PERFORM.
       UPDATE-IT.
           IF IS-A MOVE "N" TO RQ-FLAG-B END-IF
           ADD RQ-COUNT TO RQ-NATIVE
           COMPUTE RP-TOTAL = RQ-AMOUNT * 1.1
           MOVE RQ-TEXT TO RP-MESSAGE
           MOVE RQ-TEXT(1:10) TO LAST-ONE.
