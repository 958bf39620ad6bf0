      *> arguments by value, COMP-X, level 78, SORT of a table
       IDENTIFICATION DIVISION.
       PROGRAM-ID. WAYBILLS.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT AWB ASSIGN TO WS-AWB-NAME ORGANIZATION LINE SEQUENTIAL
               FILE STATUS WS-AWB-ST.
       DATA DIVISION.
       FILE SECTION.
       FD AWB.
       01 AWB-LINE PIC X(120).
       WORKING-STORAGE SECTION.
       78 MAX-ULD VALUE 40.
       78 OK-CODE VALUE "00".
       01 WS-AWB-NAME PIC X(30) VALUE "awb.txt".
       01 WS-AWB-ST PIC XX.
       01 ULD-COUNT PIC 9(4) COMP-5 VALUE 0.
       01 ULD-TABLE.
          05 ULD OCCURS 1 TO MAX-ULD DEPENDING ON ULD-COUNT
              ASCENDING KEY U-DEST U-WEIGHT INDEXED BY UX.
             10 U-ID PIC X(10).
             10 U-DEST PIC X(3).
             10 U-WEIGHT PIC 9(5) COMP-X.
             10 U-VOL PIC S9(5)V9(3) COMP-3.
             10 U-FLAG PIC X COMP-X.
       01 FIELDS.
          05 F-PREFIX PIC X(3).
          05 F-SERIAL PIC X(8).
          05 F-DEST PIC X(3).
          05 F-WEIGHT-X PIC X(7).
          05 F-TAIL PIC X(20).
       01 F-LEN PIC 99 COMP-X.
       01 F-PTR PIC 9(3) COMP-5.
       01 CHK PIC S9(9) COMP-5.
       01 RES PIC S9(9) COMP-5.
       01 TOT-W PIC S9(9) COMP-5 VALUE 0.
       01 SHORT-MSG PIC X(8).
       01 I PIC 9(4) COMP-5.
       LINKAGE SECTION.
       01 LK-MODE PIC X(4) COMP-5.
       01 LK-HDR.
          05 LH-FLIGHT PIC X(6).
          05 LH-ORIGIN PIC X(3).
          05 LH-DEST PIC X(3).
          05 LH-MAXW PIC 9(6) COMP-X.
          05 LH-STATUS PIC X.
             88 LH-OPEN VALUE "O".
             88 LH-CLOSED VALUE "C".
       PROCEDURE DIVISION USING BY VALUE LK-MODE BY REFERENCE LK-HDR.
       MAIN SECTION.
           IF LH-CLOSED
              MOVE 4 TO RETURN-CODE
              EXIT PROGRAM
           END-IF
           OPEN INPUT AWB
           IF WS-AWB-ST NOT = OK-CODE
              DISPLAY "no air waybills " WS-AWB-ST UPON CONSOLE
              MOVE 8 TO RETURN-CODE
              EXIT PROGRAM
           END-IF
           PERFORM READ-ALL
           CLOSE AWB
           SORT ULD ON ASCENDING KEY U-DEST DESCENDING KEY U-WEIGHT
           MOVE 0 TO TOT-W
           PERFORM VARYING I FROM 1 BY 1 UNTIL I > ULD-COUNT
              ADD U-WEIGHT (I) TO TOT-W
              IF U-FLAG (I) = 1 AND U-DEST (I) = "FRA" OR "CDG"
                 MOVE 2 TO U-FLAG (I)
              END-IF
           END-PERFORM
           IF TOT-W > LH-MAXW
              MOVE "TOO MUCH" TO SHORT-MSG
              CALL "ALARMS" USING BY VALUE TOT-W BY CONTENT "overweight"
                 BY REFERENCE LK-HDR RETURNING RES
              ON EXCEPTION DISPLAY "no alarm routine"
              END-CALL
           ELSE
              MOVE "FITS" TO SHORT-MSG
           END-IF
           EVALUATE LK-MODE ALSO RES
              WHEN 1 ALSO 0 SET LH-OPEN TO TRUE
              WHEN 2 ALSO ANY SET LH-CLOSED TO TRUE
              WHEN OTHER MOVE "?" TO LH-STATUS
           END-EVALUATE
           MOVE RES TO RETURN-CODE
           EXIT PROGRAM.
       READ-ALL SECTION.
           PERFORM WITH TEST AFTER UNTIL WS-AWB-ST NOT = OK-CODE
              READ AWB AT END EXIT PERFORM END-READ
              MOVE 1 TO F-PTR
              UNSTRING AWB-LINE DELIMITED BY ";" OR "," INTO F-PREFIX
                    F-SERIAL
                 COUNT IN F-LEN F-DEST F-WEIGHT-X F-TAIL WITH POINTER
                    F-PTR
              IF ULD-COUNT < MAX-ULD
                 ADD 1 TO ULD-COUNT
                 MOVE F-SERIAL TO U-ID (ULD-COUNT)
                 MOVE F-DEST TO U-DEST (ULD-COUNT)
                 COMPUTE U-WEIGHT (ULD-COUNT) = FUNCTION NUMVAL
                    (F-WEIGHT-X)
                 MOVE 1.5 TO U-VOL (ULD-COUNT)
                 MOVE 1 TO U-FLAG (ULD-COUNT)
              END-IF
              CALL "CBL_OR" USING F-PREFIX F-DEST BY VALUE 3
              COMPUTE CHK = FUNCTION MOD (F-PTR, 7)
              IF CHK = 3 MOVE "FRA" TO LH-ORIGIN END-IF
           END-PERFORM.
