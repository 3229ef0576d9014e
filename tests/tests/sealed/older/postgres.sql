CREATE FUNCTION public.journal_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
CREATE TABLE public.account (
    community bigint NOT NULL,
    account bigint NOT NULL,
    kind text NOT NULL,
    fund bigint,
    merchant bigint,
    discount bigint,
    voucher bigint,
    address text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT account_account_check CHECK ((account > 0))
);
CREATE TABLE public.closing (
    community bigint NOT NULL,
    closing bigint NOT NULL,
    since bigint NOT NULL,
    closed bigint NOT NULL,
    span text NOT NULL,
    last_day text NOT NULL,
    CONSTRAINT closing_closed_check CHECK ((closed = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT closing_closing_check CHECK ((closing > 0)),
    CONSTRAINT closing_last_day_check CHECK ((length(last_day) = 10))
);
CREATE TABLE public.community (
    community bigint NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    id bytea NOT NULL,
    name text NOT NULL,
    district text NOT NULL,
    timezone text NOT NULL,
    changed bigint DEFAULT 1 NOT NULL,
    keeper text DEFAULT 'legal_person'::text NOT NULL,
    host text,
    settings text,
    CONSTRAINT community_id_check CHECK ((length(id) = 16))
);
CREATE TABLE public.disbursement (
    community bigint NOT NULL,
    reference text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL,
    last bigint NOT NULL,
    approved bigint,
    paid bigint,
    fund bigint NOT NULL,
    resident bigint NOT NULL,
    kind text NOT NULL,
    merchant bigint,
    expires_on text,
    expires_at bigint,
    given_at bigint,
    CONSTRAINT disbursement_check CHECK (((paid IS NULL) = (given_at IS NULL)))
);
CREATE TABLE public.discount (
    community bigint NOT NULL,
    discount bigint NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    since bigint NOT NULL,
    merchant bigint NOT NULL,
    fund bigint,
    terms text NOT NULL,
    changed bigint DEFAULT 0 NOT NULL,
    state text DEFAULT 'approved'::text NOT NULL,
    versions text DEFAULT '{"from":null,"earlier":[]}'::text NOT NULL,
    CONSTRAINT discount_discount_check CHECK ((discount > 0))
);
CREATE TABLE public.entry (
    community bigint NOT NULL,
    register text NOT NULL,
    number bigint NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    since bigint NOT NULL,
    changed bigint NOT NULL,
    subject bytea,
    details text NOT NULL,
    CONSTRAINT entry_number_check CHECK ((number > 0))
);
CREATE TABLE public.fund (
    community bigint NOT NULL,
    fund bigint NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    since bigint NOT NULL,
    name text NOT NULL,
    purpose text NOT NULL,
    restricted bigint NOT NULL,
    purposes text NOT NULL,
    changed bigint DEFAULT 0 NOT NULL,
    agreement text,
    ended_on text,
    CONSTRAINT fund_fund_check CHECK ((fund > 0)),
    CONSTRAINT fund_restricted_check CHECK ((restricted = ANY (ARRAY[(0)::bigint, (1)::bigint])))
);
CREATE TABLE public.journal_head (
    community bigint NOT NULL,
    seq bigint NOT NULL,
    recorded_at bigint NOT NULL,
    high_water bigint NOT NULL,
    register_seq bigint NOT NULL,
    expired_through bigint NOT NULL,
    accounts bigint NOT NULL,
    outcomes bytea NOT NULL,
    seal bytea NOT NULL,
    CONSTRAINT journal_head_accounts_check CHECK ((accounts >= 0)),
    CONSTRAINT journal_head_outcomes_check CHECK ((length(outcomes) = 32)),
    CONSTRAINT journal_head_seal_check CHECK ((length(seal) = 32)),
    CONSTRAINT journal_head_seq_check CHECK ((seq >= 0))
);
CREATE TABLE public.merchant (
    community bigint NOT NULL,
    merchant bigint NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    since bigint NOT NULL,
    name text NOT NULL,
    uscc text NOT NULL,
    category text NOT NULL,
    contact text NOT NULL,
    phone text NOT NULL,
    joined_on text NOT NULL,
    left_on text,
    changed bigint DEFAULT 0 NOT NULL,
    CONSTRAINT merchant_merchant_check CHECK ((merchant > 0))
);
CREATE TABLE public.outcome (
    community bigint NOT NULL,
    scope text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    content_hash bytea NOT NULL,
    code text NOT NULL,
    seq bigint,
    facts text NOT NULL,
    CONSTRAINT outcome_check CHECK (((code = ''::text) = (seq IS NOT NULL))),
    CONSTRAINT outcome_content_hash_check CHECK ((length(content_hash) = 16))
);
CREATE TABLE public.posting (
    community bigint NOT NULL,
    account bigint NOT NULL,
    seq bigint NOT NULL,
    side bigint NOT NULL,
    amount bigint NOT NULL,
    balance bigint NOT NULL,
    late_at bigint,
    CONSTRAINT posting_amount_check CHECK ((amount <> 0)),
    CONSTRAINT posting_side_check CHECK ((side = ANY (ARRAY[(1)::bigint, ('-1'::integer)::bigint])))
);
CREATE TABLE public.private_value (
    community bigint NOT NULL,
    seq bigint NOT NULL,
    field text NOT NULL,
    salt bytea NOT NULL,
    value text NOT NULL,
    CONSTRAINT private_value_salt_check CHECK ((length(salt) = 16))
);
CREATE TABLE public.record (
    community bigint NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    reference text NOT NULL COLLATE pg_catalog."C",
    occurred_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    effective_on text NOT NULL,
    actor text NOT NULL,
    reverses bigint,
    document text NOT NULL,
    postings text NOT NULL,
    salt bytea NOT NULL,
    leaf_hash bytea NOT NULL,
    late bigint,
    CONSTRAINT record_check CHECK ((reverses < seq)),
    CONSTRAINT record_effective_on_check CHECK ((length(effective_on) = 10)),
    CONSTRAINT record_late_check CHECK ((late = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT record_leaf_hash_check CHECK ((length(leaf_hash) = 32)),
    CONSTRAINT record_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 32))),
    CONSTRAINT record_salt_check CHECK ((length(salt) = 16)),
    CONSTRAINT record_seq_check CHECK ((seq > 0))
);
CREATE TABLE public.register_change (
    community bigint NOT NULL,
    register text NOT NULL,
    number bigint NOT NULL,
    seq bigint NOT NULL,
    CONSTRAINT register_change_number_check CHECK ((number > 0))
);
CREATE TABLE public.resident (
    community bigint NOT NULL,
    resident bigint NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    since bigint NOT NULL,
    subject bytea NOT NULL,
    household text NOT NULL,
    household_subject bytea,
    name text NOT NULL,
    id_number text NOT NULL,
    phone text NOT NULL,
    building text NOT NULL,
    eligibility text NOT NULL,
    changed bigint DEFAULT 0 NOT NULL,
    ended_on text,
    CONSTRAINT resident_household_subject_check CHECK ((length(household_subject) = 16)),
    CONSTRAINT resident_resident_check CHECK ((resident > 0)),
    CONSTRAINT resident_subject_check CHECK ((length(subject) = 16))
);
CREATE TABLE public.seaql_migrations (
    version character varying NOT NULL,
    applied_at bigint NOT NULL
);
INSERT INTO public.account VALUES (1, 1, 'bank', 1, NULL, NULL, NULL, 'general/nuan/bank');
INSERT INTO public.account VALUES (1, 2, 'donation', 1, NULL, NULL, NULL, 'general/nuan/donation');
INSERT INTO public.account VALUES (1, 3, 'available', 1, NULL, NULL, NULL, 'budget/nuan/available');
INSERT INTO public.account VALUES (1, 4, 'authorised/donation', 1, NULL, NULL, NULL, 'budget/nuan/authorised/donation');
INSERT INTO public.account VALUES (1, 5, 'encumbered', 1, NULL, NULL, NULL, 'budget/nuan/encumbered');
INSERT INTO public.account VALUES (1, 6, 'programme/voucher', 1, NULL, NULL, NULL, 'general/nuan/programme/voucher');
INSERT INTO public.account VALUES (1, 7, 'voucher', 1, NULL, NULL, 9, 'general/nuan/voucher/9e002151f153430db074468f98b4ee86/DIS1');
INSERT INTO public.account VALUES (1, 8, 'spent/help', 1, NULL, NULL, NULL, 'budget/nuan/spent/help');
INSERT INTO public.account VALUES (1, 9, 'programme/cash', 1, NULL, NULL, NULL, 'general/nuan/programme/cash');
INSERT INTO public.account VALUES (1, 10, 'programme/bill', 1, NULL, NULL, NULL, 'general/nuan/programme/bill');
INSERT INTO public.account VALUES (1, 11, 'payable', 1, 1, NULL, NULL, 'general/nuan/payable/M01');
INSERT INTO public.account VALUES (1, 12, 'uses', NULL, NULL, 1, NULL, 'usage/uses/D01/9e002151f153430db074468f98b4ee86/2026-W04');
INSERT INTO public.account VALUES (1, 13, 'discount', NULL, NULL, 1, NULL, 'memo/discount/D01');
INSERT INTO public.account VALUES (1, 14, 'borne-merchant', NULL, 1, NULL, NULL, 'memo/borne-merchant/M01');
INSERT INTO public.account VALUES (1, 15, 'spent/discount', 1, NULL, NULL, NULL, 'budget/nuan/spent/discount');
INSERT INTO public.account VALUES (1, 16, 'borne-fund', 1, NULL, NULL, NULL, 'memo/borne-fund/nuan');
INSERT INTO public.account VALUES (1, 17, 'programme/discount', 1, NULL, NULL, NULL, 'general/nuan/programme/discount');
INSERT INTO public.account VALUES (1, 18, 'settled', NULL, 1, NULL, NULL, 'memo/settled/M01');
INSERT INTO public.account VALUES (1, 19, 'settlements', NULL, NULL, NULL, NULL, 'memo/settlements');
INSERT INTO public.account VALUES (1, 20, 'spent/expired', 1, NULL, NULL, NULL, 'budget/nuan/spent/expired');
INSERT INTO public.community VALUES (1, 'songlan', '\x9b6156fa8d5a44949e383ed026c25e35', '松澜社区', '示例区', 'Asia/Shanghai', 1, 'legal_person', NULL, NULL);
INSERT INTO public.disbursement VALUES (1, 'DIS1', 'paid', 9, 8, 9, 1, 1, 'voucher', NULL, '2026-01-31', 1769875200000000, 1767974400000000);
INSERT INTO public.disbursement VALUES (1, 'DIS2', 'paid', 11, 10, 11, 1, 1, 'cash', NULL, NULL, NULL, 1767974400000000);
INSERT INTO public.disbursement VALUES (1, 'DIS3', 'paid', 13, 12, 13, 1, 1, 'bill_payment', 1, NULL, NULL, 1768147200000000);
INSERT INTO public.disbursement VALUES (1, 'AJ1', 'applied', 23, NULL, NULL, 1, 3, 'cash', NULL, NULL, NULL, NULL);
INSERT INTO public.discount VALUES (1, 1, 'D01', 4, 1, 1, '{"title":"低保八折","public_title":"邻里八折","reduction":{"kind":"percent","value":"20"},"min_spend":null,"cap_per_bill":"30.00","eligible":"dibao","uses":{"most":2,"scope":"resident","period":"week"},"fund_share":"50","budget":"1000.00","valid_from":"2026-01-01","valid_to":"2026-12-31"}', 4, 'approved', '{"from":null,"earlier":[]}');
INSERT INTO public.entry VALUES (1, 'donor', 1, 'J0009', 18, 18, '\xb2da0819ab2c4a75b181d1a07087637a', '{"contact":"王鑫焱","kind":"company","name":"鑫焱热力","phone":"13877665545"}');
INSERT INTO public.entry VALUES (1, 'household', 1, 'HQ78', 19, 19, '\xd8c60ace52a04c948eb1fa87357e5443', '{"address":"鑫焱路","from":"2026-01-01","name":"鑫焱家"}');
INSERT INTO public.entry VALUES (1, 'agent', 1, 'A0009', 20, 20, '\x43a7bf531658467592d1ec2d3363e57b', '{"consent":"WT-1","from":"2026-01-01","name":"李鑫焱","phone":"13877665546","relation":"guardian","resident":"R0001"}');
INSERT INTO public.entry VALUES (1, 'link', 1, 'L0009', 21, 21, '\x06538ef3f536485fb59a6ff325d88a19', '{"from":"2026-01-01","kind":"owner","note":"执照鑫焱","one":"officer:赵鑫焱","other":"merchant:M01"}');
INSERT INTO public.entry VALUES (1, 'branch', 1, 'B0009', 22, 22, NULL, '{"address":"青竹路","from":"2026-01-01","merchant":"M01","name":"二店"}');
INSERT INTO public.fund VALUES (1, 1, 'nuan', 2, '暖冬基金', '困难居民帮扶', 1, '["生活","医疗"]', 2, NULL, NULL);
INSERT INTO public.journal_head VALUES (1, 23, 1795961769053519, 1769875200000000, 22, 1795961764552654, 20, '\xdb447a83cd6295b6b5f94978a37ec599690ee32097f8bdd5bf16bf570489d0f8', '\x119d31f4b9837f6031a0deae6c467d21add5b2fb564b7d1f7e1aec211fc346bc');
INSERT INTO public.merchant VALUES (1, 1, 'M01', 3, '青禾超市', '91220199MA00000012', 'supermarket', '林某', '043100000001', '2026-01-01', NULL, 3);
INSERT INTO public.outcome VALUES (1, 'community.csv', 'songlan', '\xca8b636f5a9580f08a47b5a719dc3a73', '', 1, '');
INSERT INTO public.outcome VALUES (1, 'funds.csv', 'nuan', '\x223d05e29ab164d2858ca49386f1b459', '', 2, '');
INSERT INTO public.outcome VALUES (1, 'merchants.csv', 'M01', '\x5ada0414703293c91f9c3d47ff4ca5dc', '', 3, '');
INSERT INTO public.outcome VALUES (1, 'discounts.csv', 'D01', '\xbeef223bc19dda3facb5ff1d81d0feee', '', 4, '');
INSERT INTO public.outcome VALUES (1, 'residents.csv', 'R0001', '\xe468d5f2e2bc57bde0e2f8b73482f476', '', 5, '');
INSERT INTO public.outcome VALUES (1, 'residents.csv', 'R0002', '\xab139be9e35f698f2c8c48026160de11', '', 6, '');
INSERT INTO public.outcome VALUES (1, 'donations.csv', 'DON1', '\x5d226853057a9165609c271e7c391231', '', 7, '');
INSERT INTO public.outcome VALUES (1, 'disbursements.csv', 'DIS1', '\x826d0043e7d19b82a7e0a3a40d865d1d', '', 9, '');
INSERT INTO public.outcome VALUES (1, 'disbursements.csv', 'DIS2', '\x328661b8161d51e25a61d3dd0bed99ed', '', 11, '');
INSERT INTO public.outcome VALUES (1, 'disbursements.csv', 'DIS3', '\x7aaaf5b2e4d30b001c28d4fc88eb2f2d', '', 13, '');
INSERT INTO public.outcome VALUES (1, 'claims.csv', 'HX1', '\x4d2e3f531cb18a7d89215fd4d03ee490', '', 14, '');
INSERT INTO public.outcome VALUES (1, 'claims.csv', 'HX2', '\x7669277c240fa6f608e9676599ac1d4b', 'not_eligible', NULL, '{"day":"2026-01-21"}');
INSERT INTO public.outcome VALUES (1, 'settlements.csv', 'JS1', '\x6defe56f17a6a56e3eb5fc4bd3363d64', '', 15, '');
INSERT INTO public.outcome VALUES (1, 'request/resident', 'earlier-1', '\xc0dcf41fec14db602c667f8feb04c27a', '', 17, '');
INSERT INTO public.outcome VALUES (1, 'request/donor', 'earlier-2', '\x4da675e83e8767b837e001bee667f55b', '', 18, '');
INSERT INTO public.outcome VALUES (1, 'request/household', 'earlier-3', '\x26fd151609859bb578dd2be7fc10ce86', '', 19, '');
INSERT INTO public.outcome VALUES (1, 'request/agent', 'earlier-4', '\xd09ba53ddf0a476a495ece77a2ca9fff', '', 20, '');
INSERT INTO public.outcome VALUES (1, 'request/link', 'earlier-5', '\x528f35227b17667a32e2d30a749567bb', '', 21, '');
INSERT INTO public.outcome VALUES (1, 'request/branch', 'earlier-6', '\xe1c9b7adec1d0ce4192292feb897898f', '', 22, '');
INSERT INTO public.outcome VALUES (1, 'request/case', 'earlier-7', '\x5ba25028af6cbb32c61ec88916d4edc5', '', 23, '');
INSERT INTO public.outcome VALUES (1, 'request/case-step', 'earlier-8', '\x6dc9f244e3a2055a9420333939a9d137', 'visitors_required', NULL, '');
INSERT INTO public.outcome VALUES (1, 'request/case-step', 'earlier-9', '\xd0c069261f0c3c36f09debe4ddba6966', 'wrong_state', NULL, '{"next":"visit, prepare, reject, cancel","state":"applied"}');
INSERT INTO public.outcome VALUES (1, 'request/redemption', 'earlier-10', '\xdacf255848172a37491c971f583dadf5', 'not_eligible', NULL, '{"day":"2026-01-22"}');
INSERT INTO public.outcome VALUES (1, 'request/reversal', 'earlier-11', '\x3dbaf44cbedc36ac50a9831a695be7b8', 'bank_insufficient', NULL, '{"fund":"nuan","left":"521.50","needed":"1000.00"}');
INSERT INTO public.posting VALUES (1, 1, 7, 1, 100000, 100000, NULL);
INSERT INTO public.posting VALUES (1, 1, 11, -1, 30000, 70000, NULL);
INSERT INTO public.posting VALUES (1, 1, 15, -1, 17850, 52150, NULL);
INSERT INTO public.posting VALUES (1, 2, 7, -1, 100000, -100000, NULL);
INSERT INTO public.posting VALUES (1, 3, 7, 1, 100000, 100000, NULL);
INSERT INTO public.posting VALUES (1, 3, 8, -1, 20000, 80000, NULL);
INSERT INTO public.posting VALUES (1, 3, 10, -1, 30000, 50000, NULL);
INSERT INTO public.posting VALUES (1, 3, 12, -1, 12050, 37950, NULL);
INSERT INTO public.posting VALUES (1, 3, 14, -1, 800, 37150, NULL);
INSERT INTO public.posting VALUES (1, 4, 7, -1, 100000, -100000, NULL);
INSERT INTO public.posting VALUES (1, 5, 8, 1, 20000, 20000, NULL);
INSERT INTO public.posting VALUES (1, 5, 9, -1, 20000, 0, NULL);
INSERT INTO public.posting VALUES (1, 5, 10, 1, 30000, 30000, NULL);
INSERT INTO public.posting VALUES (1, 5, 11, -1, 30000, 0, NULL);
INSERT INTO public.posting VALUES (1, 5, 12, 1, 12050, 12050, NULL);
INSERT INTO public.posting VALUES (1, 5, 13, -1, 12050, 0, NULL);
INSERT INTO public.posting VALUES (1, 6, 9, 1, 20000, 20000, NULL);
INSERT INTO public.posting VALUES (1, 7, 9, -1, 20000, -20000, NULL);
INSERT INTO public.posting VALUES (1, 7, 14, 1, 5000, -15000, NULL);
INSERT INTO public.posting VALUES (1, 8, 9, 1, 20000, 20000, NULL);
INSERT INTO public.posting VALUES (1, 8, 11, 1, 30000, 50000, NULL);
INSERT INTO public.posting VALUES (1, 8, 13, 1, 12050, 62050, NULL);
INSERT INTO public.posting VALUES (1, 9, 11, 1, 30000, 30000, NULL);
INSERT INTO public.posting VALUES (1, 10, 13, 1, 12050, 12050, NULL);
INSERT INTO public.posting VALUES (1, 11, 13, -1, 12050, -12050, NULL);
INSERT INTO public.posting VALUES (1, 11, 14, -1, 5800, -17850, NULL);
INSERT INTO public.posting VALUES (1, 11, 15, 1, 17850, 0, NULL);
INSERT INTO public.posting VALUES (1, 12, 14, 1, 1, 1, NULL);
INSERT INTO public.posting VALUES (1, 13, 14, 1, 1600, 1600, NULL);
INSERT INTO public.posting VALUES (1, 14, 14, -1, 800, -800, NULL);
INSERT INTO public.posting VALUES (1, 15, 14, 1, 800, 800, NULL);
INSERT INTO public.posting VALUES (1, 16, 14, -1, 800, -800, NULL);
INSERT INTO public.posting VALUES (1, 17, 14, 1, 800, 800, NULL);
INSERT INTO public.posting VALUES (1, 18, 15, 1, 17850, 17850, NULL);
INSERT INTO public.posting VALUES (1, 19, 15, -1, 17850, -17850, NULL);
INSERT INTO public.posting VALUES (1, 3, 16, 1, 15000, 52150, NULL);
INSERT INTO public.posting VALUES (1, 6, 16, -1, 15000, 5000, NULL);
INSERT INTO public.posting VALUES (1, 7, 16, 1, 15000, 0, NULL);
INSERT INTO public.posting VALUES (1, 20, 16, -1, 15000, -15000, NULL);
INSERT INTO public.private_value VALUES (1, 3, 'contact', '\x15640e0ab4c72eb668936d165445a6eb', '{"contact":"林某","phone":"043100000001"}');
INSERT INTO public.private_value VALUES (1, 5, 'identity', '\xc16f4597dc492b9426927b71f6ef5990', '{"building":"3栋","household":"","id_number":"220199194803120011","name":"周某","phone":"","resident":"R0001"}');
INSERT INTO public.private_value VALUES (1, 5, 'eligibility', '\x2b51488d30d4e7082aac23934b73d1a4', '[{"category":"dibao","from":"2026-01-01","to":"2026-12-31"}]');
INSERT INTO public.private_value VALUES (1, 6, 'identity', '\x0a98a0302ea9798c31a02609651baa9c', '{"building":"5栋","household":"","id_number":"220199197907040028","name":"吴某","phone":"","resident":"R0002"}');
INSERT INTO public.private_value VALUES (1, 6, 'eligibility', '\xbe9716756ca4dc44e6c69a48fbd19a93', '[]');
INSERT INTO public.private_value VALUES (1, 7, 'donor', '\xf1aed3054934fbeb817c4ede2f18fd2e', '{"donor":"松澜供热"}');
INSERT INTO public.private_value VALUES (1, 8, 'particulars', '\xfe78741b09f212f39c4fc108b5b6b5f0', '{"approved_by":"钱某","prepared_by":"赵某","purpose":"生活"}');
INSERT INTO public.private_value VALUES (1, 10, 'particulars', '\x1fcb5e99ac2b913f5b71face54081656', '{"approved_by":"钱某","prepared_by":"赵某","purpose":"医疗"}');
INSERT INTO public.private_value VALUES (1, 12, 'particulars', '\xc5b55bf16d6b1a99f60ef48a3b7cf8a5', '{"approved_by":"钱某","prepared_by":"赵某","purpose":"生活"}');
INSERT INTO public.private_value VALUES (1, 17, 'identity', '\xdb3cc1cee551575d254f01daec9665c1', '{"building":"88栋","household":"HQ77","id_number":"220199200005242506","name":"郑鑫焱","phone":"13877665544","resident":"R0003"}');
INSERT INTO public.private_value VALUES (1, 17, 'eligibility', '\x12bd70124fd1dd7de8bf4de44f554b8c', '[{"category":"disabled","evidence":"残证鑫焱","from":"2025-02-03","to":"2026-12-31"}]');
INSERT INTO public.private_value VALUES (1, 18, 'personal', '\xacb7f891579faf3612ec2bfb136d74db', '{"code":"J0009","contact":"王鑫焱","name":"鑫焱热力","phone":"13877665545"}');
INSERT INTO public.private_value VALUES (1, 19, 'personal', '\xbd880829256fd93b6670028a58fad52d', '{"address":"鑫焱路","code":"HQ78","name":"鑫焱家"}');
INSERT INTO public.private_value VALUES (1, 20, 'personal', '\xa38e82a5f3aaab51b45cfc71d7abc019', '{"code":"A0009","name":"李鑫焱","phone":"13877665546","resident":"R0001"}');
INSERT INTO public.private_value VALUES (1, 21, 'personal', '\x739bef5a2346ef3a99b2489f35f7809d', '{"code":"L0009","note":"执照鑫焱","one":"officer:赵鑫焱","other":"merchant:M01"}');
INSERT INTO public.private_value VALUES (1, 23, 'terms', '\x61a3873ac163b96d39dfc4652c955c12', '{"amount":"30.00","expires_on":null,"fund":"nuan","kind":"cash","merchant":null,"purpose":"生活","resident":"9b141d943b7c43bb95356e34abd7eb9c"}');
INSERT INTO public.private_value VALUES (1, 23, 'officer', '\x9e2039721d765baedf8c2b84793ef010', '{"by":"钱鑫焱"}');
INSERT INTO public.record VALUES (1, 1, 'community_registered', 'songlan', 1795961764142264, 1795961764142264, '2026-11-29', 'import', NULL, '{"code":"songlan","district":"示例区","name":"松澜社区","timezone":"Asia/Shanghai"}', '[]', '\x06f3a09b15aa7ba5df9c1d32d2cc52d3', '\xf755aec204a0acde7a9c590e2e880af3422fcab8faa2acabb4aa444f02493985', NULL);
INSERT INTO public.record VALUES (1, 2, 'fund_registered', 'nuan', 1795961764252999, 1795961764252999, '2026-11-29', 'import', NULL, '{"fund":"nuan","name":"暖冬基金","purpose":"困难居民帮扶","purposes":["生活","医疗"],"restricted":true}', '[]', '\x49a8575e2793e3efa2e3a463d92659d7', '\x1590bec5ed7854d6b5276f053df848f86400fda27103ffe63db72cae0d0bb426', NULL);
INSERT INTO public.record VALUES (1, 3, 'merchant_registered', 'M01', 1795961764252999, 1795961764252999, '2026-11-29', 'import', NULL, '{"category":"supermarket","contact":"8f32fbcceea0d822e7cd7a4f85a8697580a8c8a41a3d0c4e16aed00040f71fdb","joined_on":"2026-01-01","left_on":null,"merchant":"M01","name":"青禾超市","uscc":"91220199MA00000012"}', '[]', '\xd7aa0195f464f450b31fbb2dcdeee148', '\x48161dbcd6fb573a8cd882a7a276224b5429ed6e08c53b1993633a1e6e2341f0', NULL);
INSERT INTO public.record VALUES (1, 4, 'discount_registered', 'D01', 1795961764252999, 1795961764252999, '2026-11-29', 'import', NULL, '{"budget":"1000.00","cap_per_bill":"30.00","discount":"D01","eligible":"dibao","fund":"nuan","fund_share":"50","merchant":"M01","min_spend":null,"public_title":"邻里八折","reduction":{"kind":"percent","value":"20"},"title":"低保八折","uses":{"most":2,"period":"week","scope":"resident"},"valid_from":"2026-01-01","valid_to":"2026-12-31"}', '[]', '\x34eeb99742a375660ac8d51543d4f735', '\x6edae8a7c51063ada2371160fab1bf80547d9fea901e8d340f1bc3eebacb11ad', NULL);
INSERT INTO public.record VALUES (1, 5, 'resident_registered', '9e002151f153430db074468f98b4ee86', 1795961764252999, 1795961764252999, '2026-11-29', 'import', NULL, '{"eligibility":"446c4bdff22da28cb8ae3ab18afee5e1e0d4e545d8726c4cd7cc657212e5a23d","household":null,"identity":"011fce4414b1c7f98e620ed0b71bb85340aa1d6e23c466e816adc013c3dd6718","subject":"9e002151f153430db074468f98b4ee86"}', '[]', '\x030688b90da81a18097178e3f15de610', '\x0735beb4651065912e29064828c5c6427cdda316c1ed857d310d4dbae57c679f', NULL);
INSERT INTO public.record VALUES (1, 6, 'resident_registered', 'fae10d9697164dcb8fce087391f96ea8', 1795961764252999, 1795961764252999, '2026-11-29', 'import', NULL, '{"eligibility":"0cab7e80fe5155451aa4b85926dd74e3e9c366b0380280d8ebc5c26b13e50f9c","household":null,"identity":"cc136fe216bcc196a6d6c5e57345c54b1be4f5b315848b5acf9704950644662f","subject":"fae10d9697164dcb8fce087391f96ea8"}', '[]', '\x401f1745ee67d7cdf29585b45105b97b', '\xe0f35001cbbcfb502f7afc47cc0af4e822c7a3d84bfa38940304adb4f59241a0', NULL);
INSERT INTO public.record VALUES (1, 7, 'donation', 'DON1', 1767542400000000, 1795961764428888, '2026-01-05', 'import', NULL, '{"amount":"1000.00","donor":"7b25c0a260587878a9249837401750165e7d0254c3a0c4f1914f5fdceec488f2","donor_kind":"organisation","fund":"nuan","method":"bank"}', '[["general/nuan/bank","debit","1000.00"],["general/nuan/donation","credit","1000.00"],["budget/nuan/available","debit","1000.00"],["budget/nuan/authorised/donation","credit","1000.00"]]', '\xc2d490dbc0e1365270f443624745aae1', '\x625fad5feb9c53070f283d3798e5bc03cdfebef3f7ab0f3532e6e385954176bb', 0);
INSERT INTO public.record VALUES (1, 8, 'disbursement_approved', 'DIS1', 1767974400000000, 1795961764428888, '2026-01-10', 'import', NULL, '{"amount":"200.00","expires_on":"2026-01-31","fund":"nuan","kind":"voucher","merchant":null,"particulars":"38a822229914387de4a1db41aa0f7a002a51902e14448121d8918fc392a124d0","resident":"9e002151f153430db074468f98b4ee86"}', '[["budget/nuan/available","credit","200.00"],["budget/nuan/encumbered","debit","200.00"]]', '\xf25a8c7cab9e1b07267e32656d7f7f36', '\x6d7c35bebb41d5951019d015e5670859dc346cc6064db3327e44885d9821dd12', 0);
INSERT INTO public.record VALUES (1, 9, 'disbursement_paid', 'DIS1', 1767974400000000, 1795961764428888, '2026-01-10', 'import', NULL, '{"amount":"200.00","approved":8,"fund":"nuan","kind":"voucher","merchant":null,"resident":"9e002151f153430db074468f98b4ee86"}', '[["general/nuan/programme/voucher","debit","200.00"],["general/nuan/voucher/9e002151f153430db074468f98b4ee86/DIS1","credit","200.00"],["budget/nuan/encumbered","credit","200.00"],["budget/nuan/spent/help","debit","200.00"]]', '\xa848234367906282be9c8fbd400a98f2', '\x4e450730702ca54fa9109916babd891d3d5c48c7915939dd541250078c9c9ac6', 0);
INSERT INTO public.record VALUES (1, 10, 'disbursement_approved', 'DIS2', 1767974400000000, 1795961764428888, '2026-01-10', 'import', NULL, '{"amount":"300.00","expires_on":null,"fund":"nuan","kind":"cash","merchant":null,"particulars":"a9e3a31456ed77b5b9ca361132e5527c8ba37feb605233c633ce399a951277ef","resident":"9e002151f153430db074468f98b4ee86"}', '[["budget/nuan/available","credit","300.00"],["budget/nuan/encumbered","debit","300.00"]]', '\x71f1193d46510465ddfd8f7f5c899b8b', '\x198876b7cc79ee78098723ecbfb9876b6f112abc920a3eccb891a3a5ed7345e0', 0);
INSERT INTO public.record VALUES (1, 11, 'disbursement_paid', 'DIS2', 1767974400000000, 1795961764428888, '2026-01-10', 'import', NULL, '{"amount":"300.00","approved":10,"fund":"nuan","kind":"cash","merchant":null,"resident":"9e002151f153430db074468f98b4ee86"}', '[["general/nuan/programme/cash","debit","300.00"],["general/nuan/bank","credit","300.00"],["budget/nuan/encumbered","credit","300.00"],["budget/nuan/spent/help","debit","300.00"]]', '\x6183eae5357add8a55b51295f6b62049', '\xd7616c0b841fb613778b0e66c8975d0e95cff3b7c6218315a9e30d4758822858', 0);
INSERT INTO public.record VALUES (1, 12, 'disbursement_approved', 'DIS3', 1768147200000000, 1795961764428888, '2026-01-12', 'import', NULL, '{"amount":"120.50","expires_on":null,"fund":"nuan","kind":"bill_payment","merchant":"M01","particulars":"6c62d5fa35ccc5093646e03316d8057320cefb34f37e862c473c103632500e01","resident":"9e002151f153430db074468f98b4ee86"}', '[["budget/nuan/available","credit","120.50"],["budget/nuan/encumbered","debit","120.50"]]', '\x03a5f1d653c3193f63d2d95ddd65e229', '\xdd9ab3e719c2db8d03ca403e3b676aa48c58c07b6c22da74a976e4f77a32b6ee', 0);
INSERT INTO public.record VALUES (1, 13, 'disbursement_paid', 'DIS3', 1768147200000000, 1795961764428888, '2026-01-12', 'import', NULL, '{"amount":"120.50","approved":12,"fund":"nuan","kind":"bill_payment","merchant":"M01","resident":"9e002151f153430db074468f98b4ee86"}', '[["general/nuan/programme/bill","debit","120.50"],["general/nuan/payable/M01","credit","120.50"],["budget/nuan/encumbered","credit","120.50"],["budget/nuan/spent/help","debit","120.50"]]', '\x50fee4e236a64dd8ffd29d675c1f8d58', '\x1fbbc1654885a268d8b0acf22969d3a1655c89d7d819cce39ab10c2b5785e174', 0);
INSERT INTO public.record VALUES (1, 14, 'redemption', 'HX1', 1768875300000000, 1795961764428888, '2026-01-20', 'import', NULL, '{"bill":"80.00","discount":{"amount":"16.00","code":"D01","fund":"nuan","fund_part":"8.00","merchant_part":"8.00"},"due_from_resident":"14.00","merchant":"M01","resident":"9e002151f153430db074468f98b4ee86","vouchers":[{"amount":"50.00","fund":"nuan","grant":"DIS1"}]}', '[["usage/uses/D01/9e002151f153430db074468f98b4ee86/2026-W04","debit","1"],["memo/discount/D01","debit","16.00"],["memo/borne-merchant/M01","credit","8.00"],["budget/nuan/available","credit","8.00"],["budget/nuan/spent/discount","debit","8.00"],["memo/borne-fund/nuan","credit","8.00"],["general/nuan/programme/discount","debit","8.00"],["general/nuan/payable/M01","credit","58.00"],["general/nuan/voucher/9e002151f153430db074468f98b4ee86/DIS1","debit","50.00"]]', '\x5c54e50975baadced875b45fc2a70506', '\xde35035b3f0215c031eca776406886891f06ef46f8157ac320cef1fc749644b9', 0);
INSERT INTO public.record VALUES (1, 15, 'settlement', 'JS1', 1769788800000000, 1795961764428888, '2026-01-31', 'import', NULL, '{"amount":"178.50","merchant":"M01","shares":[{"amount":"178.50","fund":"nuan"}]}', '[["general/nuan/payable/M01","debit","178.50"],["general/nuan/bank","credit","178.50"],["memo/settled/M01","debit","178.50"],["memo/settlements","credit","178.50"]]', '\xd90c6cd85d211334fffdbb505eedbeeb', '\x0390efcdfbd212a318a0d202b3696a0e09cca8d3b0786843656ba578b129fb8a', 0);
INSERT INTO public.record VALUES (1, 16, 'voucher_expiry', 'DIS1', 1769875200000000, 1795961764571372, '2026-02-01', 'import', NULL, '{"amount":"150.00","fund":"nuan","grant":"DIS1","granted":9,"resident":"9e002151f153430db074468f98b4ee86"}', '[["general/nuan/voucher/9e002151f153430db074468f98b4ee86/DIS1","debit","150.00"],["general/nuan/programme/voucher","credit","150.00"],["budget/nuan/available","debit","150.00"],["budget/nuan/spent/expired","credit","150.00"]]', '\x3c8d633fddac310911c8a81806373d19', '\x091d7b39d2536a6aaf4d5942c281c3c23d5d4204237604ad515dc75344ecc5d9', 0);
INSERT INTO public.record VALUES (1, 17, 'resident_registered', '9b141d943b7c43bb95356e34abd7eb9c', 1795961768704505, 1795961768704505, '2026-11-29', 'api', NULL, '{"eligibility":"8444f228e2377cdb9fb62d3deb8418fd960083da626d155adabb665556e800ce","household":"3c4cc2e8b25045e8a9d9a040846a8b1a","identity":"dcbdde57dcdf9cdd0614e6e905c318d9d283e021f735e096935b5a9ff914137c","subject":"9b141d943b7c43bb95356e34abd7eb9c"}', '[]', '\x6985bd421b20c024abd29f7e8c15a435', '\x9f16ed390a8473ec077dba2ceb8757a7eb96b0ee5bd4755de215a744814b4e24', NULL);
INSERT INTO public.record VALUES (1, 18, 'donor_registered', 'b2da0819ab2c4a75b181d1a07087637a', 1795961768771547, 1795961768771547, '2026-11-29', 'api', NULL, '{"kind":"company","personal":"5d0746ec28e6460431c94fb3e9c169836f9e6cd46fa277489655415c13a05a27","subject":"b2da0819ab2c4a75b181d1a07087637a"}', '[]', '\x94e11caa9cbf918625959e0c731b6661', '\xcd9f4f7da207da319b33c3c24db068e631181ab994dc29167b918927f25eb1b1', NULL);
INSERT INTO public.record VALUES (1, 19, 'household_registered', 'd8c60ace52a04c948eb1fa87357e5443', 1795961768872543, 1795961768872543, '2026-11-29', 'api', NULL, '{"from":"2026-01-01","personal":"45e3549087b71ca2c0f80f5cc065336be6316e9b9abdec169ae592772ce5cbf4","subject":"d8c60ace52a04c948eb1fa87357e5443"}', '[]', '\x7d21a15bfe4d530634d123df62d218ba', '\x25fedbe37cd706cf1c6aaf68b0b14aa34125b6347042c8059a18724a6ad36995', NULL);
INSERT INTO public.record VALUES (1, 20, 'agent_registered', '43a7bf531658467592d1ec2d3363e57b', 1795961768900400, 1795961768900400, '2026-11-29', 'api', NULL, '{"consent":"WT-1","from":"2026-01-01","personal":"49903e4cc7fc9269b61a84d7a113043d1e95a6f3d0b5876cdbd2e61c9893c2fe","relation":"guardian","resident":"9e002151f153430db074468f98b4ee86","subject":"43a7bf531658467592d1ec2d3363e57b"}', '[]', '\x46a4f038983fdac05bc8c70de83ecfe3', '\x6e8a3146e05e3f0d414ad170dc840778a46d5b69168b0b18d8aab9fa9562b4bb', NULL);
INSERT INTO public.record VALUES (1, 21, 'link_registered', '06538ef3f536485fb59a6ff325d88a19', 1795961768959577, 1795961768959577, '2026-11-29', 'api', NULL, '{"from":"2026-01-01","kind":"owner","personal":"b5bce066ff5cb4c4206b1a50c0f0103fd219151e8fb60c0336410c66466315c0","subject":"06538ef3f536485fb59a6ff325d88a19"}', '[]', '\x779af8fb5a803882441b1d1e2545e1c6', '\x7891939d434e50f20ed97afa31f05710c81fb4f7a92be64ba83b59bcd3f21312', NULL);
INSERT INTO public.record VALUES (1, 22, 'branch_registered', 'B0009', 1795961768997260, 1795961768997260, '2026-11-29', 'api', NULL, '{"address":"青竹路","code":"B0009","from":"2026-01-01","merchant":"M01","name":"二店"}', '[]', '\x14524d8df80902a9cd7bbcac7924b76c', '\x31e2ebebc6aa4e51f8453c5072c28508f1cc10f66556b7d301aa019a69753096', NULL);
INSERT INTO public.record VALUES (1, 23, 'disbursement_applied', 'AJ1', 1769875200000000, 1795961769053519, '2026-02-01', 'api', NULL, '{"asked":{"amount":"30.00","expires_on":null,"fund":"nuan","kind":"cash","merchant":null,"resident":"9b141d943b7c43bb95356e34abd7eb9c"},"case":{"previous":null,"reference":"AJ1"},"officer":"110c1d375649c9e5ed029fed91c66be2cb0f8a37e9436a49d9022bcb976a8e85","resident":"9b141d943b7c43bb95356e34abd7eb9c","terms":"5714e4117576728950276b54a7b0a51c6783bcff9d62ed97978407b985c58469"}', '[]', '\xd2189435dc8187cda4445da91a8baa4f', '\x5d4a265d683c1e73bd8f16c49f03d8b07134d0eef6ef5b0b63a4a10e53621351', NULL);
INSERT INTO public.resident VALUES (1, 1, 'R0001', 5, '\x9e002151f153430db074468f98b4ee86', '', NULL, '周某', '220199194803120011', '', '3栋', '[{"category":"dibao","from":"2026-01-01","to":"2026-12-31"}]', 5, NULL);
INSERT INTO public.resident VALUES (1, 2, 'R0002', 6, '\xfae10d9697164dcb8fce087391f96ea8', '', NULL, '吴某', '220199197907040028', '', '5栋', '[]', 6, NULL);
INSERT INTO public.resident VALUES (1, 3, 'R0003', 17, '\x9b141d943b7c43bb95356e34abd7eb9c', 'HQ77', '\x3c4cc2e8b25045e8a9d9a040846a8b1a', '郑鑫焱', '220199200005242506', '13877665544', '88栋', '[{"category":"disabled","from":"2025-02-03","to":"2026-12-31","evidence":"残证鑫焱"}]', 17, NULL);
INSERT INTO public.seaql_migrations VALUES ('m0001_books', 1795961763);
INSERT INTO public.seaql_migrations VALUES ('m0002_closing', 1795961763);
INSERT INTO public.seaql_migrations VALUES ('m0003_changes', 1795961763);
INSERT INTO public.seaql_migrations VALUES ('m0004_entries', 1795961763);
INSERT INTO public.seaql_migrations VALUES ('m0005_codes', 1795961763);
INSERT INTO public.seaql_migrations VALUES ('m0011_papers', 1795961764);
INSERT INTO public.seaql_migrations VALUES ('m0012_registers', 1795961764);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (community, account);
ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_pkey PRIMARY KEY (community, closing);
ALTER TABLE ONLY public.community
    ADD CONSTRAINT community_code_key UNIQUE (code);
ALTER TABLE ONLY public.community
    ADD CONSTRAINT community_pkey PRIMARY KEY (community);
ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_pkey PRIMARY KEY (community, reference);
ALTER TABLE ONLY public.discount
    ADD CONSTRAINT discount_pkey PRIMARY KEY (community, discount);
ALTER TABLE ONLY public.entry
    ADD CONSTRAINT entry_pkey PRIMARY KEY (community, register, number);
ALTER TABLE ONLY public.fund
    ADD CONSTRAINT fund_pkey PRIMARY KEY (community, fund);
ALTER TABLE ONLY public.journal_head
    ADD CONSTRAINT journal_head_pkey PRIMARY KEY (community);
ALTER TABLE ONLY public.merchant
    ADD CONSTRAINT merchant_pkey PRIMARY KEY (community, merchant);
ALTER TABLE ONLY public.outcome
    ADD CONSTRAINT outcome_pkey PRIMARY KEY (community, scope, key);
ALTER TABLE ONLY public.posting
    ADD CONSTRAINT posting_pkey PRIMARY KEY (community, account, seq);
ALTER TABLE ONLY public.private_value
    ADD CONSTRAINT private_value_pkey PRIMARY KEY (community, seq, field);
ALTER TABLE ONLY public.record
    ADD CONSTRAINT record_pkey PRIMARY KEY (community, seq);
ALTER TABLE ONLY public.register_change
    ADD CONSTRAINT register_change_pkey PRIMARY KEY (community, register, number, seq);
ALTER TABLE ONLY public.resident
    ADD CONSTRAINT resident_pkey PRIMARY KEY (community, resident);
ALTER TABLE ONLY public.seaql_migrations
    ADD CONSTRAINT seaql_migrations_pkey PRIMARY KEY (version);
CREATE UNIQUE INDEX account_address ON public.account USING btree (community, address);
CREATE INDEX account_kind ON public.account USING btree (community, kind) WHERE (kind <> 'uses'::text);
CREATE INDEX community_spoken ON public.community USING btree (lower(code));
CREATE INDEX disbursement_ending ON public.disbursement USING btree (community, expires_at) WHERE (kind = 'voucher'::text);
CREATE UNIQUE INDEX disbursement_paid ON public.disbursement USING btree (community, paid);
CREATE INDEX disbursement_resident ON public.disbursement USING btree (community, resident);
CREATE INDEX disbursement_state ON public.disbursement USING btree (community, state, reference);
CREATE UNIQUE INDEX discount_code ON public.discount USING btree (community, code);
CREATE UNIQUE INDEX entry_code ON public.entry USING btree (community, register, code);
CREATE UNIQUE INDEX fund_code ON public.fund USING btree (community, code);
CREATE UNIQUE INDEX merchant_code ON public.merchant USING btree (community, code);
CREATE INDEX posting_late ON public.posting USING btree (community, account, late_at) WHERE (late_at IS NOT NULL);
CREATE INDEX record_in_order ON public.record USING btree (community, occurred_at, seq) WHERE (late = 0);
CREATE INDEX record_invoice ON public.record USING btree (community, (((COALESCE(((document)::jsonb ->> 'merchant'::text), ''::text) || '/'::text) || ((document)::jsonb ->> 'invoice'::text)))) WHERE (kind = 'statement_confirmed'::text);
CREATE UNIQUE INDEX record_key ON public.record USING btree (community, kind, reference);
CREATE INDEX record_late ON public.record USING btree (community, occurred_at, seq) WHERE (late = 1);
CREATE INDEX record_late_number ON public.record USING btree (community, seq) WHERE (late = 1);
CREATE INDEX record_of_kind ON public.record USING btree (community, kind, occurred_at, seq) WHERE (kind <> 'redemption'::text);
CREATE INDEX record_receipt ON public.record USING btree (community, (((COALESCE(((document)::jsonb ->> 'merchant'::text), ''::text) || '/'::text) || ((document)::jsonb ->> 'receipt'::text)))) WHERE ((kind = ANY (ARRAY['donation'::text, 'goods_donated'::text, 'redemption'::text])) AND (strpos(document, '"receipt":"'::text) > 0));
CREATE UNIQUE INDEX record_reversed_once ON public.record USING btree (community, reverses) WHERE (reverses IS NOT NULL);
CREATE INDEX record_statement_of ON public.record USING btree (community, (((document)::jsonb ->> 'merchant'::text)), seq) WHERE (kind = 'statement_drafted'::text);
CREATE INDEX record_statement_paid ON public.record USING btree (community, (((document)::jsonb ->> 'statement'::text))) WHERE (kind = 'statement_paid'::text);
CREATE INDEX record_without_postings ON public.record USING btree (community, occurred_at, seq) WHERE (late IS NULL);
CREATE UNIQUE INDEX register_change_record ON public.register_change USING btree (community, seq);
CREATE UNIQUE INDEX resident_code ON public.resident USING btree (community, code);
CREATE UNIQUE INDEX resident_id_number ON public.resident USING btree (community, id_number);
CREATE UNIQUE INDEX resident_subject ON public.resident USING btree (community, subject);
CREATE TRIGGER posting_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.posting FOR EACH STATEMENT EXECUTE FUNCTION public.journal_is_append_only();
ALTER TABLE public.posting ENABLE ALWAYS TRIGGER posting_append_only;
CREATE TRIGGER record_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.record FOR EACH STATEMENT EXECUTE FUNCTION public.journal_is_append_only();
ALTER TABLE public.record ENABLE ALWAYS TRIGGER record_append_only;
ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_community_fkey FOREIGN KEY (community) REFERENCES public.community(community);
ALTER TABLE ONLY public.closing
    ADD CONSTRAINT closing_community_since_fkey FOREIGN KEY (community, since) REFERENCES public.record(community, seq);
ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_community_approved_fkey FOREIGN KEY (community, approved) REFERENCES public.record(community, seq);
ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_community_fkey FOREIGN KEY (community) REFERENCES public.community(community);
ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_community_fund_fkey FOREIGN KEY (community, fund) REFERENCES public.fund(community, fund);
ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_community_last_fkey FOREIGN KEY (community, last) REFERENCES public.record(community, seq);
ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_community_merchant_fkey FOREIGN KEY (community, merchant) REFERENCES public.merchant(community, merchant);
ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_community_paid_fkey FOREIGN KEY (community, paid) REFERENCES public.record(community, seq);
ALTER TABLE ONLY public.disbursement
    ADD CONSTRAINT disbursement_community_resident_fkey FOREIGN KEY (community, resident) REFERENCES public.resident(community, resident);
ALTER TABLE ONLY public.discount
    ADD CONSTRAINT discount_community_fkey FOREIGN KEY (community) REFERENCES public.community(community);
ALTER TABLE ONLY public.discount
    ADD CONSTRAINT discount_community_fund_fkey FOREIGN KEY (community, fund) REFERENCES public.fund(community, fund);
ALTER TABLE ONLY public.discount
    ADD CONSTRAINT discount_community_merchant_fkey FOREIGN KEY (community, merchant) REFERENCES public.merchant(community, merchant);
ALTER TABLE ONLY public.discount
    ADD CONSTRAINT discount_community_since_fkey FOREIGN KEY (community, since) REFERENCES public.record(community, seq);
ALTER TABLE ONLY public.entry
    ADD CONSTRAINT entry_community_fkey FOREIGN KEY (community) REFERENCES public.community(community);
ALTER TABLE ONLY public.fund
    ADD CONSTRAINT fund_community_fkey FOREIGN KEY (community) REFERENCES public.community(community);
ALTER TABLE ONLY public.fund
    ADD CONSTRAINT fund_community_since_fkey FOREIGN KEY (community, since) REFERENCES public.record(community, seq);
ALTER TABLE ONLY public.journal_head
    ADD CONSTRAINT journal_head_community_fkey FOREIGN KEY (community) REFERENCES public.community(community);
ALTER TABLE ONLY public.merchant
    ADD CONSTRAINT merchant_community_fkey FOREIGN KEY (community) REFERENCES public.community(community);
ALTER TABLE ONLY public.merchant
    ADD CONSTRAINT merchant_community_since_fkey FOREIGN KEY (community, since) REFERENCES public.record(community, seq);
ALTER TABLE ONLY public.register_change
    ADD CONSTRAINT register_change_community_fkey FOREIGN KEY (community) REFERENCES public.community(community);
ALTER TABLE ONLY public.register_change
    ADD CONSTRAINT register_change_community_seq_fkey FOREIGN KEY (community, seq) REFERENCES public.record(community, seq);
ALTER TABLE ONLY public.resident
    ADD CONSTRAINT resident_community_fkey FOREIGN KEY (community) REFERENCES public.community(community);
ALTER TABLE ONLY public.resident
    ADD CONSTRAINT resident_community_since_fkey FOREIGN KEY (community, since) REFERENCES public.record(community, seq);
