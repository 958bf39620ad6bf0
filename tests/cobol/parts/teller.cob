      *> A program as a translator of CICS commands leaves it: the block it is handed, flags and codes, dates with points.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. TELLER.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  COMMAND-AREA            PIC X(11).
       01  WHO-ASKED               PIC X(4).
       01  ANSWER-CODES.
           05  ANSWER-CODE         PIC S9(8) COMP.
           05  ANSWER-CODE-2       PIC S9(8) COMP.
       01  OPENED-ROW.
           05  OPENED-NUMBER       PIC S9(9) COMP.
           05  OPENED-ON           PIC X(10).
           05  OPENED-PARTS REDEFINES OPENED-ON.
               10  OPENED-DAY      PIC XX.
               10  OPENED-POINT-1  PIC X.
               10  OPENED-MONTH    PIC XX.
               10  OPENED-POINT-2  PIC X.
               10  OPENED-YEAR     PIC X(4).
           05  OPENED-SUM          PIC S9(9) COMP.
       01  AUDIT-RECORD.
           05  AUDIT-WHO           PIC X(8).
           05  AUDIT-TYPE          PIC X.
           05  AUDIT-ACTION        PIC X.
           05  FILLER              PIC X(20).
       LINKAGE SECTION.
       01  DFHEIBLK.
           05  EIBTIME             PIC S9(7) COMP-3.
           05  EIBDATE             PIC S9(7) COMP-3.
           05  EIBTRNID            PIC X(4).
           05  EIBTASKN            PIC S9(7) COMP-3.
           05  EIBTRMID            PIC X(4).
           05  DFHEIGDI            PIC S9(4) COMP.
           05  EIBCPOSN            PIC S9(4) COMP.
           05  EIBCALEN            PIC S9(4) COMP.
           05  EIBAID              PIC X.
           05  EIBFN               PIC X(2).
           05  EIBRCODE            PIC X(6).
           05  EIBDS               PIC X(8).
           05  EIBREQID            PIC X(8).
           05  EIBRSRCE            PIC X(8).
           05  FILLER              PIC X(15).
           05  FILLER              PIC X(2).
           05  EIBRESP             PIC S9(8) COMP.
           05  EIBRESP2            PIC S9(8) COMP.
           05  EIBRLDBK            PIC X.
       01  DFHCOMMAREA.
           05  ASKED-NAME          PIC X(8).
           05  ASKED-DAY           PIC X(8).
           05  ASKED-DAY-PARTS REDEFINES ASKED-DAY.
               10  ASKED-DD        PIC 99.
               10  ASKED-MM        PIC 99.
               10  ASKED-YYYY      PIC 9(4).
           05  DONE-FLAG           PIC X.
           05  DONE-CODE           PIC X.
       PROCEDURE DIVISION USING DFHEIBLK DFHCOMMAREA.
       MAIN-LINE.
           MOVE X"0202E0000700F0F0F0F0F1" TO COMMAND-AREA.
           CALL "DFHEI1" USING COMMAND-AREA.
           MOVE EIBRESP TO ANSWER-CODE.
           MOVE EIBRESP2 TO ANSWER-CODE-2.
           MOVE EIBTRNID TO WHO-ASKED.
           CALL "TOLDING" USING ANSWER-CODES WHO-ASKED.
           IF ANSWER-CODE NOT = 0
               MOVE "N" TO DONE-FLAG
               MOVE "3" TO DONE-CODE
               GOBACK
           END-IF.
           MOVE SPACES TO OPENED-ON.
           MOVE ASKED-DD TO OPENED-DAY.
           MOVE "." TO OPENED-POINT-1.
           MOVE ASKED-MM TO OPENED-MONTH.
           MOVE "." TO OPENED-POINT-2.
           MOVE ASKED-YYYY TO OPENED-YEAR.
           CALL "OPENED" USING OPENED-ROW OPENED-SUM OPENED-ON.
           MOVE ASKED-NAME TO AUDIT-WHO.
           MOVE "B" TO AUDIT-TYPE.
           MOVE "I" TO AUDIT-ACTION.
           CALL "AUDITS" USING AUDIT-RECORD.
           CALL "CHECKS" USING ASKED-NAME.
           MOVE "B" TO AUDIT-TYPE.
           MOVE "I" TO AUDIT-ACTION.
           CALL "AUDITS" USING AUDIT-RECORD.
           MOVE "Y" TO DONE-FLAG.
           MOVE "0" TO DONE-CODE.
           GOBACK.
