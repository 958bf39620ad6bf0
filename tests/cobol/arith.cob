      *> arithmetic in all usages
       IDENTIFICATION DIVISION.
       PROGRAM-ID. ARITH.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 TOTALS.
          05 T-DISP      PIC S9(7)V99.
          05 T-PACK      PIC S9(9)V99 COMP-3.
          05 T-BIN       PIC S9(9) COMP.
          05 T-NAT       PIC S9(9) COMP-5.
          05 T-HALF      PIC S9(4) COMP.
          05 T-LONG      PIC S9(18) COMP.
          05 T-BYTE      PIC 99 COMP-5.
          05 T-UNS       PIC 9(5).
          05 T-SEP       PIC S9(5) SIGN LEADING SEPARATE.
          05 T-TRAIL     PIC S9(3) SIGN TRAILING SEPARATE.
          05 T-SIX       PIC 9(6) COMP-6.
       01 RATE           PIC V9(4) VALUE .0725.
       01 FLOATS.
          05 F-ONE       COMP-1.
          05 F-TWO       COMP-2.
       01 QUOTIENT       PIC 9(5).
       01 REST           PIC 9(5).
       PROCEDURE DIVISION.
       MAIN-LINE.
           MOVE 1234.56 TO T-DISP
           MOVE -99 TO T-PACK
           ADD 1 TO T-BIN T-NAT T-HALF
           ADD T-DISP TO T-PACK ROUNDED
           SUBTRACT 17 FROM T-NAT
           MULTIPLY 3 BY T-UNS
           DIVIDE T-UNS BY 7 GIVING QUOTIENT REMAINDER REST
           COMPUTE T-LONG = T-BIN * T-HALF + 1000
           COMPUTE T-DISP ROUNDED = T-PACK * RATE
           COMPUTE F-TWO = F-ONE * 2.5E0
           IF T-HALF > 250 ADD 5 TO T-BYTE END-IF
           IF T-SEP < 0 MOVE ZERO TO T-SEP END-IF
           ADD 1 TO T-TRAIL T-SIX
               ON SIZE ERROR DISPLAY "OVERFLOW"
           END-ADD
           IF QUOTIENT = REST DISPLAY "EVEN " QUOTIENT END-IF
           GOBACK.
