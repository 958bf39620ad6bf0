      *> Moves side by side that the compiler joins, where other statements tell them apart: keys, dates, names and codes.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. TRANSFERS.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01  DAY-RECORD.
           05  DAY-ID              PIC X(16).
           05  DAY-KIND            PIC X(2).
           05  DAY-GROUP           PIC 9(4).
           05  DAY-CARD            PIC X(16).
           05  DAY-STAMP           PIC X(26).
           05  FILLER              PIC X(20).
       01  BOOK-RECORD.
           05  BOOK-ID             PIC X(16).
           05  BOOK-KIND           PIC X(2).
           05  BOOK-GROUP          PIC 9(4).
           05  BOOK-CARD           PIC X(16).
           05  BOOK-STAMP          PIC X(26).
           05  BOOK-NOTE           PIC X(20).
       01  KIND-SEEN               PIC X(2).
       01  CARD-SEEN               PIC X(16).
       01  ASK-AREA.
           05  ASK-FILE            PIC X(8).
           05  ASK-WHAT            PIC X.
           05  ASK-STATE           PIC X(2).
       01  SINCE-DAY.
           05  SINCE-DD            PIC 99.
           05  SINCE-MM            PIC 99.
           05  SINCE-YYYY          PIC 9(4).
       01  TOLD-TEXT.
           05  TOLD-KIND           PIC X(3).
           05  TOLD-DD             PIC 99.
           05  TOLD-MM             PIC 99.
           05  TOLD-YYYY           PIC 9(4).
           05  TOLD-END            PIC X(6).
       01  STAMP-PARTS.
           05  STAMP-YYYY          PIC 9(4).
           05  FILLER              PIC X VALUE "-".
           05  STAMP-MM            PIC 99.
           05  FILLER              PIC X VALUE "-".
           05  STAMP-DD            PIC 99.
       01  SENT-AREA.
           05  SENT-EYE            PIC X(4).
           05  SENT-WHO            PIC X(10).
           05  SENT-WHERE          PIC X(6).
           05  SENT-NUMBER         PIC 9(8).
           05  SENT-TYPE           PIC X(8).
           05  SENT-AMOUNT         PIC 9(10).
       01  LONG-AREA.
           05  LONG-ID             PIC X(16).
           05  LONG-REST.
               10  LONG-KIND       PIC X(2).
               10  LONG-TEXT       PIC X(316).
       01  TRIPS                   PIC 9(4) VALUE ZERO.
       LINKAGE SECTION.
       01  GIVEN-AREA.
           05  GIVEN-NUMBER        PIC 9(8).
           05  GIVEN-TABLE         OCCURS 9.
               10  GIVEN-ID        PIC X(16).
               10  GIVEN-REST      PIC X(318).
       PROCEDURE DIVISION USING GIVEN-AREA.
       MAIN-LINE.
           MOVE DAY-KIND TO KIND-SEEN.
           MOVE DAY-CARD TO CARD-SEEN.
           CALL "DAYFILE" USING DAY-RECORD KIND-SEEN CARD-SEEN.
           MOVE DAY-ID TO BOOK-ID.
           MOVE DAY-KIND TO BOOK-KIND.
           MOVE DAY-GROUP TO BOOK-GROUP.
           MOVE DAY-CARD TO BOOK-CARD.
           MOVE DAY-STAMP TO BOOK-STAMP.
           CALL "BOOKFILE" USING BOOK-RECORD.
           PERFORM ASKING.
           CALL "STAMPED" USING STAMP-PARTS.
           MOVE STAMP-DD TO SINCE-DD.
           MOVE STAMP-MM TO SINCE-MM.
           MOVE STAMP-YYYY TO SINCE-YYYY.
           CALL "SINCE" USING SINCE-DAY.
           MOVE "DAY" TO TOLD-KIND.
           MOVE SINCE-DD TO TOLD-DD.
           MOVE SINCE-MM TO TOLD-MM.
           MOVE SINCE-YYYY TO TOLD-YYYY.
           MOVE "CLOSED" TO TOLD-END.
           CALL "TELLING" USING TOLD-TEXT.
           INITIALIZE SENT-AREA.
           MOVE GIVEN-NUMBER TO SENT-NUMBER.
           CALL "SENDING" USING SENT-AREA.
           ADD 1 TO TRIPS.
           MOVE LONG-ID TO GIVEN-ID (TRIPS).
           MOVE LONG-REST TO GIVEN-REST (TRIPS).
           CALL "LONGER" USING GIVEN-AREA LONG-AREA.
           GOBACK.
       ASKING.
           MOVE "DAYBOOKS" TO ASK-FILE.
           MOVE "O" TO ASK-WHAT.
           CALL "ASKFILE" USING ASK-AREA.
           MOVE "R" TO ASK-WHAT.
           CALL "ASKFILE" USING ASK-AREA.
           MOVE "CARDBOOK" TO ASK-FILE.
           MOVE "C" TO ASK-WHAT.
           CALL "ASKFILE" USING ASK-AREA.
           IF ASK-STATE = "00" ADD 1 TO TRIPS.
