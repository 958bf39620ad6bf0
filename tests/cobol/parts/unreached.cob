      *> literals of a paragraph that nothing reaches: one of them begins as another does, one is displayed
       IDENTIFICATION DIVISION.
       PROGRAM-ID. UNREACHED.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 WHAT-NEXT        PIC X(5) VALUE SPACES.
       01 TOLD             PIC X(24).
       01 HOW-OFTEN        PIC 9(3) VALUE 0.
       PROCEDURE DIVISION.
       MAIN-PART.
           PERFORM COUNTED 3 TIMES
           MOVE "STORAGE AT NIGHT" TO TOLD
           DISPLAY TOLD
           IF WHAT-NEXT = "SHELF" DISPLAY "the shelf is next".
           GO TO DONE.
       LEFT-OUT.
           MOVE "STORY" TO WHAT-NEXT.
           DISPLAY "          left out".
       DONE.
           STOP RUN.
       COUNTED.
           ADD 1 TO HOW-OFTEN.
           MOVE "SHELF" TO WHAT-NEXT.
