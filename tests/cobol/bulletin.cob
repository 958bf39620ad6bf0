      *> lines that are written one by one, records with several views, chained blocks, a text whose length varies
       IDENTIFICATION DIVISION.
       PROGRAM-ID. BULLETIN.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT NEWS-FILE ASSIGN TO "NEWS"
               ORGANIZATION SEQUENTIAL FILE STATUS NEWS-STATUS.
           SELECT SHIP-FILE ASSIGN TO "SHIPS"
               ORGANIZATION SEQUENTIAL.
           SELECT PORT-FILE ASSIGN TO "PORTS"
               ORGANIZATION SEQUENTIAL.
           SELECT MIXED-FILE ASSIGN TO "MIXED"
               ORGANIZATION SEQUENTIAL.
       DATA DIVISION.
       FILE SECTION.
       FD NEWS-FILE.
       01 NEWS-LINE PIC X(80).
       FD SHIP-FILE.
       01 SHIP-RECORD.
          05 SH-NUMBER PIC 9(7).
          05 SH-NAME PIC X(30).
          05 SH-OWNER PIC X(45).
          05 SH-FLAG PIC X(3).
          05 SH-TONS PIC S9(9)V99.
          05 FILLER PIC X(40).
       FD PORT-FILE.
       01 PORT-RECORD.
          05 PT-CODE PIC 9(5).
          05 PT-CITY PIC X(50).
          05 PT-COUNTRY PIC X(21).
          05 PT-DEPTH PIC S9(5)V99.
          05 FILLER PIC X(60).
       FD MIXED-FILE.
       01 MIXED-RECORD.
          05 MX-KIND PIC X.
          05 MX-DATA PIC X(200).
          05 MX-SHIP REDEFINES MX-DATA.
             10 MS-NUMBER PIC 9(7) COMP.
             10 MS-NAME PIC X(30).
             10 MS-OWNER PIC X(45).
             10 MS-FLAG PIC X(3).
             10 MS-TONS PIC S9(9)V99 COMP-3.
          05 MX-PORT REDEFINES MX-DATA.
             10 MP-CODE PIC 9(5) COMP-3.
             10 MP-CITY PIC X(50).
             10 MP-COUNTRY PIC X(21).
             10 MP-DEPTH PIC S9(5)V99 COMP-3.
       WORKING-STORAGE SECTION.
       01 NEWS-STATUS PIC XX.
       01 NEWS-LINES.
          05 LINE-1.
             10 FILLER PIC X(30) VALUE ALL "*".
             10 FILLER PIC X(20) VALUE "SHIPS IN PORT".
             10 FILLER PIC X(30) VALUE ALL "*".
          05 LINE-2.
             10 L2-NAME PIC X(70).
             10 FILLER PIC X(10) VALUE SPACES.
          05 LINE-3.
             10 FILLER PIC X(8) VALUE "Tons:".
             10 L3-TONS PIC Z(8)9.99.
             10 FILLER PIC X(60) VALUE SPACES.
          05 LINE-4.
             10 FILLER PIC X(80) VALUE ALL "-".
          05 LINE-5.
             10 FILLER PIC X(9) VALUE "City:".
             10 L5-CITY PIC X(50).
             10 FILLER PIC X(21) VALUE SPACES.
       01 FLEET.
          05 FLEET-ROW OCCURS 37 TIMES INDEXED BY SLOT.
             10 FR-NAME PIC X(30).
             10 FR-PORT OCCURS 4 TIMES.
                15 FP-CODE PIC X(11).
                15 FP-REST PIC X(38).
       01 WS-COUNTS.
          05 WS-COUNT PIC S9(4) COMP OCCURS 37 TIMES.
       01 WS-I PIC S9(4) COMP.
       01 WS-J PIC S9(4) COMP.
       01 MESSAGE-TEXT.
          05 MT-LENGTH PIC S9(4) COMP.
          05 MT-TEXT.
             10 MT-CHAR PIC X OCCURS 0 TO 120 TIMES
                DEPENDING ON MT-LENGTH.
       01 FIRST-BLOCK POINTER.
       LINKAGE SECTION.
       01 LK-TEXT PIC X(40).
       01 BLOCK-A.
          05 FILLER PIC X(24).
          05 BA-NEXT POINTER.
       01 BLOCK-B.
          05 FILLER PIC X(16).
          05 BB-NEXT POINTER.
       01 BLOCK-C.
          05 BC-NAME PIC X(8).
          05 BC-STEP PIC X(8).
       PROCEDURE DIVISION USING LK-TEXT.
       MAIN-PART.
           OPEN INPUT SHIP-FILE PORT-FILE OUTPUT NEWS-FILE MIXED-FILE
           CALL "BLOCKS" USING FIRST-BLOCK
           SET ADDRESS OF BLOCK-A TO FIRST-BLOCK
           SET ADDRESS OF BLOCK-B TO BA-NEXT
           SET ADDRESS OF BLOCK-C TO BB-NEXT
           DISPLAY BC-NAME BC-STEP
           INITIALIZE FLEET WS-COUNTS
           READ SHIP-FILE
           READ PORT-FILE
           PERFORM KEEP-SHIP
           PERFORM KEEP-PORT
           PERFORM PRINT-NEWS
           PERFORM TELL-ALL
           CLOSE SHIP-FILE PORT-FILE NEWS-FILE MIXED-FILE
           GOBACK.
       KEEP-SHIP.
           MOVE "S" TO MX-KIND
           MOVE SH-NUMBER TO MS-NUMBER
           MOVE SH-NAME TO MS-NAME
           MOVE SH-OWNER TO MS-OWNER
           MOVE SH-FLAG TO MS-FLAG
           MOVE SH-TONS TO MS-TONS
           WRITE MIXED-RECORD.
       KEEP-PORT.
           MOVE "P" TO MX-KIND
           MOVE PT-CODE TO MP-CODE
           MOVE PT-CITY TO MP-CITY
           MOVE PT-COUNTRY TO MP-COUNTRY
           MOVE PT-DEPTH TO MP-DEPTH
           WRITE MIXED-RECORD.
       PRINT-NEWS.
           MOVE SH-NAME TO L2-NAME
           MOVE SH-TONS TO L3-TONS
           MOVE PT-CITY TO L5-CITY
           WRITE NEWS-LINE FROM LINE-1
           WRITE NEWS-LINE FROM LINE-2
           WRITE NEWS-LINE FROM LINE-3
           WRITE NEWS-LINE FROM LINE-4
           WRITE NEWS-LINE FROM LINE-5
           IF NEWS-STATUS NOT = "00"
              DISPLAY "NOT WRITTEN " NEWS-STATUS
           END-IF.
       TELL-ALL.
           PERFORM VARYING WS-I FROM 1 BY 1 UNTIL WS-I > 37
              MOVE SH-NAME TO FR-NAME (WS-I)
              ADD 1 TO WS-COUNT (WS-I)
              PERFORM VARYING WS-J FROM 1 BY 1 UNTIL WS-J > 4
                 MOVE SH-FLAG TO FP-CODE (WS-I WS-J)
                 MOVE PT-CITY TO FP-REST (WS-I WS-J)
              END-PERFORM
           END-PERFORM
           MOVE 40 TO MT-LENGTH
           MOVE LK-TEXT TO MT-TEXT
           CALL "TELLING" USING MESSAGE-TEXT
           MOVE MT-TEXT TO LK-TEXT.
