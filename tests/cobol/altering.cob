      *> A GO TO that ALTER changes is kept in a number of the compiler's own, which is no item.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. ALTERING.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  TURN                    PIC 9(2) VALUE ZERO.
       PROCEDURE DIVISION.
       FIRST-OF-ALL.
           ADD 1 TO TURN.
           IF TURN = 1 ALTER WAY TO PROCEED TO OPENING.
           IF TURN = 2 ALTER WAY TO PROCEED TO READING.
           IF TURN > 2 ALTER WAY TO PROCEED TO CLOSING.
       WAY.
           GO TO OPENING.
       OPENING.
           DISPLAY "OPENING".
           GO TO FIRST-OF-ALL.
       READING.
           DISPLAY "READING".
           GO TO FIRST-OF-ALL.
       CLOSING.
           STOP RUN.
