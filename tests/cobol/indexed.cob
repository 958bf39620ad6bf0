      *> an indexed file with alternate keys
       IDENTIFICATION DIVISION.
       PROGRAM-ID. INDEXED-FILE.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT CUSTOMER ASSIGN TO "CUSTOMER"
              ORGANIZATION IS INDEXED
              ACCESS MODE IS DYNAMIC
              RECORD KEY IS CU-ID
              ALTERNATE RECORD KEY IS CU-NAME WITH DUPLICATES
              ALTERNATE RECORD KEY IS CU-TAX
              FILE STATUS IS CU-STATUS.
       DATA DIVISION.
       FILE SECTION.
       FD CUSTOMER.
       01 CU-RECORD.
          05 CU-ID       PIC 9(8).
          05 CU-NAME     PIC X(30).
          05 CU-TAX      PIC X(11).
          05 CU-LIMIT    PIC S9(7)V99 COMP-3.
          05 CU-CITY     PIC X(20).
       WORKING-STORAGE SECTION.
       01 CU-STATUS      PIC XX.
          88 CU-OK       VALUE "00".
          88 CU-MISSING  VALUE "23".
       01 EOF-FLAG       PIC X VALUE "N".
          88 AT-END-OF   VALUE "Y".
       01 COUNTER        PIC 9(6) COMP.
       PROCEDURE DIVISION.
       MAIN-LINE.
           OPEN I-O CUSTOMER
           IF NOT CU-OK DISPLAY "OPEN ERROR " CU-STATUS STOP RUN END-IF
           MOVE 4711 TO CU-ID
           READ CUSTOMER KEY IS CU-ID
              INVALID KEY DISPLAY "NO SUCH CUSTOMER"
           END-READ
           IF CU-MISSING
              MOVE "NEW ONE" TO CU-NAME
              MOVE 100.00 TO CU-LIMIT
              WRITE CU-RECORD INVALID KEY DISPLAY "DUPLICATE" END-WRITE
           ELSE
              ADD 50 TO CU-LIMIT
              REWRITE CU-RECORD
           END-IF
           MOVE "M" TO CU-NAME
           START CUSTOMER KEY IS NOT LESS THAN CU-NAME
           PERFORM UNTIL AT-END-OF
              READ CUSTOMER NEXT RECORD
                 AT END SET AT-END-OF TO TRUE
                 NOT AT END ADD 1 TO COUNTER
              END-READ
           END-PERFORM
           DELETE CUSTOMER
           CLOSE CUSTOMER
           DISPLAY "READ " COUNTER
           STOP RUN.
