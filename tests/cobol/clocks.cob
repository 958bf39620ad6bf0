      *> a stamp turned round part by part and kept beside its source; a code at the end of a parameter
       IDENTIFICATION DIVISION.
       PROGRAM-ID. CLOCKS.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 HELD.
          05 HELD-DAY       PIC 9(4).
          05 HELD-HOUR      PIC 99.
          05 HELD-MINUTE    PIC 99.
          05 HELD-FAULT     PIC X VALUE "N".
       LINKAGE SECTION.
       01 CLOCK.
          05 CL-SHORT.
             10 CS-DAY      PIC X(4).
             10 CS-HOUR     PIC XX.
             10 CS-MINUTE   PIC XX.
          05 CL-LONG.
             10 CG-DAY      PIC X(4).
             10 CG-DASH     PIC X.
             10 CG-HOUR     PIC XX.
             10 CG-COLON    PIC X.
             10 CG-MINUTE   PIC XX.
          05 CL-KEPT.
             10 KEPT-SHORT  PIC X(8).
             10 KEPT-LONG   PIC X(10).
             10 KEPT-CODE   PIC 99.
          05 CL-WHAT        PIC X.
       PROCEDURE DIVISION USING CLOCK.
       MAIN-PART.
           INITIALIZE KEPT-CODE
           EVALUATE CL-WHAT
               WHEN "L" PERFORM LENGTHEN
               WHEN "S" PERFORM SHORTEN
               WHEN "C" PERFORM CHECK-IT
               WHEN OTHER MOVE 01 TO KEPT-CODE
           END-EVALUATE
           GOBACK.
       LENGTHEN.
           IF CL-SHORT = SPACES OR LOW-VALUES
               MOVE 01 TO KEPT-CODE
               GO TO LENGTHEN-END
           END-IF
           PERFORM CHECK-IT
           IF HELD-FAULT = "Y"
               MOVE 02 TO KEPT-CODE
               GO TO LENGTHEN-END
           END-IF
           MOVE CS-DAY TO CG-DAY
           MOVE "-" TO CG-DASH
           MOVE CS-HOUR TO CG-HOUR
           MOVE ":" TO CG-COLON
           MOVE CS-MINUTE TO CG-MINUTE
           MOVE CL-LONG TO KEPT-LONG
           MOVE 00 TO KEPT-CODE.
       LENGTHEN-END.
           EXIT.
       SHORTEN.
           IF CL-LONG = SPACES OR LOW-VALUES
               MOVE 01 TO KEPT-CODE
               GO TO SHORTEN-END
           END-IF
           IF CG-DASH NOT = "-" OR CG-COLON NOT = ":"
               MOVE 03 TO KEPT-CODE
               GO TO SHORTEN-END
           END-IF
           MOVE CG-DAY TO CS-DAY
           MOVE CG-HOUR TO CS-HOUR
           MOVE CG-MINUTE TO CS-MINUTE
           PERFORM CHECK-IT
           MOVE CL-SHORT TO KEPT-SHORT
           MOVE 00 TO KEPT-CODE.
       SHORTEN-END.
           EXIT.
       CHECK-IT.
           MOVE "N" TO HELD-FAULT
           IF CL-SHORT NOT NUMERIC
               MOVE "Y" TO HELD-FAULT
               GO TO CHECK-END
           END-IF
           MOVE CS-DAY TO HELD-DAY
           MOVE CS-HOUR TO HELD-HOUR
           MOVE CS-MINUTE TO HELD-MINUTE
           IF HELD-DAY > 366 OR HELD-HOUR > 23 OR HELD-MINUTE > 59
               MOVE "Y" TO HELD-FAULT
           END-IF.
       CHECK-END.
           EXIT.
