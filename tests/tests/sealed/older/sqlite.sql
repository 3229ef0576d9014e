PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE account (
    community INTEGER NOT NULL,
    account INTEGER NOT NULL CHECK (account > 0),
    kind TEXT NOT NULL,
    fund INTEGER,
    merchant INTEGER,
    discount INTEGER,
    voucher INTEGER,
    address TEXT NOT NULL,
    PRIMARY KEY (community, account)
) STRICT;
INSERT INTO "account" VALUES(1,1,'bank',1,NULL,NULL,NULL,'general/nuan/bank');
INSERT INTO "account" VALUES(1,2,'donation',1,NULL,NULL,NULL,'general/nuan/donation');
INSERT INTO "account" VALUES(1,3,'available',1,NULL,NULL,NULL,'budget/nuan/available');
INSERT INTO "account" VALUES(1,4,'authorised/donation',1,NULL,NULL,NULL,'budget/nuan/authorised/donation');
INSERT INTO "account" VALUES(1,5,'encumbered',1,NULL,NULL,NULL,'budget/nuan/encumbered');
INSERT INTO "account" VALUES(1,6,'programme/voucher',1,NULL,NULL,NULL,'general/nuan/programme/voucher');
INSERT INTO "account" VALUES(1,7,'voucher',1,NULL,NULL,9,'general/nuan/voucher/a5b8d5d5e5994bdeb15227dadf562940/DIS1');
INSERT INTO "account" VALUES(1,8,'spent/help',1,NULL,NULL,NULL,'budget/nuan/spent/help');
INSERT INTO "account" VALUES(1,9,'programme/cash',1,NULL,NULL,NULL,'general/nuan/programme/cash');
INSERT INTO "account" VALUES(1,10,'programme/bill',1,NULL,NULL,NULL,'general/nuan/programme/bill');
INSERT INTO "account" VALUES(1,11,'payable',1,1,NULL,NULL,'general/nuan/payable/M01');
INSERT INTO "account" VALUES(1,12,'uses',NULL,NULL,1,NULL,'usage/uses/D01/a5b8d5d5e5994bdeb15227dadf562940/2026-W04');
INSERT INTO "account" VALUES(1,13,'discount',NULL,NULL,1,NULL,'memo/discount/D01');
INSERT INTO "account" VALUES(1,14,'borne-merchant',NULL,1,NULL,NULL,'memo/borne-merchant/M01');
INSERT INTO "account" VALUES(1,15,'spent/discount',1,NULL,NULL,NULL,'budget/nuan/spent/discount');
INSERT INTO "account" VALUES(1,16,'borne-fund',1,NULL,NULL,NULL,'memo/borne-fund/nuan');
INSERT INTO "account" VALUES(1,17,'programme/discount',1,NULL,NULL,NULL,'general/nuan/programme/discount');
INSERT INTO "account" VALUES(1,18,'settled',NULL,1,NULL,NULL,'memo/settled/M01');
INSERT INTO "account" VALUES(1,19,'settlements',NULL,NULL,NULL,NULL,'memo/settlements');
INSERT INTO "account" VALUES(1,20,'spent/expired',1,NULL,NULL,NULL,'budget/nuan/spent/expired');
CREATE TABLE closing (
    community INTEGER NOT NULL REFERENCES community (community),
    closing INTEGER NOT NULL CHECK (closing > 0),
    since INTEGER NOT NULL,
    closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
    span TEXT NOT NULL,
    last_day TEXT NOT NULL CHECK (length(last_day) = 10),
    PRIMARY KEY (community, closing),
    FOREIGN KEY (community, since) REFERENCES record (community, seq)
) STRICT;
CREATE TABLE community (
    community INTEGER NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    id BLOB NOT NULL CHECK (length(id) = 16),
    name TEXT NOT NULL,
    district TEXT NOT NULL,
    timezone TEXT NOT NULL
, changed INTEGER NOT NULL DEFAULT 1, keeper TEXT NOT NULL DEFAULT 'legal_person', host TEXT, settings TEXT) STRICT;
INSERT INTO "community" VALUES(1,'songlan',X'3F0CEC1052684E95B669B15858BAF080','松澜社区','示例区','Asia/Shanghai',1,'legal_person',NULL,NULL);
CREATE TABLE disbursement (
    community INTEGER NOT NULL REFERENCES community (community),
    reference TEXT NOT NULL,
    state TEXT NOT NULL,
    last INTEGER NOT NULL,
    approved INTEGER,
    paid INTEGER,
    fund INTEGER NOT NULL,
    resident INTEGER NOT NULL,
    kind TEXT NOT NULL,
    merchant INTEGER,
    expires_on TEXT,
    expires_at INTEGER,
    given_at INTEGER,
    PRIMARY KEY (community, reference),
    CHECK ((paid IS NULL) = (given_at IS NULL)),
    FOREIGN KEY (community, last) REFERENCES record (community, seq),
    FOREIGN KEY (community, paid) REFERENCES record (community, seq),
    FOREIGN KEY (community, approved) REFERENCES record (community, seq),
    FOREIGN KEY (community, fund) REFERENCES fund (community, fund),
    FOREIGN KEY (community, resident) REFERENCES resident (community, resident),
    FOREIGN KEY (community, merchant) REFERENCES merchant (community, merchant)
) STRICT;
INSERT INTO "disbursement" VALUES(1,'DIS1','paid',9,8,9,1,1,'voucher',NULL,'2026-01-31',1769875200000000,1767974400000000);
INSERT INTO "disbursement" VALUES(1,'DIS2','paid',11,10,11,1,1,'cash',NULL,NULL,NULL,1767974400000000);
INSERT INTO "disbursement" VALUES(1,'DIS3','paid',13,12,13,1,1,'bill_payment',1,NULL,NULL,1768147200000000);
INSERT INTO "disbursement" VALUES(1,'AJ1','applied',23,NULL,NULL,1,3,'cash',NULL,NULL,NULL,NULL);
CREATE TABLE discount (
    community INTEGER NOT NULL REFERENCES community (community),
    discount INTEGER NOT NULL CHECK (discount > 0),
    code TEXT NOT NULL,
    since INTEGER NOT NULL,
    merchant INTEGER NOT NULL,
    fund INTEGER,
    terms TEXT NOT NULL, changed INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'approved', versions TEXT NOT NULL DEFAULT '{"from":null,"earlier":[]}',
    PRIMARY KEY (community, discount),
    FOREIGN KEY (community, since) REFERENCES record (community, seq),
    FOREIGN KEY (community, merchant) REFERENCES merchant (community, merchant),
    FOREIGN KEY (community, fund) REFERENCES fund (community, fund)
) STRICT;
INSERT INTO "discount" VALUES(1,1,'D01',4,1,1,'{"title":"低保八折","public_title":"邻里八折","reduction":{"kind":"percent","value":"20"},"min_spend":null,"cap_per_bill":"30.00","eligible":"dibao","uses":{"most":2,"scope":"resident","period":"week"},"fund_share":"50","budget":"1000.00","valid_from":"2026-01-01","valid_to":"2026-12-31"}',4,'approved','{"from":null,"earlier":[]}');
CREATE TABLE entry (
    community INTEGER NOT NULL REFERENCES community (community),
    register TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    code TEXT NOT NULL,
    since INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    subject BLOB,
    details TEXT NOT NULL,
    PRIMARY KEY (community, register, number)
) STRICT;
INSERT INTO "entry" VALUES(1,'donor',1,'J0009',18,18,X'21EC9460C404487DA7A772F43D02BB95','{"contact":"王鑫焱","kind":"company","name":"鑫焱热力","phone":"13877665545"}');
INSERT INTO "entry" VALUES(1,'household',1,'HQ78',19,19,X'D1B3AA39EBED436CA56887E2AA563009','{"address":"鑫焱路","from":"2026-01-01","name":"鑫焱家"}');
INSERT INTO "entry" VALUES(1,'agent',1,'A0009',20,20,X'4C1BF8CDAAD2455FB8873F7BD1BEDB2D','{"consent":"WT-1","from":"2026-01-01","name":"李鑫焱","phone":"13877665546","relation":"guardian","resident":"R0001"}');
INSERT INTO "entry" VALUES(1,'link',1,'L0009',21,21,X'EDC4C65CF2964A27AD8D05F8794F2C01','{"from":"2026-01-01","kind":"owner","note":"执照鑫焱","one":"officer:赵鑫焱","other":"merchant:M01"}');
INSERT INTO "entry" VALUES(1,'branch',1,'B0009',22,22,NULL,'{"address":"青竹路","from":"2026-01-01","merchant":"M01","name":"二店"}');
CREATE TABLE fund (
    community INTEGER NOT NULL REFERENCES community (community),
    fund INTEGER NOT NULL CHECK (fund > 0),
    code TEXT NOT NULL,
    since INTEGER NOT NULL,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    restricted INTEGER NOT NULL CHECK (restricted IN (0, 1)),
    purposes TEXT NOT NULL, changed INTEGER NOT NULL DEFAULT 0, agreement TEXT, ended_on TEXT,
    PRIMARY KEY (community, fund),
    FOREIGN KEY (community, since) REFERENCES record (community, seq)
) STRICT;
INSERT INTO "fund" VALUES(1,1,'nuan',2,'暖冬基金','困难居民帮扶',1,'["生活","医疗"]',2,NULL,NULL);
CREATE TABLE journal_head (
    community INTEGER NOT NULL PRIMARY KEY REFERENCES community (community),
    seq INTEGER NOT NULL CHECK (seq >= 0),
    recorded_at INTEGER NOT NULL,
    high_water INTEGER NOT NULL,
    register_seq INTEGER NOT NULL,
    expired_through INTEGER NOT NULL,
    accounts INTEGER NOT NULL CHECK (accounts >= 0),
    outcomes BLOB NOT NULL CHECK (length(outcomes) = 32),
    seal BLOB NOT NULL CHECK (length(seal) = 32)
) STRICT;
INSERT INTO "journal_head" VALUES(1,23,1795961760923717,1769875200000000,22,1795961756640910,20,X'DB447A83CD6295B6B5F94978A37EC599690EE32097F8BDD5BF16BF570489D0F8',X'5B3A6A54CCA845861296FBEF3285B3102D13D3CC7683848EDA2CCB4E43EF3DC9');
CREATE TABLE merchant (
    community INTEGER NOT NULL REFERENCES community (community),
    merchant INTEGER NOT NULL CHECK (merchant > 0),
    code TEXT NOT NULL,
    since INTEGER NOT NULL,
    name TEXT NOT NULL,
    uscc TEXT NOT NULL,
    category TEXT NOT NULL,
    contact TEXT NOT NULL,
    phone TEXT NOT NULL,
    joined_on TEXT NOT NULL,
    left_on TEXT, changed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (community, merchant),
    FOREIGN KEY (community, since) REFERENCES record (community, seq)
) STRICT;
INSERT INTO "merchant" VALUES(1,1,'M01',3,'青禾超市','91220199MA00000012','supermarket','林某','043100000001','2026-01-01',NULL,3);
CREATE TABLE outcome (
    community INTEGER NOT NULL,
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    content_hash BLOB NOT NULL CHECK (length(content_hash) = 16),
    code TEXT NOT NULL,
    seq INTEGER,
    facts TEXT NOT NULL,
    PRIMARY KEY (community, scope, key),
    CHECK ((code = '') = (seq IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO "outcome" VALUES(1,'claims.csv','HX1',X'4D2E3F531CB18A7D89215FD4D03EE490','',14,'');
INSERT INTO "outcome" VALUES(1,'claims.csv','HX2',X'7669277C240FA6F608E9676599AC1D4B','not_eligible',NULL,'{"day":"2026-01-21"}');
INSERT INTO "outcome" VALUES(1,'community.csv','songlan',X'CA8B636F5A9580F08A47B5A719DC3A73','',1,'');
INSERT INTO "outcome" VALUES(1,'disbursements.csv','DIS1',X'826D0043E7D19B82A7E0A3A40D865D1D','',9,'');
INSERT INTO "outcome" VALUES(1,'disbursements.csv','DIS2',X'328661B8161D51E25A61D3DD0BED99ED','',11,'');
INSERT INTO "outcome" VALUES(1,'disbursements.csv','DIS3',X'7AAAF5B2E4D30B001C28D4FC88EB2F2D','',13,'');
INSERT INTO "outcome" VALUES(1,'discounts.csv','D01',X'BEEF223BC19DDA3FACB5FF1D81D0FEEE','',4,'');
INSERT INTO "outcome" VALUES(1,'donations.csv','DON1',X'5D226853057A9165609C271E7C391231','',7,'');
INSERT INTO "outcome" VALUES(1,'funds.csv','nuan',X'223D05E29AB164D2858CA49386F1B459','',2,'');
INSERT INTO "outcome" VALUES(1,'merchants.csv','M01',X'5ADA0414703293C91F9C3D47FF4CA5DC','',3,'');
INSERT INTO "outcome" VALUES(1,'request/agent','earlier-4',X'D09BA53DDF0A476A495ECE77A2CA9FFF','',20,'');
INSERT INTO "outcome" VALUES(1,'request/branch','earlier-6',X'E1C9B7ADEC1D0CE4192292FEB897898F','',22,'');
INSERT INTO "outcome" VALUES(1,'request/case','earlier-7',X'5BA25028AF6CBB32C61EC88916D4EDC5','',23,'');
INSERT INTO "outcome" VALUES(1,'request/case-step','earlier-8',X'6DC9F244E3A2055A9420333939A9D137','visitors_required',NULL,'');
INSERT INTO "outcome" VALUES(1,'request/case-step','earlier-9',X'D0C069261F0C3C36F09DEBE4DDBA6966','wrong_state',NULL,'{"next":"visit, prepare, reject, cancel","state":"applied"}');
INSERT INTO "outcome" VALUES(1,'request/donor','earlier-2',X'4DA675E83E8767B837E001BEE667F55B','',18,'');
INSERT INTO "outcome" VALUES(1,'request/household','earlier-3',X'26FD151609859BB578DD2BE7FC10CE86','',19,'');
INSERT INTO "outcome" VALUES(1,'request/link','earlier-5',X'528F35227B17667A32E2D30A749567BB','',21,'');
INSERT INTO "outcome" VALUES(1,'request/redemption','earlier-10',X'DACF255848172A37491C971F583DADF5','not_eligible',NULL,'{"day":"2026-01-22"}');
INSERT INTO "outcome" VALUES(1,'request/resident','earlier-1',X'C0DCF41FEC14DB602C667F8FEB04C27A','',17,'');
INSERT INTO "outcome" VALUES(1,'request/reversal','earlier-11',X'3DBAF44CBEDC36AC50A9831A695BE7B8','bank_insufficient',NULL,'{"fund":"nuan","left":"521.50","needed":"1000.00"}');
INSERT INTO "outcome" VALUES(1,'residents.csv','R0001',X'E468D5F2E2BC57BDE0E2F8B73482F476','',5,'');
INSERT INTO "outcome" VALUES(1,'residents.csv','R0002',X'AB139BE9E35F698F2C8C48026160DE11','',6,'');
INSERT INTO "outcome" VALUES(1,'settlements.csv','JS1',X'6DEFE56F17A6A56E3EB5FC4BD3363D64','',15,'');
CREATE TABLE posting (
    community INTEGER NOT NULL,
    account INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    side INTEGER NOT NULL CHECK (side IN (1, -1)),
    amount INTEGER NOT NULL CHECK (amount <> 0),
    balance INTEGER NOT NULL,
    late_at INTEGER,
    PRIMARY KEY (community, account, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO "posting" VALUES(1,1,7,1,100000,100000,NULL);
INSERT INTO "posting" VALUES(1,1,11,-1,30000,70000,NULL);
INSERT INTO "posting" VALUES(1,1,15,-1,17850,52150,NULL);
INSERT INTO "posting" VALUES(1,2,7,-1,100000,-100000,NULL);
INSERT INTO "posting" VALUES(1,3,7,1,100000,100000,NULL);
INSERT INTO "posting" VALUES(1,3,8,-1,20000,80000,NULL);
INSERT INTO "posting" VALUES(1,3,10,-1,30000,50000,NULL);
INSERT INTO "posting" VALUES(1,3,12,-1,12050,37950,NULL);
INSERT INTO "posting" VALUES(1,3,14,-1,800,37150,NULL);
INSERT INTO "posting" VALUES(1,3,16,1,15000,52150,NULL);
INSERT INTO "posting" VALUES(1,4,7,-1,100000,-100000,NULL);
INSERT INTO "posting" VALUES(1,5,8,1,20000,20000,NULL);
INSERT INTO "posting" VALUES(1,5,9,-1,20000,0,NULL);
INSERT INTO "posting" VALUES(1,5,10,1,30000,30000,NULL);
INSERT INTO "posting" VALUES(1,5,11,-1,30000,0,NULL);
INSERT INTO "posting" VALUES(1,5,12,1,12050,12050,NULL);
INSERT INTO "posting" VALUES(1,5,13,-1,12050,0,NULL);
INSERT INTO "posting" VALUES(1,6,9,1,20000,20000,NULL);
INSERT INTO "posting" VALUES(1,6,16,-1,15000,5000,NULL);
INSERT INTO "posting" VALUES(1,7,9,-1,20000,-20000,NULL);
INSERT INTO "posting" VALUES(1,7,14,1,5000,-15000,NULL);
INSERT INTO "posting" VALUES(1,7,16,1,15000,0,NULL);
INSERT INTO "posting" VALUES(1,8,9,1,20000,20000,NULL);
INSERT INTO "posting" VALUES(1,8,11,1,30000,50000,NULL);
INSERT INTO "posting" VALUES(1,8,13,1,12050,62050,NULL);
INSERT INTO "posting" VALUES(1,9,11,1,30000,30000,NULL);
INSERT INTO "posting" VALUES(1,10,13,1,12050,12050,NULL);
INSERT INTO "posting" VALUES(1,11,13,-1,12050,-12050,NULL);
INSERT INTO "posting" VALUES(1,11,14,-1,5800,-17850,NULL);
INSERT INTO "posting" VALUES(1,11,15,1,17850,0,NULL);
INSERT INTO "posting" VALUES(1,12,14,1,1,1,NULL);
INSERT INTO "posting" VALUES(1,13,14,1,1600,1600,NULL);
INSERT INTO "posting" VALUES(1,14,14,-1,800,-800,NULL);
INSERT INTO "posting" VALUES(1,15,14,1,800,800,NULL);
INSERT INTO "posting" VALUES(1,16,14,-1,800,-800,NULL);
INSERT INTO "posting" VALUES(1,17,14,1,800,800,NULL);
INSERT INTO "posting" VALUES(1,18,15,1,17850,17850,NULL);
INSERT INTO "posting" VALUES(1,19,15,-1,17850,-17850,NULL);
INSERT INTO "posting" VALUES(1,20,16,-1,15000,-15000,NULL);
CREATE TABLE private_value (
    community INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    field TEXT NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    value TEXT NOT NULL,
    PRIMARY KEY (community, seq, field)
) STRICT;
INSERT INTO "private_value" VALUES(1,3,'contact',X'B1314511F062278A7B2E1D3D3D555407','{"contact":"林某","phone":"043100000001"}');
INSERT INTO "private_value" VALUES(1,5,'identity',X'7F7DC04832F69D75623E95166F9D766A','{"building":"3栋","household":"","id_number":"220199194803120011","name":"周某","phone":"","resident":"R0001"}');
INSERT INTO "private_value" VALUES(1,5,'eligibility',X'338C89DAEB48E348FF6423ECC759E9C7','[{"category":"dibao","from":"2026-01-01","to":"2026-12-31"}]');
INSERT INTO "private_value" VALUES(1,6,'identity',X'33F331D68A8F214F815A19C06922C14D','{"building":"5栋","household":"","id_number":"220199197907040028","name":"吴某","phone":"","resident":"R0002"}');
INSERT INTO "private_value" VALUES(1,6,'eligibility',X'89565B5B2199D954CE1D36987342275B','[]');
INSERT INTO "private_value" VALUES(1,7,'donor',X'669FF21E8DC3BF2185C1458BF7540927','{"donor":"松澜供热"}');
INSERT INTO "private_value" VALUES(1,8,'particulars',X'ABCCFB8CC046711171A225ED84477B31','{"approved_by":"钱某","prepared_by":"赵某","purpose":"生活"}');
INSERT INTO "private_value" VALUES(1,10,'particulars',X'5974EDC84057806FE49986A75A473C7D','{"approved_by":"钱某","prepared_by":"赵某","purpose":"医疗"}');
INSERT INTO "private_value" VALUES(1,12,'particulars',X'F50DB86CD9D582467C49B6AC53C8573C','{"approved_by":"钱某","prepared_by":"赵某","purpose":"生活"}');
INSERT INTO "private_value" VALUES(1,17,'identity',X'6AAA5A754F9D3219CC63A382047FA72B','{"building":"88栋","household":"HQ77","id_number":"220199200005242506","name":"郑鑫焱","phone":"13877665544","resident":"R0003"}');
INSERT INTO "private_value" VALUES(1,17,'eligibility',X'40204DB8EFAD32917A4F383B8ADB1FE2','[{"category":"disabled","evidence":"残证鑫焱","from":"2025-02-03","to":"2026-12-31"}]');
INSERT INTO "private_value" VALUES(1,18,'personal',X'D198CAB196AD58A1E7A9059453DCC550','{"code":"J0009","contact":"王鑫焱","name":"鑫焱热力","phone":"13877665545"}');
INSERT INTO "private_value" VALUES(1,19,'personal',X'D9565CB46A928BB0D781014EBE0B0564','{"address":"鑫焱路","code":"HQ78","name":"鑫焱家"}');
INSERT INTO "private_value" VALUES(1,20,'personal',X'E99B19006A0D60A14AF99FFC9D9CC95F','{"code":"A0009","name":"李鑫焱","phone":"13877665546","resident":"R0001"}');
INSERT INTO "private_value" VALUES(1,21,'personal',X'E336A3748CBD4D4A12BC7BAC06CD28F2','{"code":"L0009","note":"执照鑫焱","one":"officer:赵鑫焱","other":"merchant:M01"}');
INSERT INTO "private_value" VALUES(1,23,'terms',X'06561E43AE3A3039B7D7E3ABF6FB906D','{"amount":"30.00","expires_on":null,"fund":"nuan","kind":"cash","merchant":null,"purpose":"生活","resident":"fe3a0da28fde4d3580827cc48821dd1b"}');
INSERT INTO "private_value" VALUES(1,23,'officer',X'CAC0C343A86DF499283463FD477FE694','{"by":"钱鑫焱"}');
CREATE TABLE record (
    community INTEGER NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    kind TEXT NOT NULL,
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 32),
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    effective_on TEXT NOT NULL CHECK (length(effective_on) = 10),
    actor TEXT NOT NULL,
    reverses INTEGER CHECK (reverses < seq),
    document TEXT NOT NULL,
    postings TEXT NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
    late INTEGER CHECK (late IN (0, 1)),
    PRIMARY KEY (community, seq)
) STRICT;
INSERT INTO "record" VALUES(1,1,'community_registered','songlan',1795961756584548,1795961756584548,'2026-11-29','import',NULL,'{"code":"songlan","district":"示例区","name":"松澜社区","timezone":"Asia/Shanghai"}','[]',X'6CEBA72C986DFE11C69EBAC7A1097A6F',X'932A98591AD1CB213E388D69EE97BC7FB5D133F0CE3A41882F5F887AD3A2FE24',NULL);
INSERT INTO "record" VALUES(1,2,'fund_registered','nuan',1795961756601120,1795961756601120,'2026-11-29','import',NULL,'{"fund":"nuan","name":"暖冬基金","purpose":"困难居民帮扶","purposes":["生活","医疗"],"restricted":true}','[]',X'3D4FDE0C0BD77B8444E1D102BC1FF464',X'CB40DEFFF6278D9F3910C88A89D3AB4CD5A87F8583343AEB57D803415F74B258',NULL);
INSERT INTO "record" VALUES(1,3,'merchant_registered','M01',1795961756601120,1795961756601120,'2026-11-29','import',NULL,'{"category":"supermarket","contact":"92b0a01d5a40c1f7cee02af868429ffaf576d0a1265ca050d1210f85e94d9394","joined_on":"2026-01-01","left_on":null,"merchant":"M01","name":"青禾超市","uscc":"91220199MA00000012"}','[]',X'889C54EADCEA7CD7846ADF3148414906',X'A6EDB2EB90B7EE69B9EAAF60FD2ED2F9000A237C0C862A2D60DD0B5C9D0DD908',NULL);
INSERT INTO "record" VALUES(1,4,'discount_registered','D01',1795961756601120,1795961756601120,'2026-11-29','import',NULL,'{"budget":"1000.00","cap_per_bill":"30.00","discount":"D01","eligible":"dibao","fund":"nuan","fund_share":"50","merchant":"M01","min_spend":null,"public_title":"邻里八折","reduction":{"kind":"percent","value":"20"},"title":"低保八折","uses":{"most":2,"period":"week","scope":"resident"},"valid_from":"2026-01-01","valid_to":"2026-12-31"}','[]',X'5C159AE7214D30A9B3776D6DE7F7E093',X'4F2A45F6D35004AE2103E144B64835A9AF1389B2349C38AFAD1C4E6A7F9E2673',NULL);
INSERT INTO "record" VALUES(1,5,'resident_registered','a5b8d5d5e5994bdeb15227dadf562940',1795961756601120,1795961756601120,'2026-11-29','import',NULL,'{"eligibility":"f300cf911bba12bbd65e609e66e02b987b728360f12b66ae0ffe7e09149d7239","household":null,"identity":"880765c914a3316007b007443f09c25fcca20fd641b3e2cc4ff604652acc4e59","subject":"a5b8d5d5e5994bdeb15227dadf562940"}','[]',X'22D8237C9FD64FF9E13F99358AADD6DD',X'079F756F1518D5C8E5767B3A4C32747FB612176F937B392FBE436B3B81260907',NULL);
INSERT INTO "record" VALUES(1,6,'resident_registered','e78f7d55a30347c1ab03e68ca1b33f84',1795961756601120,1795961756601120,'2026-11-29','import',NULL,'{"eligibility":"5fba8dfc54551c35ba81faa1015529e277733fce54b755107a0a1b743c1d91a0","household":null,"identity":"348c142af804fee8c7f34c49d5893c328ffa31024703adba7066552a28d0932e","subject":"e78f7d55a30347c1ab03e68ca1b33f84"}','[]',X'D87325A4D49AFC58790BF86023585888',X'22CCDF15E73D7799C29A3F4460DA94118F7E43680DA5ACBA51CBCC8A2EDF91FB',NULL);
INSERT INTO "record" VALUES(1,7,'donation','DON1',1767542400000000,1795961756620909,'2026-01-05','import',NULL,'{"amount":"1000.00","donor":"9c31750ddca3cdeea280f03e7ba2371a99dfb7a70902ee819df7c860b9876dc3","donor_kind":"organisation","fund":"nuan","method":"bank"}','[["general/nuan/bank","debit","1000.00"],["general/nuan/donation","credit","1000.00"],["budget/nuan/available","debit","1000.00"],["budget/nuan/authorised/donation","credit","1000.00"]]',X'E5237D9893F9BC2F006D58630B38B401',X'F3FF7C0203185028AA457DE1BC043B6F489E8B4E4846E763071E529A15194B6E',0);
INSERT INTO "record" VALUES(1,8,'disbursement_approved','DIS1',1767974400000000,1795961756620909,'2026-01-10','import',NULL,'{"amount":"200.00","expires_on":"2026-01-31","fund":"nuan","kind":"voucher","merchant":null,"particulars":"737aa7cb576b911e5a1f8783ee32ac49d684475cc31cb3f8f14ca86010288532","resident":"a5b8d5d5e5994bdeb15227dadf562940"}','[["budget/nuan/available","credit","200.00"],["budget/nuan/encumbered","debit","200.00"]]',X'9BEEF820CBF9CA98408FE2DE8E89F2AA',X'527AC2ED665A329A9341A8A72B3D1FF6E4B6FA68EEFE41F87FEB3D8B8D0D4643',0);
INSERT INTO "record" VALUES(1,9,'disbursement_paid','DIS1',1767974400000000,1795961756620909,'2026-01-10','import',NULL,'{"amount":"200.00","approved":8,"fund":"nuan","kind":"voucher","merchant":null,"resident":"a5b8d5d5e5994bdeb15227dadf562940"}','[["general/nuan/programme/voucher","debit","200.00"],["general/nuan/voucher/a5b8d5d5e5994bdeb15227dadf562940/DIS1","credit","200.00"],["budget/nuan/encumbered","credit","200.00"],["budget/nuan/spent/help","debit","200.00"]]',X'F143A6B78E83B96E071DF69833F5FDBF',X'9E41D6FFD8482F09BFE5A4DBB52A578BF02C2E7450573059CD6EBFCE1B94CECA',0);
INSERT INTO "record" VALUES(1,10,'disbursement_approved','DIS2',1767974400000000,1795961756620909,'2026-01-10','import',NULL,'{"amount":"300.00","expires_on":null,"fund":"nuan","kind":"cash","merchant":null,"particulars":"891df0a10b6e8a8e6c497768d6149d40ce4b861119d9c017abf6d2f84f9dffc7","resident":"a5b8d5d5e5994bdeb15227dadf562940"}','[["budget/nuan/available","credit","300.00"],["budget/nuan/encumbered","debit","300.00"]]',X'D17D23953249C9BC239C5C6E34AD8E7A',X'121D76D0FCDBF6626A14499AE29D4E97094AA6DD16C9C7D200F6356025BC3213',0);
INSERT INTO "record" VALUES(1,11,'disbursement_paid','DIS2',1767974400000000,1795961756620909,'2026-01-10','import',NULL,'{"amount":"300.00","approved":10,"fund":"nuan","kind":"cash","merchant":null,"resident":"a5b8d5d5e5994bdeb15227dadf562940"}','[["general/nuan/programme/cash","debit","300.00"],["general/nuan/bank","credit","300.00"],["budget/nuan/encumbered","credit","300.00"],["budget/nuan/spent/help","debit","300.00"]]',X'BED3B3560792342CBAE969426E4685E3',X'D579EE584113E063D7F9569AD04381BE4B83D44F55765CE0B96593CB6B4FC620',0);
INSERT INTO "record" VALUES(1,12,'disbursement_approved','DIS3',1768147200000000,1795961756620909,'2026-01-12','import',NULL,'{"amount":"120.50","expires_on":null,"fund":"nuan","kind":"bill_payment","merchant":"M01","particulars":"88366be0821c2dc9182a0640edd821b19d06555110f903157f9a11c5a804a876","resident":"a5b8d5d5e5994bdeb15227dadf562940"}','[["budget/nuan/available","credit","120.50"],["budget/nuan/encumbered","debit","120.50"]]',X'39D36C12C3F8790D21CDF15B1E5F9DB6',X'E1C598EB9ED2E18F598F9145CE6125F234B577D2C32994E52EA76B83431CEC51',0);
INSERT INTO "record" VALUES(1,13,'disbursement_paid','DIS3',1768147200000000,1795961756620909,'2026-01-12','import',NULL,'{"amount":"120.50","approved":12,"fund":"nuan","kind":"bill_payment","merchant":"M01","resident":"a5b8d5d5e5994bdeb15227dadf562940"}','[["general/nuan/programme/bill","debit","120.50"],["general/nuan/payable/M01","credit","120.50"],["budget/nuan/encumbered","credit","120.50"],["budget/nuan/spent/help","debit","120.50"]]',X'B91E6CB3E06A0AC8063AD8A522685552',X'834E7C6E9CF8785B5EDE687DC4957AA47FD91B607307BC5D972AEC26906C9C42',0);
INSERT INTO "record" VALUES(1,14,'redemption','HX1',1768875300000000,1795961756620909,'2026-01-20','import',NULL,'{"bill":"80.00","discount":{"amount":"16.00","code":"D01","fund":"nuan","fund_part":"8.00","merchant_part":"8.00"},"due_from_resident":"14.00","merchant":"M01","resident":"a5b8d5d5e5994bdeb15227dadf562940","vouchers":[{"amount":"50.00","fund":"nuan","grant":"DIS1"}]}','[["usage/uses/D01/a5b8d5d5e5994bdeb15227dadf562940/2026-W04","debit","1"],["memo/discount/D01","debit","16.00"],["memo/borne-merchant/M01","credit","8.00"],["budget/nuan/available","credit","8.00"],["budget/nuan/spent/discount","debit","8.00"],["memo/borne-fund/nuan","credit","8.00"],["general/nuan/programme/discount","debit","8.00"],["general/nuan/payable/M01","credit","58.00"],["general/nuan/voucher/a5b8d5d5e5994bdeb15227dadf562940/DIS1","debit","50.00"]]',X'BBC20C4E49A49C310BFB68060BE1DC6E',X'C6F48CBA6DE3DF1D874565DFBF33F4126A4FA912C819324C9927E317B51AB208',0);
INSERT INTO "record" VALUES(1,15,'settlement','JS1',1769788800000000,1795961756620909,'2026-01-31','import',NULL,'{"amount":"178.50","merchant":"M01","shares":[{"amount":"178.50","fund":"nuan"}]}','[["general/nuan/payable/M01","debit","178.50"],["general/nuan/bank","credit","178.50"],["memo/settled/M01","debit","178.50"],["memo/settlements","credit","178.50"]]',X'FB87787552C3302E2D411926830C9016',X'04A6A845AAB8B381FCA48497B7C8B36D6F6284B6D1D3332E34F8BCFE5293D2A6',0);
INSERT INTO "record" VALUES(1,16,'voucher_expiry','DIS1',1769875200000000,1795961756641431,'2026-02-01','import',NULL,'{"amount":"150.00","fund":"nuan","grant":"DIS1","granted":9,"resident":"a5b8d5d5e5994bdeb15227dadf562940"}','[["general/nuan/voucher/a5b8d5d5e5994bdeb15227dadf562940/DIS1","debit","150.00"],["general/nuan/programme/voucher","credit","150.00"],["budget/nuan/available","debit","150.00"],["budget/nuan/spent/expired","credit","150.00"]]',X'1F7050C1B55AC3E9DF3FB4016C1B7EC5',X'5297E63FA163769D362DAFCE3012631F3EFBCE34357B2FBD71C28EA21CDF0DE1',0);
INSERT INTO "record" VALUES(1,17,'resident_registered','fe3a0da28fde4d3580827cc48821dd1b',1795961760768824,1795961760768824,'2026-11-29','api',NULL,'{"eligibility":"b064a04e1cf956f7f076b703029f80935039eb75013d751f03beb7da2553658a","household":"f0d2481050d64d52ab577d9223d158cc","identity":"384698c2ed6750d4a5a205d26eafc1819ac0ee960bafa55a667a8571ef566032","subject":"fe3a0da28fde4d3580827cc48821dd1b"}','[]',X'2D684F732D0FB8B32A7C597E8B628390',X'D6B20EA050023C7EE5E90CA2F22331FA75DA868EDCC59CE86FEFED498FC4AFA5',NULL);
INSERT INTO "record" VALUES(1,18,'donor_registered','21ec9460c404487da7a772f43d02bb95',1795961760815884,1795961760815884,'2026-11-29','api',NULL,'{"kind":"company","personal":"3eeaf3def4899b72c6d1324fef71ec83eca4e54cc174d0a127f3118c3dfbabe8","subject":"21ec9460c404487da7a772f43d02bb95"}','[]',X'08D0788D7C2C7368953419775397A0D3',X'414CC90269151E5C79C5F7051743F90A2399C97AD62DD3747DB4A22784A27E97',NULL);
INSERT INTO "record" VALUES(1,19,'household_registered','d1b3aa39ebed436ca56887e2aa563009',1795961760852719,1795961760852719,'2026-11-29','api',NULL,'{"from":"2026-01-01","personal":"68fbb501eb1726ac7c625fa65c3809c2a31a7925a3500c9b4ebc2c442de45aa9","subject":"d1b3aa39ebed436ca56887e2aa563009"}','[]',X'D7D1B5C1DB62A699D5DFF43D0721A3EA',X'1E1A08B57A9242E9465C2FA0B4F7FC9EBC30F2E3B87BEDEA3544D16C0BE77EFA',NULL);
INSERT INTO "record" VALUES(1,20,'agent_registered','4c1bf8cdaad2455fb8873f7bd1bedb2d',1795961760901469,1795961760901469,'2026-11-29','api',NULL,'{"consent":"WT-1","from":"2026-01-01","personal":"c8e65a252ab801fcaf6bb53c84c1273b0e112cdcb6aa5cf927f6abd8d1adcad2","relation":"guardian","resident":"a5b8d5d5e5994bdeb15227dadf562940","subject":"4c1bf8cdaad2455fb8873f7bd1bedb2d"}','[]',X'08FB9C262D40A7F6AF888A7E2D2D2154',X'CA62BA042C2EA008F30E919547057D7933C948D55DA66811197B0EC3C1D4BD49',NULL);
INSERT INTO "record" VALUES(1,21,'link_registered','edc4c65cf2964a27ad8d05f8794f2c01',1795961760916691,1795961760916691,'2026-11-29','api',NULL,'{"from":"2026-01-01","kind":"owner","personal":"5b30454459b7b66ac4f860302a6119b564923a38bb7faf534abe8981b5989fd6","subject":"edc4c65cf2964a27ad8d05f8794f2c01"}','[]',X'91D4D64F62D97A73751A2A43D5824273',X'17675D998339F6A910E9F35761D9D1A521648B1D39C9BADF3D78126E49A5AD4A',NULL);
INSERT INTO "record" VALUES(1,22,'branch_registered','B0009',1795961760920698,1795961760920698,'2026-11-29','api',NULL,'{"address":"青竹路","code":"B0009","from":"2026-01-01","merchant":"M01","name":"二店"}','[]',X'DA25B06C165BD079051A54CF81F20648',X'DE65459A088054C161F68DA5FABF8D8C0F09C7D9E5402E738C60B588DAE17903',NULL);
INSERT INTO "record" VALUES(1,23,'disbursement_applied','AJ1',1769875200000000,1795961760923717,'2026-02-01','api',NULL,'{"asked":{"amount":"30.00","expires_on":null,"fund":"nuan","kind":"cash","merchant":null,"resident":"fe3a0da28fde4d3580827cc48821dd1b"},"case":{"previous":null,"reference":"AJ1"},"officer":"f090d7c6489a7744f250b51093414961812f96e26d709ba17879337b7e477558","resident":"fe3a0da28fde4d3580827cc48821dd1b","terms":"4bdcbae0fa1bc674f0a4c5e93a78a4f51a08b1bb08e8c40b8ce0bd99bbbcdebe"}','[]',X'4929EF1B177DEFD5102D3B0EC5536677',X'7002421E6D067CFC8B549603D0D7B0A24243DEAB6C873F54C16E40525C409AF6',NULL);
CREATE TABLE register_change (
    community INTEGER NOT NULL REFERENCES community (community),
    register TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    seq INTEGER NOT NULL,
    PRIMARY KEY (community, register, number, seq),
    FOREIGN KEY (community, seq) REFERENCES record (community, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE resident (
    community INTEGER NOT NULL REFERENCES community (community),
    resident INTEGER NOT NULL CHECK (resident > 0),
    code TEXT NOT NULL,
    since INTEGER NOT NULL,
    subject BLOB NOT NULL CHECK (length(subject) = 16),
    household TEXT NOT NULL,
    household_subject BLOB CHECK (length(household_subject) = 16),
    name TEXT NOT NULL,
    id_number TEXT NOT NULL,
    phone TEXT NOT NULL,
    building TEXT NOT NULL,
    eligibility TEXT NOT NULL, changed INTEGER NOT NULL DEFAULT 0, ended_on TEXT,
    PRIMARY KEY (community, resident),
    FOREIGN KEY (community, since) REFERENCES record (community, seq)
) STRICT;
INSERT INTO "resident" VALUES(1,1,'R0001',5,X'A5B8D5D5E5994BDEB15227DADF562940','',NULL,'周某','220199194803120011','','3栋','[{"category":"dibao","from":"2026-01-01","to":"2026-12-31"}]',5,NULL);
INSERT INTO "resident" VALUES(1,2,'R0002',6,X'E78F7D55A30347C1AB03E68CA1B33F84','',NULL,'吴某','220199197907040028','','5栋','[]',6,NULL);
INSERT INTO "resident" VALUES(1,3,'R0003',17,X'FE3A0DA28FDE4D3580827CC48821DD1B','HQ77',X'F0D2481050D64D52AB577D9223D158CC','郑鑫焱','220199200005242506','13877665544','88栋','[{"category":"disabled","from":"2025-02-03","to":"2026-12-31","evidence":"残证鑫焱"}]',17,NULL);
CREATE TABLE "seaql_migrations" ( "version" varchar NOT NULL PRIMARY KEY, "applied_at" integer NOT NULL );
INSERT INTO "seaql_migrations" VALUES('m0001_books',1795961756);
INSERT INTO "seaql_migrations" VALUES('m0002_closing',1795961756);
INSERT INTO "seaql_migrations" VALUES('m0003_changes',1795961756);
INSERT INTO "seaql_migrations" VALUES('m0004_entries',1795961756);
INSERT INTO "seaql_migrations" VALUES('m0005_codes',1795961756);
INSERT INTO "seaql_migrations" VALUES('m0011_papers',1795961756);
INSERT INTO "seaql_migrations" VALUES('m0012_registers',1795961756);
CREATE UNIQUE INDEX record_key ON record (community, kind, reference);
CREATE UNIQUE INDEX record_reversed_once ON record (community, reverses) WHERE reverses IS NOT NULL;
CREATE INDEX record_in_order ON record (community, occurred_at, seq) WHERE late = 0;
CREATE INDEX record_late ON record (community, occurred_at, seq) WHERE late = 1;
CREATE INDEX record_late_number ON record (community, seq) WHERE late = 1;
CREATE INDEX record_without_postings ON record (community, occurred_at, seq) WHERE late IS NULL;
CREATE INDEX record_of_kind ON record (community, kind, occurred_at, seq) WHERE kind <> 'redemption';
CREATE UNIQUE INDEX account_address ON account (community, address);
CREATE INDEX account_kind ON account (community, kind) WHERE kind <> 'uses';
CREATE INDEX posting_late ON posting (community, account, late_at) WHERE late_at IS NOT NULL;
CREATE UNIQUE INDEX fund_code ON fund (community, code);
CREATE UNIQUE INDEX merchant_code ON merchant (community, code);
CREATE UNIQUE INDEX discount_code ON discount (community, code);
CREATE UNIQUE INDEX resident_code ON resident (community, code);
CREATE UNIQUE INDEX resident_id_number ON resident (community, id_number);
CREATE UNIQUE INDEX resident_subject ON resident (community, subject);
CREATE UNIQUE INDEX disbursement_paid ON disbursement (community, paid);
CREATE INDEX disbursement_resident ON disbursement (community, resident);
CREATE INDEX disbursement_state ON disbursement (community, state, reference);
CREATE INDEX disbursement_ending ON disbursement (community, expires_at) WHERE kind = 'voucher';
CREATE TRIGGER record_no_update BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER record_no_replace BEFORE INSERT ON record
    WHEN EXISTS (SELECT 1 FROM record WHERE community = NEW.community AND seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM record WHERE community = NEW.community AND kind = NEW.kind AND reference = NEW.reference)
    OR (NEW.reverses IS NOT NULL
        AND EXISTS (SELECT 1 FROM record WHERE community = NEW.community AND reverses = NEW.reverses))
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER posting_no_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER posting_no_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER posting_no_replace BEFORE INSERT ON posting
    WHEN EXISTS (SELECT 1 FROM posting WHERE community = NEW.community AND account = NEW.account AND seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE INDEX record_statement_of ON record (community, json_extract(document, '$.merchant'), seq) WHERE kind = 'statement_drafted';
CREATE INDEX record_statement_paid ON record (community, json_extract(document, '$.statement')) WHERE kind = 'statement_paid';
CREATE UNIQUE INDEX register_change_record ON register_change (community, seq);
CREATE UNIQUE INDEX entry_code ON entry (community, register, code);
CREATE INDEX record_receipt ON record (community, (coalesce(json_extract(document, '$.merchant'), '') || '/' || json_extract(document, '$.receipt')))
    WHERE kind IN ('donation', 'goods_donated', 'redemption') AND instr(document, '"receipt":"') > 0;
CREATE INDEX record_invoice ON record (community, (coalesce(json_extract(document, '$.merchant'), '') || '/' || json_extract(document, '$.invoice')))
    WHERE kind = 'statement_confirmed';
CREATE INDEX community_spoken ON community (lower(code));
COMMIT;
