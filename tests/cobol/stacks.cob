      *> Rows before the current one, flags set side by side, a long text cleared, a file that a program within uses.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. STACKS.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT SHELVES ASSIGN TO 'SHELVES.TXT' LINE SEQUENTIAL
               FILE STATUS IS SH-STATUS.
       DATA DIVISION.
       FILE SECTION.
       FD  SHELVES GLOBAL.
       01  SHELF-LINE              GLOBAL.
           05  SL-PART             PIC X(6).
           05  SL-COUNT            PIC 9(5).
       WORKING-STORAGE SECTION.
       01  SH-STATUS               PIC XX.
       01  DEPTH                   PIC S9(4) COMP VALUE 1.
       01  RATE                    PIC 9(2)V9(3) GLOBAL.
       01  PILE.
           05  PL-ROW              OCCURS 16.
               10  PL-PART         PIC S9(4) COMP.
               10  PL-LINK         PIC S9(4) COMP.
               10  PL-COUNT        PIC S9(9)V999 COMP-3.
               10  PL-WEEK         PIC S9(5) COMP.
       01  FLAGS.
           05  FG-ANY              PIC X.
           05  FG-ALL              PIC X.
       01  NET-COUNT               PIC S9(9)V999 COMP-3.
       01  KEPT-COUNT              PIC S9(9)V999 COMP-3.
       LINKAGE SECTION.
       01  ANSWER.
           05  AN-CODE             PIC X(4).
           05  AN-TEXT             PIC X(1024).
       PROCEDURE DIVISION USING ANSWER.
       MAIN-PART.
           MOVE SPACES TO AN-TEXT
           OPEN INPUT SHELVES
           PERFORM UNTIL SH-STATUS NOT = "00"
               CALL "NEXT-SHELF"
               MOVE "Y" TO FG-ANY
               MOVE "N" TO FG-ALL
               PERFORM PUSH-ONE
               IF FG-ANY = "N" OR FG-ALL = "Y" STOP RUN END-IF
           END-PERFORM
           CLOSE SHELVES
           ADD RATE TO NET-COUNT
           MOVE "DONE" TO AN-CODE
           STRING SL-PART DELIMITED BY SIZE INTO AN-TEXT
           DISPLAY AN-CODE
           GOBACK.
       PUSH-ONE.
           ADD 1 TO DEPTH
           MOVE DEPTH TO PL-PART(DEPTH)
           MOVE PL-PART(DEPTH - 1) TO PL-LINK(DEPTH)
           MOVE SL-COUNT TO PL-COUNT(DEPTH)
           ADD PL-COUNT(DEPTH - 1) TO PL-COUNT(DEPTH)
           MOVE PL-WEEK(DEPTH - 1) TO PL-WEEK(DEPTH)
           SUBTRACT PL-COUNT(DEPTH) FROM NET-COUNT
           MOVE NET-COUNT TO KEPT-COUNT
           IF NET-COUNT > KEPT-COUNT MOVE "N" TO FG-ALL END-IF.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. NEXT-SHELF.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  SPLIT-RATE.
           05  WD-WHOLE            PIC X(2) JUSTIFIED.
           05  WD-REST             PIC X(3).
       PROCEDURE DIVISION.
       READ-PART.
           READ SHELVES
               AT END MOVE ZERO TO SL-COUNT
           END-READ
           UNSTRING SL-PART DELIMITED BY "." INTO WD-WHOLE WD-REST
           MOVE WD-WHOLE TO RATE(1:2)
           MOVE WD-REST TO RATE(3:3)
           EXIT PROGRAM.
       END PROGRAM NEXT-SHELF.
       END PROGRAM STACKS.
