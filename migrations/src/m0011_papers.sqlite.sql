-- Papers that count once: receipts of donors and shops, and invoices, by the merchant whose number it is and the number.
CREATE INDEX record_receipt ON record (community, (coalesce(json_extract(document, '$.merchant'), '') || '/' || json_extract(document, '$.receipt')))
    WHERE kind IN ('donation', 'goods_donated', 'redemption') AND instr(document, '"receipt":"') > 0;
CREATE INDEX record_invoice ON record (community, (coalesce(json_extract(document, '$.merchant'), '') || '/' || json_extract(document, '$.invoice')))
    WHERE kind = 'statement_confirmed';
