      *> string, unstring, inspect, reference modification
       IDENTIFICATION DIVISION.
       PROGRAM-ID. STRINGS.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 FULL-NAME      PIC X(40).
       01 FIRST-NAME     PIC X(15) VALUE "ADA".
       01 LAST-NAME      PIC X(20) VALUE "LOVELACE".
       01 PTR            PIC 9(3) VALUE 1.
       01 CSV            PIC X(60) VALUE "A,BB;CCC".
       01 PIECES.
          05 P-ONE       PIC X(10).
          05 P-TWO       PIC X(10).
          05 P-THREE     PIC X(10).
       01 LENS.
          05 L-ONE       PIC 9(2).
          05 D-ONE       PIC X.
       01 TALLY-N        PIC 9(3).
       01 PARTS          PIC 9(2).
       01 RAW            PIC X(20).
       01 POSN            PIC 9(2) VALUE 3.
       PROCEDURE DIVISION.
       MAIN-LINE.
           STRING FIRST-NAME DELIMITED BY SPACE " " DELIMITED BY SIZE
              LAST-NAME DELIMITED BY "  " INTO FULL-NAME
              WITH POINTER PTR
              ON OVERFLOW DISPLAY "TOO LONG"
           END-STRING
           UNSTRING CSV DELIMITED BY "," OR ALL ";"
              INTO P-ONE DELIMITER IN D-ONE COUNT IN L-ONE
                   P-TWO P-THREE
              TALLYING IN PARTS
           END-UNSTRING
           INSPECT FULL-NAME TALLYING TALLY-N FOR ALL "A"
              CHARACTERS BEFORE INITIAL "V"
           INSPECT FULL-NAME REPLACING ALL "L" BY "1" FIRST "E" BY "3"
           INSPECT RAW CONVERTING "abc" TO "ABC"
           MOVE FULL-NAME(1:5) TO RAW
           MOVE RAW(POSN:2) TO P-TWO
           IF FULL-NAME(2:3) = "DA " DISPLAY "MATCH" END-IF
           MOVE FUNCTION UPPER-CASE(RAW) TO RAW
           MOVE FUNCTION LENGTH(CSV) TO TALLY-N
           DISPLAY FUNCTION TRIM(FULL-NAME)
           GOBACK.
