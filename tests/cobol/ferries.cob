      *> dates that are redefined by their parts, codes and flags side by side, records whose parts go to neighbours
       IDENTIFICATION DIVISION.
       PROGRAM-ID. FERRIES.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 WS-CODES.
          05 WS-REASON PIC S9(8) COMP.
          05 WS-DETAIL PIC S9(8) COMP.
       01 WS-REASON-OUT PIC 9(8).
       01 SAILING.
          05 S-SHIP PIC X(8).
          05 S-LEAVES PIC X(10).
          05 S-LEAVES-PARTS REDEFINES S-LEAVES.
             10 SL-DAY PIC XX.
             10 SL-DOT1 PIC X.
             10 SL-MONTH PIC XX.
             10 SL-DOT2 PIC X.
             10 SL-YEAR PIC X(4).
          05 S-ARRIVES PIC X(10).
          05 S-ARRIVES-PARTS REDEFINES S-ARRIVES.
             10 SA-DAY PIC XX.
             10 SA-DOT PIC X.
             10 SA-REST PIC X(7).
          05 S-SEATS PIC S9(4) COMP.
       01 TODAY.
          05 T-YEAR PIC 9(4).
          05 T-MONTH PIC 99.
          05 T-DAY PIC 99.
       01 VOYAGE.
          05 V-LINE PIC X(6).
          05 V-FROM.
             10 V-FROM-DAY PIC 99.
             10 V-FROM-YEAR PIC X(6).
          05 V-UNTIL.
             10 V-UNTIL-DAY PIC 99.
             10 V-UNTIL-YEAR PIC X(6).
       01 JOURNAL.
          05 J-TEXT.
             10 J-LINE PIC X(10).
             10 J-FROM-DAY PIC 99.
             10 J-FROM-YEAR PIC X(6).
             10 J-UNTIL-DAY PIC 99.
             10 J-UNTIL-YEAR PIC X(6).
             10 J-KIND PIC X(6).
       01 ORDER-AREA.
          05 OA-TAG PIC X(4).
          05 OA-GUEST PIC X(10).
          05 OA-PORT PIC X(6).
          05 OA-NUMBER PIC 9(8).
          05 OA-CABIN PIC X(8).
          05 OA-PRICE PIC 9(4)V99.
          05 OA-DAY PIC 9(8).
          05 OA-RATE PIC 9(8).
          05 OA-BALANCE PIC S9(10)V99.
          05 OA-DONE PIC X.
          05 OA-WHY PIC X.
          05 OA-CLERK PIC X(8).
       01 PERSON.
          05 P-CODE PIC X(8).
          05 P-NAME PIC X(60).
          05 P-HOME PIC X(90).
          05 P-BORN PIC 9(8).
          05 P-SCORE PIC 999.
       01 COUNTERS.
          05 WS-I PIC S9(4) COMP.
       LINKAGE SECTION.
       01 LK-BLOCK.
          05 LB-TIME PIC S9(7) COMP-3.
          05 LB-WAY PIC S9(4) COMP.
          05 LB-REASON PIC S9(8) COMP.
          05 LB-DETAIL PIC S9(8) COMP.
       01 LK-ASKED.
          05 LA-ID PIC 9(10).
          05 LA-NAME PIC X(60).
          05 LA-HOME PIC X(90).
          05 LA-BORN PIC 9(8).
          05 LA-BORN-PARTS REDEFINES LA-BORN.
             10 LA-BORN-DAY PIC 99.
             10 LA-BORN-MONTH PIC 99.
             10 LA-BORN-YEAR PIC 9(4).
          05 LA-SCORE PIC 999.
          05 LA-OK PIC X.
          05 LA-WHY PIC X.
          05 LA-MORE PIC X.
          05 LA-DATES.
             10 LD-FROM-DAY PIC XX.
             10 LD-FROM-MONTH PIC XX.
             10 LD-FROM-YEAR PIC X(4).
             10 LD-TO-DAY PIC XX.
       PROCEDURE DIVISION USING LK-BLOCK LK-ASKED.
       MAIN-PART.
           PERFORM BOOK-VOYAGE
           PERFORM TELL-CODES
           PERFORM SET-DATES
           PERFORM KEEP-VOYAGE
           PERFORM KEEP-PERSON
           PERFORM ANSWER-ALL
           GO TO FIRST-WAY SECOND-WAY DEPENDING ON LB-WAY
           GOBACK.
       FIRST-WAY.
           DISPLAY "first way" LB-TIME
           MOVE "N" TO LA-OK
           MOVE "3" TO LA-WHY
           MOVE "N" TO LA-MORE
           GOBACK.
       SECOND-WAY.
           DISPLAY "second way" OA-NUMBER
           MOVE "N" TO LA-OK
           MOVE "4" TO LA-WHY
           MOVE "N" TO LA-MORE
           GOBACK.
       TELL-CODES.
           MOVE LB-REASON TO WS-REASON
           MOVE LB-DETAIL TO WS-DETAIL
           CALL "TELLING" USING WS-REASON WS-DETAIL
           MOVE WS-REASON TO WS-REASON-OUT
           DISPLAY WS-REASON-OUT.
       SET-DATES.
           MOVE T-DAY TO SL-DAY
           MOVE "." TO SL-DOT1
           MOVE T-MONTH TO SL-MONTH
           MOVE "." TO SL-DOT2
           MOVE T-YEAR TO SL-YEAR
           MOVE T-DAY TO SA-DAY
           MOVE "." TO SA-DOT
           MOVE OA-TAG TO SA-REST
           CALL "SAILS" USING S-SHIP S-LEAVES S-ARRIVES S-SEATS
           MOVE SL-DAY TO LD-FROM-DAY
           MOVE SL-MONTH TO LD-FROM-MONTH
           MOVE SL-YEAR TO LD-FROM-YEAR
           MOVE SA-DAY TO LD-TO-DAY.
       KEEP-VOYAGE.
           CALL "VOYAGES" USING VOYAGE
           MOVE V-LINE TO J-LINE
           MOVE V-FROM-DAY TO J-FROM-DAY
           MOVE V-FROM-YEAR TO J-FROM-YEAR
           MOVE V-UNTIL-DAY TO J-UNTIL-DAY
           MOVE V-UNTIL-YEAR TO J-UNTIL-YEAR
           MOVE "BOOKED" TO J-KIND
           CALL "JOURNALS" USING JOURNAL.
       BOOK-VOYAGE.
           PERFORM VARYING WS-I FROM 1 BY 1 UNTIL WS-I > 3
              INITIALIZE ORDER-AREA
              MOVE P-CODE TO OA-CLERK
              MOVE T-DAY TO OA-NUMBER
              CALL "ORDERING" USING ORDER-AREA
           END-PERFORM.
       KEEP-PERSON.
           MOVE LA-NAME TO P-NAME
           MOVE LA-HOME TO P-HOME
           MOVE LA-BORN TO P-BORN
           MOVE LA-SCORE TO P-SCORE
           IF LA-BORN-YEAR < 1900
              MOVE ZERO TO LA-SCORE
           END-IF
           ADD 1 TO LA-SCORE
           MOVE LA-BORN-MONTH TO T-MONTH
           MOVE LA-BORN-DAY TO T-DAY
           CALL "PERSONS" USING PERSON.
       ANSWER-ALL.
           MOVE "Y" TO LA-OK
           CALL "ANSWERS" USING LK-ASKED
           IF LA-MORE = "N"
              MOVE "Y" TO LA-MORE
           END-IF
           DISPLAY LA-ID.
