      *> go to, perform through, alter of flow
       IDENTIFICATION DIVISION.
       PROGRAM-ID. JUMPS.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 STEP-NO        PIC 9(2) VALUE 1.
       01 TRIES          PIC 9(4) COMP.
       01 TOTAL-N        PIC 9(7) COMP-3.
       01 TEXT-OUT       PIC X(16).
       PROCEDURE DIVISION.
       BEGIN-HERE.
           PERFORM FIRST-PART THRU LAST-PART
           PERFORM COUNT-UP VARYING TRIES FROM 1 BY 2 UNTIL TRIES > 9
           PERFORM COUNT-UP 3 TIMES
           PERFORM WITH TEST AFTER UNTIL STEP-NO > 5
              ADD 1 TO STEP-NO
           END-PERFORM
           GO TO ONE-WAY OTHER-WAY THIRD-WAY DEPENDING ON STEP-NO.
           DISPLAY "FELL THROUGH".
           GO TO THE-END.
       FIRST-PART.
           MOVE "FIRST" TO TEXT-OUT
           IF TRIES > 100 GO TO LAST-PART.
           ADD 10 TO TOTAL-N.
       MIDDLE-PART.
           MOVE "MIDDLE" TO TEXT-OUT.
       LAST-PART.
           EXIT.
       COUNT-UP.
           ADD TRIES TO TOTAL-N.
       ONE-WAY.
           DISPLAY "ONE".
       OTHER-WAY.
           DISPLAY "OTHER " TEXT-OUT.
       THIRD-WAY.
           IF TOTAL-N = 25 DISPLAY "TWENTY-FIVE".
       THE-END.
           STOP RUN.
