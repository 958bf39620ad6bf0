      *> records side by side that are cleared one after the other
       IDENTIFICATION DIVISION.
       PROGRAM-ID. CLEARINGS.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT BERTHS ASSIGN TO "berths.dat" ORGANIZATION INDEXED
              ACCESS DYNAMIC RECORD KEY B-NUMBER FILE STATUS B-ST.
       DATA DIVISION.
       FILE SECTION.
       FD BERTHS.
       01 B-REC.
          05 B-NUMBER PIC X(9).
          05 B-PORT PIC X(25).
          05 B-QUAY PIC X(23).
          05 B-SIDE PIC X(8).
          05 B-OWNER PIC X(40).
          05 B-CRANE PIC X(4).
          05 B-POWER PIC X(8).
       WORKING-STORAGE SECTION.
       01 B-ST PIC 99.
       01 WS-REMARK PIC X(100).
       01 WS-ASKED.
          05 A-NUMBER PIC X(9).
          05 A-PORT PIC X(25).
          05 A-QUAY PIC X(23).
          05 A-SIDE PIC X(8).
          05 A-OWNER PIC X(40).
          05 A-CRANE PIC X(4).
          05 A-POWER PIC X(8).
          05 A-WHAT PIC X(11).
       01 WS-FROM BINARY-LONG.
       01 WS-LINE PIC X(256).
       01 WS-AT BINARY-LONG.
       PROCEDURE DIVISION.
       MAIN-PARA.
           MOVE SPACES TO WS-REMARK
           MOVE SPACES TO WS-ASKED
           ACCEPT A-NUMBER FROM ARGUMENT-VALUE
           ACCEPT A-PORT FROM ARGUMENT-VALUE
           ACCEPT A-OWNER FROM ARGUMENT-VALUE
           ACCEPT A-WHAT FROM ARGUMENT-VALUE
           OPEN I-O BERTHS
           IF B-ST NOT = 0
              MOVE "no berths at all" TO WS-REMARK
              PERFORM TELL
              GOBACK
           END-IF
           EVALUATE A-WHAT
              WHEN "reserve" PERFORM TAKE-IT
              WHEN "release" PERFORM RELEASE-IT
              WHEN OTHER MOVE "what is that" TO WS-REMARK
           END-EVALUATE
           CLOSE BERTHS
           PERFORM TELL
           GOBACK.
       TAKE-IT.
           MOVE A-NUMBER TO B-NUMBER
           READ BERTHS
              INVALID KEY PERFORM FILL-IN WRITE B-REC
              NOT INVALID KEY PERFORM FILL-IN REWRITE B-REC
           END-READ
           MOVE "reserved for you" TO WS-REMARK.
       FILL-IN.
           MOVE A-NUMBER TO B-NUMBER
           MOVE A-PORT TO B-PORT
           MOVE A-SIDE TO B-SIDE
           MOVE A-OWNER TO B-OWNER.
       RELEASE-IT.
           MOVE A-NUMBER TO B-NUMBER
           DELETE BERTHS
              INVALID KEY MOVE "was never taken" TO WS-REMARK
           END-DELETE.
       TELL.
           MOVE SPACES TO WS-LINE
           MOVE 1 TO WS-AT
           PERFORM VARYING WS-FROM FROM 1 BY 1 UNTIL WS-FROM > 100
              IF WS-REMARK (WS-FROM:1) NOT = " "
                 MOVE WS-REMARK (WS-FROM:1) TO WS-LINE (WS-AT:1)
                 ADD 1 TO WS-AT
              END-IF
           END-PERFORM
           CALL "PRINTED" USING BY VALUE WS-AT
           DISPLAY B-NUMBER "/" B-PORT "/" B-OWNER " "
              WS-REMARK.
