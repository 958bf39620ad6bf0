      *> DECIMAL-POINT IS COMMA, GO TO DEPENDING
       IDENTIFICATION DIVISION.
       PROGRAM-ID. COMMAS.
      *> executable
       ENVIRONMENT DIVISION.
       CONFIGURATION SECTION.
       SPECIAL-NAMES.
           DECIMAL-POINT IS COMMA.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT ZIMMER ASSIGN "zimmer.dat" ORGANIZATION INDEXED
               ACCESS RANDOM RECORD KEY ZI-NR FILE STATUS FS1.
           SELECT GAST ASSIGN "gast.dat" ORGANIZATION INDEXED
               ACCESS DYNAMIC RECORD KEY GA-NR
               ALTERNATE RECORD KEY GA-NAME DUPLICATES FILE STATUS FS2.
           SELECT PROTO ASSIGN "proto.txt" ORGANIZATION LINE SEQUENTIAL
               FILE STATUS FS3.
       DATA DIVISION.
       FILE SECTION.
       FD ZIMMER.
       01 ZI-SATZ.
          05 ZI-NR PIC 9(3).
          05 ZI-ART PIC X.
          05 ZI-PREIS PIC 9(4)V99 COMP-3.
          05 ZI-BELEGT PIC X.
             88 ZI-FREI VALUE "F".
             88 ZI-VOLL VALUE "V".
          05 ZI-GAST PIC 9(5).
       FD GAST.
       01 GA-SATZ.
          05 GA-NR PIC 9(5).
          05 GA-NAME PIC X(30).
          05 GA-ORT.
             10 GA-PLZ PIC X(5).
             10 GA-STADT PIC X(25).
          05 GA-VON PIC 9(8).
          05 GA-BIS PIC 9(8).
          05 GA-OFFEN PIC S9(6)V99.
       FD PROTO.
       01 PR-ZEILE PIC X(100).
       WORKING-STORAGE SECTION.
       01 FS1 PIC XX.
       01 FS2 PIC XX.
       01 FS3 PIC XX.
       01 WAHL PIC 9.
       01 ENDE-KZ PIC X VALUE "N".
          88 FERTIG VALUE "J".
       01 ZEILE.
          05 FILLER PIC X(6) VALUE "Gast: ".
          05 Z-NAME PIC X(30).
          05 FILLER PIC X(9) VALUE " Betrag: ".
          05 Z-BETRAG PIC Z.ZZZ.ZZ9,99-.
          05 FILLER PIC X(4) VALUE " EUR".
       01 MELDUNG PIC X(120).
       01 SUMME PIC S9(7)V99 COMP-3 VALUE 0.
       01 STEUER PIC V999 VALUE 0,019.
       01 TAGE PIC 9(3).
       01 DATUM.
          05 D-J PIC 9(4).
          05 D-M PIC 99.
          05 D-T PIC 99.
       01 DATUM-N REDEFINES DATUM PIC 9(8).
       01 MONATE.
          05 FILLER PIC X(36) VALUE
           "JanFebMaeAprMaiJunJulAugSepOktNovDez".
       01 MON-TAB REDEFINES MONATE.
          05 MON PIC X(3) OCCURS 12.
       01 M-KURZ PIC X(3).
       PROCEDURE DIVISION.
       ANFANG.
           OPEN I-O ZIMMER GAST
           OPEN EXTEND PROTO
           IF FS3 = "35" OPEN OUTPUT PROTO END-IF
           ACCEPT DATUM FROM DATE YYYYMMDD.
       MENUE.
           IF FERTIG GO TO SCHLUSS END-IF
           DISPLAY "1 Anmelden 2 Abmelden 3 Rechnung 4 Ende"
           ACCEPT WAHL
           GO TO ANMELDEN ABMELDEN RECHNUNG SCHLUSS DEPENDING ON WAHL
           DISPLAY "Falsche Wahl"
           GO TO MENUE.
       ANMELDEN.
           DISPLAY "Zimmer? " NO ADVANCING
           ACCEPT ZI-NR
           READ ZIMMER INVALID KEY DISPLAY "kein Zimmer " ZI-NR
              GO TO MENUE END-READ
           IF ZI-VOLL
              MOVE "Das Zimmer ist belegt" TO MELDUNG
              WRITE PR-ZEILE FROM MELDUNG
              GO TO MENUE
           END-IF
           MOVE "V" TO ZI-BELEGT
           MOVE GA-NR TO ZI-GAST
           REWRITE ZI-SATZ
           MOVE DATUM-N TO GA-VON
           MOVE ZERO TO GA-OFFEN
           MOVE "Berlin" TO GA-STADT
           MOVE "10115" TO GA-PLZ
           WRITE GA-SATZ INVALID KEY DISPLAY "doppelt" END-WRITE
           GO TO MENUE.
       ABMELDEN.
           MOVE "F" TO ZI-BELEGT
           MOVE 0 TO ZI-GAST
           MOVE MON (D-M) TO M-KURZ
           DISPLAY MON (D-T)
           IF ZI-ART = "D" OR "E"
              COMPUTE SUMME ROUNDED = ZI-PREIS * TAGE * (1 + STEUER)
           ELSE
              COMPUTE SUMME = ZI-PREIS * TAGE
           END-IF
           ADD SUMME TO GA-OFFEN ON SIZE ERROR DISPLAY "zu viel" END-ADD
           REWRITE GA-SATZ
           REWRITE ZI-SATZ
           GO TO MENUE.
       RECHNUNG.
           MOVE GA-NAME TO Z-NAME
           MOVE GA-OFFEN TO Z-BETRAG
           STRING "Rechnung vom " DELIMITED SIZE D-T "." D-M "." D-J
              DELIMITED SIZE INTO MELDUNG
           WRITE PR-ZEILE FROM ZEILE
           WRITE PR-ZEILE FROM MELDUNG
           IF GA-OFFEN > 1000,50 MOVE "J" TO ENDE-KZ END-IF
           GO TO MENUE.
       SCHLUSS.
           CLOSE ZIMMER GAST PROTO
           STOP RUN.
