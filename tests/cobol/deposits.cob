      *> one of two texts, one of two characters, lines of dots, zeros in a text
       IDENTIFICATION DIVISION.
       PROGRAM-ID. DEPOSITS.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 PIVOT              PIC X(2) VALUE "45".
       01 SHOWN-STATUS.
          05 SHOWN-FIRST     PIC 9.
          05 SHOWN-REST      PIC 999.
       01 BRANCH-LINE.
          05 FILLER          PIC X(12) VALUE "Branch total".
          05 FILLER          PIC X(68) VALUE ALL ".".
          05 BRANCH-TOTAL    PIC ZZZ,ZZ9.99.
       01 DEPOSIT-LINE.
          05 FILLER          PIC X(11) VALUE "Deposit no ".
          05 DEPOSIT-NUMBER  PIC 9(4).
          05 FILLER          PIC X(13) VALUE " is closed".
       01 BANK-LINE.
          05 FILLER          PIC X(12) VALUE "Bank total".
          05 FILLER          PIC X(68) VALUE ALL ".".
          05 BANK-TOTAL      PIC ZZZ,ZZ9.99.
       LOCAL-STORAGE SECTION.
       01 HELD.
          05 HELD-HOLDER     PIC X(60).
          05 HELD-STREET     PIC X(160).
          05 HELD-SINCE      PIC X(8).
       LINKAGE SECTION.
       01 DEPOSIT.
          05 DE-CENTURY      PIC X(2).
          05 DE-YEAR         PIC X(2).
          05 DE-KIND         PIC X.
             88 DE-EARNING   VALUES "I" "M".
             88 DE-CLOSED    VALUE "Q".
          05 DE-STATUS       PIC X(2).
          05 DE-AMOUNT       PIC 9(6)V99.
          05 DE-NUMBER       PIC 9(4).
          05 DE-REASON       PIC X(36).
          05 DE-HOLDER       PIC X(60).
          05 DE-STREET       PIC X(160).
          05 DE-SINCE        PIC X(8).
          05 DE-PAID         PIC X.
          05 DE-WHY-NOT      PIC X.
       01 TRIAL-RUN          PIC X.
       PROCEDURE DIVISION USING DEPOSIT TRIAL-RUN.
       ONE-DEPOSIT.
           IF TRIAL-RUN = "T"
              GOBACK
           END-IF
           IF DE-YEAR < PIVOT
              MOVE "20" TO DE-CENTURY
           ELSE
              MOVE "19" TO DE-CENTURY
           END-IF
           IF DE-EARNING
              ADD DE-AMOUNT TO DE-AMOUNT
           END-IF
           IF DE-CLOSED
              MOVE DE-NUMBER TO DEPOSIT-NUMBER
              DISPLAY DEPOSIT-LINE
              MOVE "CLOSED BEFORE ITS LAST INTEREST DAY" TO DE-REASON
              STOP RUN
           END-IF
           MOVE DE-AMOUNT TO BRANCH-TOTAL BANK-TOTAL
           DISPLAY BRANCH-LINE
           DISPLAY BANK-LINE
           MOVE "0000" TO SHOWN-STATUS
           IF DE-STATUS NOT = "00"
              MOVE 7 TO SHOWN-REST
           END-IF
           DISPLAY "status " SHOWN-STATUS
           CALL "HOLDERS" USING HELD
           IF HELD-SINCE = SPACES
              MOVE "N" TO DE-PAID
              MOVE "3" TO DE-WHY-NOT
              GOBACK
           END-IF
           MOVE HELD-HOLDER TO DE-HOLDER
           MOVE HELD-STREET TO DE-STREET
           MOVE HELD-SINCE TO DE-SINCE
           GOBACK.
