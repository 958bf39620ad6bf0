      *> Groups that a character is moved to, items that are only moved from between others, flags of one character.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. MARKERS.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT MARKS ASSIGN TO "MARKS" LINE SEQUENTIAL.
       DATA DIVISION.
       FILE SECTION.
       FD  MARKS.
       01  MARK-LINE               PIC X(100).
       01  MARK-PARTS.
           05  MP-NUMBER           PIC S9(5) COMP-3.
           05  FILLER              PIC X(7).
           05  MP-STORE            PIC X(10).
           05  FILLER              PIC X(40).
       WORKING-STORAGE SECTION.
       01  RULE-LINE.
           05  RL-FILL             PIC X(20).
           05  RL-TEXT             PIC X(12).
           05  RL-MORE             PIC X(20).
       01  STOCK-TABLE.
           05  ST-ROW              OCCURS 40 INDEXED BY ST-AT.
               10  ST-PART         PIC X(8).
               10  ST-LEFT         PIC S9(7) COMP-3.
               10  ST-RANK         PIC 9(3).
       01  LIMITS-GIVEN.
           05  LG-ROWS.
               10  FILLER          PIC X(24) VALUE
                   "NORTH   STORE-0007CODE09".
               10  FILLER          PIC X(24) VALUE
                   "SOUTH   STORE-0008CODE11".
           05  LG-TABLE REDEFINES LG-ROWS OCCURS 2.
               10  LG-REGION       PIC X(8).
               10  LG-STORE        PIC X(10).
               10  LG-CODE         PIC X(6).
       01  SHOWN-DAY.
           05  SD-LABEL            PIC X(9).
           05  SD-SPAN             PIC X(17).
           05  SD-TAIL             PIC X(8).
       01  TAIL-LINE.
           05  FILLER              PIC X(30) VALUE SPACES.
           05  FILLER              PIC X(14) VALUE " END OF RUN-  ".
           05  TL-AGAIN            PIC X(9).
           05  FILLER              PIC X(30) VALUE " NOT FOR ISSUE".
       01  PLAIN-LINE              PIC X(80).
       01  RUN-NAME                PIC X(9).
       01  FLAGS.
           05  FG-OPEN             PIC X.
           05  FG-KIND             PIC X.
           05  FG-COUNT            PIC 9(5).
           05  FG-DEBT             PIC S9(5).
       01  OUT-STORE               PIC X(10).
       01  OUT-CODE                PIC X(6).
       01  SPAN-FROM               PIC X(8).
       01  SPAN-TO                 PIC X(8).
       01  AT-ROW                  PIC 9(3) VALUE 1.
       LINKAGE SECTION.
       01  ASKED.
           05  AS-REGION           PIC X(8).
           05  AS-ANSWER           PIC X(16).
       PROCEDURE DIVISION USING ASKED.
       MAIN-PART.
           OPEN OUTPUT MARKS
           MOVE ALL "-" TO RULE-LINE
           MOVE SPACES TO STOCK-TABLE
           MOVE "P" TO FG-OPEN
           MOVE "?" TO FG-KIND
           MOVE 1 TO FG-COUNT
           MOVE -3 TO FG-DEBT
           MOVE AS-REGION TO RL-TEXT
           PERFORM VARYING AT-ROW FROM 1 BY 1 UNTIL AT-ROW > 2
               IF LG-REGION(AT-ROW) = AS-REGION
                   MOVE LG-STORE(AT-ROW) TO OUT-STORE
                   MOVE LG-CODE(AT-ROW) TO OUT-CODE
               END-IF
           END-PERFORM
           SET ST-AT TO 1
           MOVE OUT-STORE(1:8) TO ST-PART(ST-AT)
           MOVE 5 TO ST-LEFT(ST-AT)
           ADD AT-ROW TO ST-LEFT(ST-AT) ST-RANK(ST-AT)
           MOVE "PERIOD" TO SD-LABEL
           MOVE SPAN-FROM TO SD-SPAN(1:8)
           MOVE "/" TO SD-SPAN(9:1)
           MOVE SPAN-TO TO SD-SPAN(10:8)
           MOVE "CLOSED" TO SD-TAIL
           IF FG-OPEN = "P" AND FG-COUNT > AT-ROW AND FG-DEBT < 0
               STRING OUT-STORE OUT-CODE DELIMITED BY SIZE
                   INTO AS-ANSWER
           END-IF
           ACCEPT RUN-NAME
           MOVE RUN-NAME TO TL-AGAIN
           MOVE SPACES TO PLAIN-LINE
           MOVE OUT-STORE TO PLAIN-LINE(20:10)
           MOVE TAIL-LINE TO MARK-LINE
           WRITE MARK-LINE
           WRITE MARK-LINE FROM PLAIN-LINE
           DISPLAY TAIL-LINE RULE-LINE SHOWN-DAY FG-KIND
           MOVE AT-ROW TO MP-NUMBER
           MOVE OUT-STORE TO MP-STORE
           WRITE MARK-PARTS
           CLOSE MARKS
           GOBACK.
