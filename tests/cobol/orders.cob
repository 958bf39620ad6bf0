      *> an order service behind a long parameter
       IDENTIFICATION DIVISION.
       PROGRAM-ID. ORDERSVC.
       ENVIRONMENT DIVISION.
       INPUT-OUTPUT SECTION.
       FILE-CONTROL.
           SELECT ORDER-FILE ASSIGN TO "ORDERS"
              ORGANIZATION IS INDEXED ACCESS MODE IS DYNAMIC
              RECORD KEY IS OF-KEY
              ALTERNATE RECORD KEY IS OF-CUSTOMER WITH DUPLICATES
              FILE STATUS IS OF-STATUS.
           SELECT PRICE-FILE ASSIGN TO "PRICES"
              ORGANIZATION IS RELATIVE ACCESS MODE IS RANDOM
              RELATIVE KEY IS PRICE-SLOT
              FILE STATUS IS PF-STATUS.
       DATA DIVISION.
       FILE SECTION.
       FD ORDER-FILE.
       01 OF-RECORD.
          05 OF-KEY.
             10 OF-COMPANY   PIC 9(3).
             10 OF-NUMBER    PIC 9(9).
          05 OF-CUSTOMER     PIC X(10).
          05 OF-STATE        PIC X.
          05 OF-PLACED       PIC 9(8).
          05 OF-TOTAL        PIC S9(9)V99 COMP-3.
          05 OF-LINES        PIC 9(2) COMP.
          05 OF-LINE OCCURS 20 TIMES INDEXED BY OX.
             10 OFL-SKU      PIC X(12).
             10 OFL-QTY      PIC S9(5) COMP-3.
             10 OFL-PRICE    PIC S9(7)V99 COMP-3.
       FD PRICE-FILE.
       01 PF-RECORD.
          05 PF-SKU          PIC X(12).
          05 PF-PRICE        PIC S9(7)V99 COMP-3.
          05 PF-STOCK        PIC S9(7) COMP.
          05 PF-VALID-FROM   PIC 9(8).
       WORKING-STORAGE SECTION.
       01 OF-STATUS          PIC XX.
       01 PF-STATUS          PIC XX.
       01 PRICE-SLOT         PIC 9(8) COMP.
       01 FIRST-TIME         PIC X VALUE "Y".
       01 I                  PIC S9(4) COMP.
       01 WORK-TOTAL         PIC S9(9)V99 COMP-3.
       01 DISCOUNT           PIC V99 VALUE .05.
       01 LOG-TEXT           PIC X(70).
       01 STATE-NAMES.
          05 FILLER          PIC X(10) VALUE "NNEW".
          05 FILLER          PIC X(10) VALUE "SSHIPPED".
          05 FILLER          PIC X(10) VALUE "CCANCELLED".
       01 STATE-TABLE REDEFINES STATE-NAMES.
          05 STATE-ROW OCCURS 3 TIMES.
             10 STATE-CODE   PIC X.
             10 STATE-NAME   PIC X(9).
       LINKAGE SECTION.
       01 CONTROL-BLOCK.
          05 CB-VERSION      PIC 9(2).
          05 CB-FUNCTION     PIC X(8).
          05 CB-USER         PIC X(8).
          05 CB-RETURN       PIC S9(4) COMP.
          05 CB-REASON       PIC X(40).
       01 ORDER-BLOCK.
          05 OB-COMPANY      PIC 9(3).
          05 OB-NUMBER       PIC 9(9).
          05 OB-CUSTOMER     PIC X(10).
          05 OB-STATE        PIC X.
          05 OB-STATE-NAME   PIC X(9).
          05 OB-PLACED       PIC 9(8).
          05 OB-TOTAL        PIC S9(9)V99 COMP-3.
          05 OB-COUNT        PIC S9(4) COMP.
          05 OB-LINE OCCURS 20 TIMES.
             10 OBL-SKU      PIC X(12).
             10 OBL-QTY      PIC S9(5).
             10 OBL-PRICE    PIC S9(7)V99 COMP-3.
             10 OBL-SLOT     PIC 9(8) COMP.
       PROCEDURE DIVISION USING CONTROL-BLOCK ORDER-BLOCK.
       MAIN-LINE.
           MOVE ZERO TO CB-RETURN
           MOVE SPACES TO CB-REASON
           IF CB-VERSION NOT = 2
              MOVE 12 TO CB-RETURN
              MOVE "WRONG VERSION OF CONTROL BLOCK" TO CB-REASON
              GOBACK
           END-IF
           IF FIRST-TIME = "Y"
              OPEN I-O ORDER-FILE PRICE-FILE
              IF OF-STATUS NOT = "00" OR PF-STATUS NOT = "00"
                 MOVE 16 TO CB-RETURN
                 STRING "FILES: " OF-STATUS "/" PF-STATUS
                    DELIMITED BY SIZE INTO CB-REASON
                 GOBACK
              END-IF
              MOVE "N" TO FIRST-TIME
           END-IF
           EVALUATE CB-FUNCTION
              WHEN "READ" PERFORM READ-ORDER
              WHEN "CREATE" PERFORM CREATE-ORDER
              WHEN "CANCEL" PERFORM CANCEL-ORDER
              WHEN "CLOSE" CLOSE ORDER-FILE PRICE-FILE
                 MOVE "Y" TO FIRST-TIME
              WHEN OTHER
                 MOVE 8 TO CB-RETURN
                 STRING "UNKNOWN FUNCTION " CB-FUNCTION
                    DELIMITED BY SIZE INTO CB-REASON
           END-EVALUATE
           IF CB-RETURN > 4
              MOVE CB-REASON TO LOG-TEXT
              CALL "WRITELOG" USING CB-USER LOG-TEXT
           END-IF
           GOBACK.
       READ-ORDER.
           MOVE OB-COMPANY TO OF-COMPANY
           MOVE OB-NUMBER TO OF-NUMBER
           READ ORDER-FILE
              INVALID KEY
                 MOVE 4 TO CB-RETURN
                 MOVE "NO SUCH ORDER" TO CB-REASON
              NOT INVALID KEY
                 PERFORM FILL-BLOCK
           END-READ.
       FILL-BLOCK.
           MOVE OF-CUSTOMER TO OB-CUSTOMER
           MOVE OF-STATE TO OB-STATE
           MOVE OF-PLACED TO OB-PLACED
           MOVE OF-TOTAL TO OB-TOTAL
           MOVE OF-LINES TO OB-COUNT
           MOVE SPACES TO OB-STATE-NAME
           PERFORM VARYING I FROM 1 BY 1 UNTIL I > 3
              IF STATE-CODE(I) = OF-STATE
                 MOVE STATE-NAME(I) TO OB-STATE-NAME
              END-IF
           END-PERFORM
           PERFORM VARYING I FROM 1 BY 1 UNTIL I > OF-LINES
              SET OX TO I
              MOVE OFL-SKU(OX) TO OBL-SKU(I)
              MOVE OFL-QTY(OX) TO OBL-QTY(I)
              MOVE OFL-PRICE(OX) TO OBL-PRICE(I)
           END-PERFORM.
       CREATE-ORDER.
           IF OB-COUNT < 1 OR OB-COUNT > 20
              MOVE 8 TO CB-RETURN
              MOVE "1 TO 20 LINES" TO CB-REASON
              EXIT PARAGRAPH
           END-IF
           INITIALIZE OF-RECORD
           MOVE OB-COMPANY TO OF-COMPANY
           MOVE OB-NUMBER TO OF-NUMBER
           MOVE OB-CUSTOMER TO OF-CUSTOMER
           MOVE "N" TO OF-STATE
           ACCEPT OF-PLACED FROM DATE YYYYMMDD
           MOVE OB-COUNT TO OF-LINES
           MOVE ZERO TO WORK-TOTAL
           PERFORM VARYING I FROM 1 BY 1 UNTIL I > OB-COUNT
              PERFORM ONE-LINE
           END-PERFORM
           IF WORK-TOTAL > 1000
              COMPUTE WORK-TOTAL = WORK-TOTAL * (1 - DISCOUNT)
           END-IF
           MOVE WORK-TOTAL TO OF-TOTAL OB-TOTAL
           WRITE OF-RECORD
              INVALID KEY
                 MOVE 8 TO CB-RETURN
                 MOVE "ORDER EXISTS" TO CB-REASON
           END-WRITE.
       ONE-LINE.
           MOVE OBL-SLOT(I) TO PRICE-SLOT
           READ PRICE-FILE
              INVALID KEY
                 MOVE 4 TO CB-RETURN
                 MOVE "NO PRICE FOR A LINE" TO CB-REASON
                 MOVE ZERO TO PF-PRICE
           END-READ
           IF PF-SKU NOT = OBL-SKU(I)
              MOVE "PRICE OF ANOTHER ARTICLE" TO CB-REASON
           END-IF
           IF PF-STOCK < OBL-QTY(I) MOVE 4 TO CB-RETURN
           ELSE SUBTRACT OBL-QTY(I) FROM PF-STOCK
              REWRITE PF-RECORD
           END-IF
           SET OX TO I
           MOVE OBL-SKU(I) TO OFL-SKU(OX)
           MOVE OBL-QTY(I) TO OFL-QTY(OX)
           MOVE PF-PRICE TO OFL-PRICE(OX) OBL-PRICE(I)
           COMPUTE WORK-TOTAL = WORK-TOTAL + PF-PRICE * OBL-QTY(I).
       CANCEL-ORDER.
           PERFORM READ-ORDER
           IF CB-RETURN = 0
              IF OF-STATE = "S"
                 MOVE 8 TO CB-RETURN
                 MOVE "ALREADY SHIPPED" TO CB-REASON
              ELSE
                 MOVE "C" TO OF-STATE OB-STATE
                 REWRITE OF-RECORD
              END-IF
           END-IF.
