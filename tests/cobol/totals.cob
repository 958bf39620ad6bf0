      *> Records that are set up by stores that lie across sixteen bytes: no other record begins there.
       IDENTIFICATION DIVISION.
       PROGRAM-ID. TOTALS.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT LINES-OUT ASSIGN TO "LINESOUT" LINE SEQUENTIAL.
       DATA DIVISION.
       FILE SECTION.
       FD  LINES-OUT.
       01  LINE-OUT                PIC X(48).
       WORKING-STORAGE SECTION.
       01  COUNTED-LINE.
           05  CL-COUNT            PIC X(3).
           05  FILLER              PIC X(4) VALUE " OF".
           05  CL-TOTAL            PIC 9(3).
           05  FILLER              PIC X(41) VALUE
               "  PARCELS WERE WEIGHED BEFORE THE VAN LEFT".
       01  NOTHING-LINE.
           05  FILLER              PIC X(34) VALUE
               "   NO PARCEL WAS LEFT IN THE DEPOT".
           05  FILLER              PIC X(3).
       01  WEIGHED                 PIC 9(3) VALUE ZERO.
       01  ASKED                   PIC X(3).
       PROCEDURE DIVISION.
       MAIN-LINE.
           OPEN OUTPUT LINES-OUT.
           ACCEPT ASKED.
           ADD 7 TO WEIGHED.
           MOVE WEIGHED TO CL-TOTAL.
           MOVE ASKED TO CL-COUNT.
           MOVE COUNTED-LINE TO LINE-OUT.
           WRITE LINE-OUT.
           MOVE NOTHING-LINE TO LINE-OUT.
           WRITE LINE-OUT.
           CLOSE LINES-OUT.
           STOP RUN.
