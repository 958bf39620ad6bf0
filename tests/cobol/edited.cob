      *> edited pictures and figurative constants
       IDENTIFICATION DIVISION.
       PROGRAM-ID. EDITED.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
       01 AMOUNTS.
          05 AMT-IN      PIC S9(7)V99 VALUE 1234.5.
          05 AMT-OUT     PIC $$,$$$,$$9.99-.
          05 AMT-CR      PIC Z(6)9.99CR.
          05 AMT-STAR    PIC *(5)9.
          05 DATE-OUT    PIC 9999/99/99.
          05 PHONE       PIC XXXBXXXBXX.
          05 PLUSSED     PIC +++9.
          05 BLANKED     PIC ZZ9 BLANK WHEN ZERO.
          05 RIGHT-J     PIC X(10) JUSTIFIED RIGHT.
          05 LETTERS     PIC A(6).
          05 GAP         PIC X(4).
       01 DATE-IN        PIC 9(8) VALUE 20240229.
       PROCEDURE DIVISION.
       SHOW.
           MOVE AMT-IN TO AMT-OUT AMT-CR AMT-STAR
           MOVE DATE-IN TO DATE-OUT
           MOVE "AB12CD34" TO PHONE
           MOVE AMT-IN TO PLUSSED BLANKED
           MOVE "RIGHT" TO RIGHT-J
           MOVE SPACES TO LETTERS
           MOVE ALL "*" TO GAP
           DISPLAY "AMOUNT: " AMT-OUT " " AMT-CR
           DISPLAY DATE-OUT PHONE PLUSSED BLANKED RIGHT-J LETTERS
           MOVE HIGH-VALUES TO GAP
           STOP RUN.
