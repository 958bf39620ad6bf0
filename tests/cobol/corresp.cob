      *> move and add corresponding, initialize
       IDENTIFICATION DIVISION.
       PROGRAM-ID. CORRESP.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 IN-REC.
          05 ACCOUNT     PIC 9(6).
          05 OWNER       PIC X(20).
          05 BALANCE     PIC S9(7)V99.
          05 SPARE       PIC X(3).
       01 OUT-REC.
          05 OWNER       PIC X(25).
          05 ACCOUNT     PIC 9(8).
          05 BALANCE     PIC S9(9)V99 COMP-3.
       01 WORK-REC.
          05 W-COUNT     PIC 9(4) COMP.
          05 W-TEXT      PIC X(9).
          05 W-TAB OCCURS 6 TIMES PIC S9(3) COMP-3.
       PROCEDURE DIVISION.
       MAIN-LINE.
           MOVE CORRESPONDING IN-REC TO OUT-REC
           ADD BALANCE OF IN-REC TO BALANCE OF OUT-REC
           INITIALIZE WORK-REC
           INITIALIZE OUT-REC REPLACING NUMERIC DATA BY 7
           MOVE SPACES TO IN-REC
           IF OWNER OF OUT-REC = SPACES DISPLAY "EMPTY" END-IF
           GOBACK.
