      *> copybooks with replacing
       IDENTIFICATION DIVISION.
       PROGRAM-ID. COPYING.
       DATA DIVISION.
       WORKING-STORAGE SECTION.
           COPY "CUSTOMER.cpy" REPLACING
              ==CUSTOMER-AREA== BY ==OLD-ONE==
              LEADING ==CUSTOMER== BY ==OLD==.
       01 CHANGED        PIC X.
       LINKAGE SECTION.
           COPY "CUSTOMER.cpy" REPLACING
              ==CUSTOMER-AREA== BY ==NEW-ONE==
              LEADING ==CUSTOMER== BY ==NEW==.
       PROCEDURE DIVISION USING NEW-ONE.
       MAIN-LINE.
           MOVE "N" TO CHANGED
           IF OLD-NAME NOT = NEW-NAME
              MOVE NEW-NAME TO OLD-NAME
              MOVE "Y" TO CHANGED
           END-IF
           IF NEW-NUMBER > 99000000 DISPLAY "TEST CUSTOMER" END-IF
           GOBACK.
