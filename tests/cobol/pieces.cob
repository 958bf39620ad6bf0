       IDENTIFICATION DIVISION.
       PROGRAM-ID. PIECES.
      * Parts that are items, and parts that are none: a status in two
      * halves, a date that is read by its parts, one that is built
      * character by character.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  ANSWER-CODE.
           05  ANSWER-KIND     PIC X.
           05  ANSWER-REST     PIC X.
       01  GIVEN-CODE          PIC XX VALUE "95".
       01  TODAY-IS.
           05  TODAY-YEAR      PIC 9(4).
           05  TODAY-MONTH     PIC 99.
           05  TODAY-DAY       PIC 99.
       01  LETTER.
           05  LETTER-NUMBER   PIC 9(6).
           05  LETTER-TO       PIC X(30).
           05  LETTER-STREET   PIC X(40).
           05  LETTER-TOWN     PIC X(24).
           05  LETTER-PERIOD   PIC X(20).
           05  LETTER-WORTH    PIC Z(6)9.99.
           05  LETTER-DATE     PIC X(10).
           05  FILLER          PIC X(14).
       01  FIRST-DAY           PIC X(10) VALUE "2026-01-01".
       01  WORTH               PIC 9(7)V99 VALUE 12.5.
       01  RULER               PIC X(40) VALUE "----------------------
      -    "------------------".
       01  ANSWER-SHOWN        PIC XX.
       PROCEDURE DIVISION.
       MAIN-PART.
           ACCEPT TODAY-IS FROM DATE YYYYMMDD.
           MOVE GIVEN-CODE TO ANSWER-CODE.
           IF ANSWER-CODE NOT NUMERIC OR ANSWER-KIND = "9"
              MOVE ANSWER-KIND TO ANSWER-SHOWN (1:1)
              MOVE ANSWER-REST TO ANSWER-SHOWN (2:1).
           MOVE SPACES TO LETTER-TOWN.
           MOVE TODAY-IS (1:8) TO LETTER-PERIOD (1:8).
           MOVE "-" TO LETTER-PERIOD (9:1).
           MOVE TODAY-IS (1:8) TO LETTER-PERIOD (10:8).
           MOVE WORTH TO LETTER-WORTH.
           MOVE TODAY-YEAR TO LETTER-DATE (1:4).
           MOVE "-" TO LETTER-DATE (5:1).
           MOVE TODAY-MONTH TO LETTER-DATE (6:2).
           MOVE "-" TO LETTER-DATE (8:1).
           MOVE TODAY-DAY TO LETTER-DATE (9:2).
           IF FIRST-DAY (1:10) > LETTER-TOWN (1:10)
              DISPLAY "EARLY" UPON CONSOLE.
           DISPLAY LETTER RULER ANSWER-SHOWN LETTER-TOWN LETTER-DATE.
           GOBACK.
