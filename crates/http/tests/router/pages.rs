//! Pages: what they show, in which language, as of when.

use axum::http::{Request, StatusCode};

use super::fixture::{World, donation};
use super::{get, send};

/// The addresses within the books that a page leads to.
fn links(page: &str) -> Vec<String> {
    let main = page.split("<main").nth(1).and_then(|rest| rest.split("</main>").next());
    let parts = main.expect("a main part").split("href=\"").skip(1);
    let addresses = parts.map(|part| part.split('"').next().unwrap_or_default().replace("&#38;", "&"));
    addresses
        .filter(|address| address.starts_with("/c/") || address.starts_with("/api/v1"))
        .collect()
}

#[tokio::test]
async fn one_community_is_shown_at_once_and_several_are_listed() {
    let world = World::qingzhu().await;
    let answer = get(&world, "/").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::SEE_OTHER, "/c/qingzhu")
    );
    world.open("songtao", "松涛社区").await;
    let answer = get(&world, "/").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text.contains("松涛社区") && answer.text.contains("青竹社区"));
}

#[tokio::test]
async fn an_empty_installation_says_what_to_do_first() {
    let world = World::empty().await;
    let answer = get(&world, "/").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text.contains("xiaonuan import"), "{}", answer.text);
}

#[tokio::test]
async fn the_language_is_chosen_by_address_then_cookie_then_browser() {
    let world = World::qingzhu().await;
    let chinese = get(&world, "/c/qingzhu").await;
    assert!(chinese.text.contains("<html lang=\"zh-CN\">") && chinese.text.contains("银行存款"));
    let chosen = get(&world, "/c/qingzhu?lang=en").await;
    assert!(chosen.text.contains("<html lang=\"en\">") && chosen.text.contains("Approved, unpaid"));
    assert!(chosen.header("set-cookie").starts_with("lang=en; "));
    assert_eq!(chosen.header("content-language"), "en");
    let request = || {
        Request::get("/c/qingzhu")
            .header("host", "localhost")
            .header("accept-language", "en-GB")
    };
    assert_eq!(send(&world, request()).await.header("content-language"), "en");
    let kept = send(&world, request().header("cookie", "lang=zh-CN")).await;
    assert_eq!(kept.header("content-language"), "zh-CN");
}

#[tokio::test]
async fn the_five_lines_of_a_card_are_the_books() {
    let world = World::qingzhu().await;
    let page = get(&world, "/c/qingzhu").await.text;
    // Donated 107,500; 800 cash; a voucher of 300, of which 180 expired; 9.32 and 3.00 of discounts; 100 settled.
    for figure in ["107,500.00", "106,567.68", "106,600.00"] {
        assert!(page.contains(&format!(">{figure}<")), "{figure}");
    }
    assert!(page.contains("暖阳热力") && page.contains("1,260.50"));
}

#[tokio::test]
async fn every_link_leads_somewhere_and_carries_the_view() {
    let world = World::qingzhu().await;
    let view = "as_of=2026-03-31&as_recorded=20";
    let mut seen = vec![format!("/c/qingzhu?{view}")];
    let mut next = 0;
    while let Some(address) = seen.get(next).cloned() {
        next += 1;
        if address.starts_with("/api") || address.contains("/reports/") {
            continue;
        }
        let answer = get(&world, &address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(answer.text.contains("截至 2026-03-31"), "{address}");
        // The way home, and the log of who looked at what, are of no view.
        let of_no_view = ["/c/qingzhu", "/c/qingzhu/access-log"];
        for link in links(&answer.text)
            .into_iter()
            .filter(|link| !of_no_view.contains(&link.as_str()))
        {
            assert!(link.contains(view), "{address} leads to {link}");
            if !seen.contains(&link) {
                seen.push(link);
            }
        }
    }
    assert!(seen.len() > 40, "{seen:?}");
}

#[tokio::test]
async fn an_earlier_view_shows_what_was_known_then() {
    let world = World::qingzhu().await;
    let then = get(&world, "/c/qingzhu?as_of=2026-01-10").await.text;
    assert!(then.contains(">100,000.00<") && !then.contains("107,500.00"));
    let unknown = get(&world, "/c/qingzhu/records/12?as_recorded=11").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let first = get(&world, "/c/qingzhu?as_recorded=1").await.text;
    assert!(first.contains("还没有基金") && !first.contains("小暖基金"));
}

#[tokio::test]
async fn unknown_things_are_not_found_alike() {
    let world = World::qingzhu().await;
    for address in [
        "/c/nowhere",
        "/c/nowhere/accounts/1",
        "/c/nowhere/records/1",
        "/c/qingzhu/accounts/99999",
        "/c/qingzhu/accounts/x",
        "/c/qingzhu/accounts?fund=nowhere",
        "/c/qingzhu/accounts?merchant=M99",
        "/c/qingzhu/records/99999",
        "/c/qingzhu/records/0",
        "/c/qingzhu/records/-1",
        "/c/qingzhu/reports/nothing",
        "/c/%E4%B8%AD",
        "/c/qing%2Fzhu",
        "/nowhere",
    ] {
        let answer = get(&world, address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(answer.text.contains("<h1>没有找到</h1>"), "{address}");
        assert!(!answer.text.contains("青竹"), "{address}");
    }
}

#[tokio::test]
async fn a_wrong_field_is_named_and_not_repeated() {
    let world = World::qingzhu().await;
    for (query, label) in [
        ("?as_of=%3Cscript%3E666", "业务日期"),
        ("?as_recorded=666x", "记录号或入账日期"),
        ("/accounts?kind=666", "类别"),
        ("/accounts/1?from=666", "起"),
        ("/accounts/1?from=2026-02-01&to=2026-01-01", "止"),
        ("/accounts/1?after=666x", "翻页位置"),
        ("/journal?before=0", "记录号"),
    ] {
        let answer = get(&world, &format!("/c/qingzhu{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(
            answer.text.contains(&format!("<dt>{label}</dt>")),
            "{query}: {}",
            answer.text
        );
        let shown = answer.text.split("<main").nth(1).expect("a main part");
        let shown = shown.split("<p class=\"note\"").next().expect("a text");
        assert!(!shown.contains("666"), "{query}: {shown}");
    }
    let empty = get(&world, "/c/qingzhu?as_of=&as_recorded=").await;
    assert_eq!(empty.status, StatusCode::OK);
}

#[tokio::test]
async fn who_is_helped_is_named_on_no_page_and_who_gave_or_signed_with_their_record_alone() {
    let world = World::qingzhu().await;
    let mut addresses: Vec<String> = (1..=30).map(|seq| format!("/c/qingzhu/records/{seq}")).collect();
    addresses.extend((1..=30).map(|number| format!("/c/qingzhu/accounts/{number}")));
    addresses.extend(["/c/qingzhu", "/c/qingzhu/journal", "/c/qingzhu/accounts"].map(str::to_owned));
    let mut shown = 0;
    for address in addresses {
        let answer = get(&world, &address).await;
        shown += usize::from(answer.status == StatusCode::OK);
        for hidden in [
            "居民姓名",
            "联系人甲",
            "13800000000",
            "13900000000",
            "3-2-501",
            "2201991",
        ] {
            assert!(!answer.text.contains(hidden), "{address} shows {hidden}");
        }
        for said in ["捐赠人不可见", "经办不可见", "审批不可见"] {
            let is_record = address.contains("/records/");
            assert!(is_record || !answer.text.contains(said), "{address} shows {said}");
        }
    }
    assert!(shown > 40, "{shown}");
    let donated = get(&world, "/c/qingzhu/records/12?lang=en").await.text;
    let beside = donated.split("捐赠人不可见").nth(1).expect("the donor");
    assert!(beside.starts_with("</bdi> <span class=\"note\">Only its check value is in the journal"));
}

#[tokio::test]
async fn a_long_statement_reads_on_page_by_page() {
    let world = World::qingzhu().await;
    let many = (0..130).map(|number| {
        // Every third one comes late.
        let day = if number % 3 == 0 { "2026-03-03" } else { "2026-06-20" };
        donation(&format!("MANY{number:03}"), day, "xiaonuan", 100)
    });
    world.append("qingzhu", many.collect()).await;
    let list = get(&world, "/api/v1/communities/qingzhu/accounts?kind=bank&fund=xiaonuan")
        .await
        .json();
    let number = list["accounts"][0]["number"].as_i64().expect("a number");
    let mut address = format!("/c/qingzhu/accounts/{number}");
    let (mut pages, mut lines, mut carried) = (0, 0, String::new());
    loop {
        let page = get(&world, &address).await.text;
        let rows: Vec<&str> = page.split("<tr role=\"row\"").skip(2).collect();
        let balance = |row: &str| {
            let cell = row.split("data-label=\"").last().expect("a balance");
            cell.split('>')
                .nth(1)
                .expect("a cell")
                .split('<')
                .next()
                .expect("a text")
                .to_owned()
        };
        if pages > 0 {
            assert_eq!(balance(rows[0]), carried, "what is brought forward");
        }
        pages += 1;
        lines += rows.len() - 2;
        carried = balance(rows.last().expect("a foot"));
        match links(&page).into_iter().find(|link| link.contains("after=")) {
            Some(next) => address = next,
            None => break,
        }
    }
    assert_eq!(pages, 2);
    assert_eq!(lines, 130 + 5);
    assert_eq!(carried, "106,730.00");
}

#[tokio::test]
async fn reports_are_found_by_their_chinese_titles() {
    let world = World::qingzhu().await;
    // 资产负债表
    let title = "%E8%B5%84%E4%BA%A7%E8%B4%9F%E5%80%BA%E8%A1%A8";
    let found = get(&world, &format!("/api/v1/communities/qingzhu/reports/{title}")).await;
    assert_eq!(found.status, StatusCode::OK);
    assert_eq!(found.json()["report"], "balance-sheet");
}

#[tokio::test]
async fn reports_are_offered_in_every_form() {
    let world = World::qingzhu().await;
    let page = get(
        &world,
        "/c/qingzhu/reports?from=2026-05-01&to=2026-05-31&as_of=2026-06-30",
    )
    .await
    .text;
    for link in [
        "/c/qingzhu/reports/fund-statement?as_of=2026-06-30&from=2026-05-01&to=2026-05-31",
        "/api/v1/communities/qingzhu/reports/donors?format=xlsx&as_of=2026-06-30&from=2026-05-01&to=2026-05-31",
        // What stands at a moment has no period.
        "/api/v1/communities/qingzhu/reports/funds?format=xlsx&as_of=2026-06-30",
        "/c/qingzhu/reports/statement?as_of=2026-06-30&from=2026-05-01&to=2026-05-31",
    ] {
        assert!(links(&page).iter().any(|known| known == link), "{link}");
    }
}

#[tokio::test]
async fn a_report_stands_in_the_frame_with_a_form_of_names() {
    let world = World::qingzhu().await;
    let page = get(&world, "/c/qingzhu/reports/disclosure?as_of=2026-06-30&lang=zh-CN")
        .await
        .text;
    for part in [
        "<header class=\"rail\">",
        "href=\"/c/qingzhu/reports?as_of=2026-06-30\" aria-current=\"page\"",
        "lang=en\" lang=\"en\"",
        "<input type=\"hidden\" name=\"as_of\" value=\"2026-06-30\">",
        "<select name=\"fund\">",
        ">小暖基金</option>",
        "name=\"as_recorded\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("<select name=\"merchant\">"));
    assert_eq!(page.matches("<main").count(), 1);
    let narrowed = get(
        &world,
        "/c/qingzhu/reports/redemptions?merchant=M01&fund=xiaonuan&lang=zh-CN",
    )
    .await
    .text;
    assert!(
        narrowed.contains("<option value=\"M01\" selected>暖阳热力</option>"),
        "{narrowed}"
    );
    let file = "/api/v1/communities/qingzhu/reports/redemptions?format=xlsx&#38;fund=xiaonuan&#38;merchant=M01";
    assert!(narrowed.contains(file), "{narrowed}");
}

#[tokio::test]
async fn a_statement_asks_for_its_merchant_by_name() {
    let world = World::qingzhu().await;
    let answer = get(&world, "/c/qingzhu/reports/statement?lang=zh-CN").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer.text.contains("<option value=\"M01\">暖阳热力</option>"),
        "{}",
        answer.text
    );
    assert!(!answer.text.contains("<table"));
    let statement = get(&world, "/c/qingzhu/reports/statement?merchant=M01&lang=zh-CN").await;
    assert!(statement.text.contains("商户确认："), "{}", statement.text);
}

/// What is read stands where it was asked for; what is taken away is a file, which is a right of its own.
#[tokio::test]
async fn a_report_in_json_is_read_and_no_file() {
    let world = World::qingzhu().await;
    for (format, file) in [("json", false), ("html", false), ("csv", true), ("xlsx", true)] {
        let address = format!("/api/v1/communities/qingzhu/reports/funds?format={format}");
        let answer = get(&world, &address).await;
        let disposition = answer.header("content-disposition");
        assert_eq!(
            disposition.starts_with("attachment; filename="),
            file,
            "{format}: {disposition}"
        );
        assert_eq!(disposition == "inline", !file, "{format}: {disposition}");
    }
}

#[tokio::test]
async fn vouchers_with_nothing_left_are_folded_away() {
    let world = World::qingzhu().await;
    let page = get(&world, "/c/qingzhu/accounts?kind=voucher&lang=zh-CN").await.text;
    let folded = page
        .find("<details class=\"no-print\"><summary>余额为零的代金券（1 张）")
        .expect("a fold");
    assert!(
        page[folded..].contains(">0.00<") && !page[..folded].contains("class=\"num\">0.00"),
        "{page}"
    );
}
