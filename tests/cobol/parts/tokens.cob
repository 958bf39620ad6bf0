      *> Parts of texts that are handed over as a whole, a digit and a space that are put side by side.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. TOKENS.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  LINE-IN                 PIC X(60).
       01  ROOM.
           05  RM-NUMBER           PIC 9(7).
           05  RM-BALCONY          PIC 9.
           05  RM-STATE            PIC X.
       01  WORDS-GIVEN.
           05  WD-TEXT             PIC X(30) OCCURS 4.
       01  WAYBILLS.
           05  WB-ROW              OCCURS 9.
               10  WB-NUMBER       PIC 9(11).
               10  WB-TEXT         PIC X(30).
       01  AT-ROW                  PIC S9(4) COMP VALUE 1.
       PROCEDURE DIVISION.
       MAIN-PART.
           ACCEPT LINE-IN
           MOVE 0 TO RM-BALCONY
           MOVE SPACE TO RM-STATE
           UNSTRING LINE-IN DELIMITED BY "/" INTO WD-TEXT(1) WD-TEXT(2)
           IF WD-TEXT(1)(1:11) IS NUMERIC
               MOVE WD-TEXT(1)(1:11) TO WB-NUMBER(AT-ROW)
               MOVE WD-TEXT(1)(4:7) TO RM-NUMBER
               IF AT-ROW = FUNCTION NUMVAL(WD-TEXT(1)(11:1))
                   MOVE WD-TEXT(2) TO WB-TEXT(AT-ROW)
               END-IF
           END-IF
           DISPLAY ROOM
           GOBACK.
