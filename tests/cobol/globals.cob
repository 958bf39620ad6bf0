      *> programs in a program: GLOBAL, COMMON, INITIAL
       IDENTIFICATION DIVISION.
       PROGRAM-ID. GLOBALS.
      *> executable
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT TAPES ASSIGN TO "tapes.dat"
               ORGANIZATION INDEXED ACCESS DYNAMIC
               RECORD KEY TP-NO
               ALTERNATE RECORD KEY TP-TITLE WITH DUPLICATES
               FILE STATUS TP-ST.
       DATA DIVISION.
       FILE SECTION.
       FD TAPES GLOBAL.
       01 TP-REC.
          05 TP-NO PIC 9(6).
          05 TP-TITLE PIC X(30).
          05 TP-STATE PIC X.
             88 TP-OUT VALUE "O".
             88 TP-IN VALUE "I".
             88 TP-LOST VALUE "L" "M".
          05 TP-RATE PIC S9(3)V99 COMP-3.
          05 TP-COUNT PIC 9(4) COMP.
       WORKING-STORAGE SECTION.
       01 TP-ST PIC XX GLOBAL.
       01 SHARED-AREA GLOBAL.
          05 SH-MEMBER PIC 9(5).
          05 SH-NAME PIC X(20).
          05 SH-BAL PIC S9(5)V99.
          05 SH-FLAGS.
             10 SH-ACTIVE PIC X.
             10 SH-VIP PIC X.
       01 GENRES.
          05 FILLER PIC X(13) VALUE "ACACTION    1".
          05 FILLER PIC X(13) VALUE "COCOMEDY    2".
          05 FILLER PIC X(13) VALUE "DRDRAMA     3".
          05 FILLER PIC X(13) VALUE "HOHORROR    4".
       01 GENRE-TAB REDEFINES GENRES.
          05 G-ROW OCCURS 4 ASCENDING KEY G-CODE INDEXED BY GX.
             10 G-CODE PIC XX.
             10 G-NAME PIC X(10).
             10 G-WEIGHT PIC 9.
       01 EXT-CNT PIC 9(7) COMP EXTERNAL.
       01 WORK-LINE PIC X(60).
       01 N-DONE PIC 9(4) COMP VALUE 0.
       01 N-A PIC 99 VALUE 0.
       01 N-B PIC 99 VALUE 0.
       PROCEDURE DIVISION.
       MAIN-PARA.
           OPEN I-O TAPES
           IF TP-ST NOT = "00"
               DISPLAY "cannot open tapes: " TP-ST
               STOP RUN
           END-IF
           MOVE 12 TO SH-MEMBER
           MOVE "JONES" TO SH-NAME
           MOVE "Y" TO SH-ACTIVE
           PERFORM LOST-ONE
           PERFORM UNTIL TP-ST NOT = "00"
               READ TAPES NEXT AT END CONTINUE END-READ
               IF TP-ST = "00"
                   EVALUATE TRUE
                     WHEN TP-OUT ADD 1 TO N-A
                     WHEN TP-IN ADD 1 TO N-B
                     WHEN TP-LOST PERFORM LOST-ONE
                   END-EVALUATE
                   SEARCH ALL G-ROW
                       AT END MOVE "unknown genre" TO WORK-LINE
                       WHEN G-CODE (GX) = TP-TITLE (1:2)
                         MOVE G-NAME (GX) TO WORK-LINE
                   END-SEARCH
                   ADD 1 TO N-DONE
               END-IF
           END-PERFORM
           INSPECT WORK-LINE CONVERTING "abc" TO "ABC"
           DISPLAY "out " WITH NO ADVANCING
           DISPLAY N-A
           CALL "CHARGES" USING BY CONTENT N-DONE BY REFERENCE WORK-LINE
           CALL "SHOWER"
           CLOSE TAPES
           ADD N-DONE TO EXT-CNT
           STOP RUN.
       LOST-ONE.
           MOVE "N" TO SH-VIP
           SET TP-IN TO TRUE
           MOVE 0 TO TP-COUNT
           MOVE 4.50 TO TP-RATE
           REWRITE TP-REC.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. CHARGES.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 CH-TOTAL PIC S9(5)V99 COMP-3 VALUE 0.
       01 CH-TABLE.
          05 CH-ROW OCCURS 5.
             10 CH-DAYS PIC 99.
             10 CH-RATE PIC 9V99.
       01 CH-I PIC 99 COMP.
       LINKAGE SECTION.
       01 LK-N PIC 9(4) COMP.
       01 LK-LINE.
          05 LL-HEAD PIC X(8).
          05 LL-REST PIC X(40).
          05 LL-TAIL PIC X(12).
       PROCEDURE DIVISION USING LK-N LK-LINE.
       P1.
           PERFORM VARYING CH-I FROM 1 BY 1 UNTIL CH-I > 5
               COMPUTE CH-DAYS (CH-I) = CH-I * 3
               COMPUTE CH-RATE (CH-I) = 1.5 / CH-I
           END-PERFORM
           MOVE 10 TO CH-DAYS (2)
           COMPUTE CH-TOTAL = LK-N * CH-RATE (3)
           MOVE "CHARGE" TO LL-HEAD
           MOVE "for all that was out over night" TO LL-REST
           MOVE "TAIL" TO LL-TAIL
           IF SH-VIP = "Y" AND SH-ACTIVE = "Y" SUBTRACT 1 FROM CH-TOTAL
                    END-IF
           ADD CH-TOTAL TO SH-BAL
           CALL "LOGGER" USING LL-HEAD
           GOBACK.
       END PROGRAM CHARGES.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. LOGGER IS COMMON PROGRAM.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 LG-COUNT PIC 9(3) VALUE 0.
       LINKAGE SECTION.
       01 LK-H PIC X(8).
       PROCEDURE DIVISION USING LK-H.
       P1.
           ADD 1 TO LG-COUNT
           DISPLAY "log " LG-COUNT " " LK-H " " SH-NAME.
       END PROGRAM LOGGER.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. SHOWER IS INITIAL PROGRAM.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 SW-LINE.
          05 SW-A PIC X(10) VALUE "Member".
          05 SW-M PIC ZZZZ9.
          05 FILLER PIC XX VALUE SPACES.
          05 SW-B PIC -(5)9.99.
       PROCEDURE DIVISION.
       P1.
           MOVE SH-MEMBER TO SW-M
           MOVE SH-BAL TO SW-B
           DISPLAY SW-LINE
           IF TP-ST NOT = "00" AND TP-ST NOT = "10"
               DISPLAY "status was " TP-ST
           END-IF
           CALL "LOGGER" USING BY CONTENT "SHOWN   "
           EXIT PROGRAM.
       END PROGRAM SHOWER.
       END PROGRAM GLOBALS.
