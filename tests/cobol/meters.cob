      *> records of several lengths, hexadecimal values, COMP-1
       IDENTIFICATION DIVISION.
       PROGRAM-ID. METERS.
      *> executable
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT METER ASSIGN "meter.bin" ORGANIZATION SEQUENTIAL
              FILE STATUS M-ST.
       DATA DIVISION.
       FILE SECTION.
       FD METER RECORD VARYING FROM 20 TO 60 DEPENDING ON M-LEN.
       01 M-HEAD.
          05 MH-TYPE PIC X.
             88 MH-IS-HEAD VALUE X"01".
             88 MH-IS-READ VALUE X"02".
             88 MH-IS-END VALUE X"FF".
          05 MH-DATE PIC 9(8) COMP-X.
          05 MH-ROUTE PIC X(6).
          05 FILLER PIC X(9).
       01 M-READ.
          05 MR-TYPE PIC X.
          05 MR-METER PIC X(10).
          05 MR-PREV PIC 9(8) COMP-5.
          05 MR-CURR PIC 9(8) COMP-5.
          05 MR-FACTOR COMP-1.
          05 MR-AMT PIC S9(7)V99 COMP-3.
          05 MR-STATE PIC X(8).
             88 MR-OK VALUE "GOOD".
             88 MR-EST VALUE "ESTIMATE".
             88 MR-BAD VALUE "BROKEN".
          05 MR-NOTE PIC X(20).
       WORKING-STORAGE SECTION.
       01 M-ST PIC XX.
       01 M-LEN PIC 9(4) COMP.
       01 HEX-DIGITS PIC X(16) VALUE "0123456789ABCDEF".
       01 HEX-LINE.
          05 HX OCCURS 60.
             10 HX-1 PIC X.
             10 HX-2 PIC X.
             10 FILLER PIC X.
       01 BYTE-V PIC 9(4) COMP.
       01 BYTE-R REDEFINES BYTE-V.
          05 FILLER PIC X.
          05 BYTE-C PIC X.
       01 Q PIC 99 COMP-X.
       01 R PIC 99 COMP-X.
       01 I PIC 9(4) COMP-5.
       01 TOTALS.
          05 T-READS PIC 9(7) COMP-5.
          05 T-BAD PIC 9(5) COMP-3.
          05 T-AMT PIC S9(9)V99 COMP-3.
          05 T-MIN COMP-2.
       01 BUFFER PIC X(60).
       01 FLAG-SET.
          05 FL-A PIC X VALUE X"00".
          05 FL-B PIC X VALUE X"00".
          05 FL-C PIC X VALUE "N".
       PROCEDURE DIVISION.
       MAIN SECTION.
       M-0.
           OPEN INPUT METER
           IF M-ST NOT = "00" GO TO M-9 END-IF.
       M-1.
           READ METER AT END GO TO M-8 END-READ
           EVALUATE TRUE
              WHEN MH-IS-HEAD PERFORM HEADER
              WHEN MH-IS-READ PERFORM READING
              WHEN MH-IS-END GO TO M-8
              WHEN OTHER PERFORM DUMP
           END-EVALUATE
           GO TO M-1.
       M-8.
           CLOSE METER
           DISPLAY "readings " T-READS " bad " T-BAD
           IF T-AMT < 0 DISPLAY "negative sum" END-IF.
       M-9.
           STOP RUN.
       HEADER SECTION.
           IF FL-A = X"00" MOVE X"01" TO FL-A END-IF
           IF MH-ROUTE = LOW-VALUES OR SPACES
              MOVE X"FF" TO FL-B
           END-IF
           IF MH-DATE > 20200101 MOVE "Y" TO FL-C END-IF.
       READING SECTION.
           ADD 1 TO T-READS
           IF MR-CURR < MR-PREV
              SET MR-BAD TO TRUE
              ADD 1 TO T-BAD
           ELSE
              IF MR-FACTOR = 0 MOVE 1 TO MR-FACTOR SET MR-EST TO TRUE
              ELSE SET MR-OK TO TRUE END-IF
              COMPUTE MR-AMT ROUNDED = (MR-CURR - MR-PREV) * MR-FACTOR
              ADD MR-AMT TO T-AMT
           END-IF
           IF MR-NOTE = "STOP" MOVE "NONE" TO MR-NOTE END-IF
           IF T-MIN > 1.5E3 MOVE MR-FACTOR TO T-MIN END-IF.
       DUMP SECTION.
           MOVE M-HEAD TO BUFFER
           PERFORM VARYING I FROM 1 BY 1 UNTIL I > M-LEN
              MOVE 0 TO BYTE-V
              MOVE BUFFER (I:1) TO BYTE-C
              DIVIDE BYTE-V BY 16 GIVING Q REMAINDER R
              MOVE HEX-DIGITS (Q + 1:1) TO HX-1 (I)
              MOVE HEX-DIGITS (R + 1:1) TO HX-2 (I)
           END-PERFORM
           DISPLAY HX-1 (2) HX-2 (3) HEX-DIGITS.
