//! What becomes of a call decides output and exit code.

use crate::support::*;

const ORDER: &str = "gs/requests/order_ps1/minimal.yaml";

#[test]
fn accepted_orders_are_told_with_their_id() {
    let server = Server::start([ordered("OrderPS1", "PC1"), ordered("OrderPS1", "PC2")]);
    let human = call(&server, &["gs", "order", &path(ORDER), "--yes"]).expect(0);
    assert!(
        human.out.contains("OrderPS1 accepted, OrderID PC1"),
        "{}",
        human.out
    );
    let json = call(
        &server,
        &["gs", "order", &path(ORDER), "--yes", "--format", "json"],
    )
    .expect(0);
    let object = json.object();
    assert_eq!(object["outcome"], "accepted");
    assert_eq!(object["id"], "PC2");
    assert_eq!(object["operation"], "OrderPS1");
    assert_eq!(object["answer"]["OrderID"], "PC2");
    assert!(server.seen()[0].contains("<UserName>PAR00000_example</UserName>"));
}

#[test]
fn warnings_are_no_failure() {
    let server = Server::start([xml(payload("gs/responses/order_ps1/warning.observed.xml"))]);
    let ended = call(
        &server,
        &["gs", "order", &path(ORDER), "--yes", "--format", "json"],
    )
    .expect(0);
    assert!(!ended.object()["warnings"].as_array().unwrap().is_empty());
    assert!(ended.err.contains("the CA warns"), "{}", ended.err);
}

#[test]
fn refusals_are_explained() {
    let server = Server::start([refused("OrderPS1", "-9936"), refused("OrderPS1", "-9936")]);
    let human = call(&server, &["gs", "order", &path(ORDER), "--yes"]).expect(6);
    assert!(
        human.err.contains("certwire explain gs -9936"),
        "{}",
        human.err
    );
    assert_eq!(human.out, "", "there is no data");
    let json = call(
        &server,
        &["gs", "order", &path(ORDER), "--yes", "--format", "json"],
    )
    .expect(6);
    let object = json.object();
    assert_eq!(object["outcome"], "refused");
    assert_eq!(object["errors"][0]["code"], "-9936");
    assert!(object["errors"][0]["remedy"].is_string());
}

#[test]
fn refused_credentials_stop_everything() {
    let server = Server::start([refused("OrderPS1", "-4001"), ordered("OrderPS1", "PC2")]);
    let order = path(ORDER);
    let ended = call(
        &server,
        &[
            "gs", "order", &order, &order, &order, "--yes", "--format", "json",
        ],
    )
    .expect(4);
    let objects = ended.objects();
    let outcomes: Vec<_> = objects.iter().map(|object| &object["outcome"]).collect();
    assert_eq!(outcomes, ["refused", "not-sent", "not-sent"]);
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn other_refusals_stop_nothing() {
    let server = Server::start([refused("OrderPS1", "-9936"), ordered("OrderPS1", "PC2")]);
    let order = path(ORDER);
    let ended = call(
        &server,
        &["gs", "order", &order, &order, "--yes", "--format", "json"],
    )
    .expect(6);
    assert_eq!(ended.objects()[1]["id"], "PC2");
}

#[test]
fn what_is_not_known_is_said_with_the_way_to_find_out() {
    let replies = [
        Reply::ResetAfterRequest,
        http("502 Bad Gateway", "text/html", "<html>no</html>"),
        soap("OrderPS1", "<SuccessCode>0</SuccessCode>", ""),
        xml("<soap:Envelope"),
    ];
    let count = replies.len();
    let server = Server::start(replies);
    let arguments = [
        "gs",
        "order",
        &path(ORDER),
        "--yes",
        "--sub-id",
        "invoice 4711",
    ];
    for _ in 0..count {
        let ended = call(&server, &arguments).expect(1);
        assert!(
            ended.err.contains("NOT KNOWN. Do not send it again"),
            "{}",
            ended.err
        );
        assert!(
            ended
                .err
                .contains("certwire gs list --sub-id 'invoice 4711'"),
            "{}",
            ended.err
        );
        assert_eq!(ended.out, "");
    }
    assert_eq!(server.seen().len(), count, "no order is sent twice");
    let server = Server::start([Reply::ResetAfterRequest]);
    let ended = call(&server, &[&arguments[..], &["--format", "json"]].concat()).expect(1);
    let object = ended.object();
    assert_eq!(object["outcome"], "ambiguous");
    assert_eq!(
        object["look_up"][0]["command"],
        "certwire gs list --sub-id 'invoice 4711'"
    );
}

#[test]
fn an_order_that_did_not_leave_is_no_doubt() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", gone.local_addr().unwrap());
    drop(gone);
    let ended = run(&["gs", "order", &path(ORDER), "--yes", "--endpoint", &url]).expect(1);
    assert!(ended.err.contains("nothing was sent"), "{}", ended.err);
    assert!(!ended.err.contains("NOT KNOWN"), "{}", ended.err);
}

#[test]
fn each_demand_of_a_call_has_its_own_answer() {
    let order = path("tbs/requests/achat/standard.minimal.xml");
    let json = run(&["convert", "--to", "json", &order]).expect(0).out;
    let file = folder("each_demand").join("two.yaml");
    std::fs::write(&file, two_demands(&json)).unwrap();
    let answers = [
        demand("one", "0", &member("refTBS", "0123456789")),
        demand("two", "-100", ""),
    ]
    .concat();
    let server = Server::start([xmlrpc(&answers)]);
    let file = file.to_str().unwrap();
    let ended = call(
        &server,
        &["tbs", "order", file, "--yes", "--format", "json"],
    )
    .expect(6);
    let objects = ended.objects();
    assert_eq!(objects[0]["reference"], "one");
    assert_eq!(objects[0]["id"], "0123456789");
    assert_eq!(objects[1]["reference"], "two");
    assert_eq!(objects[1]["outcome"], "refused");
}

/// The only demand of an order, twice.
fn two_demands(json: &str) -> String {
    let mut order: serde_json::Value = serde_json::from_str(json).unwrap();
    let demands = order["achat"]["demande"].as_object_mut().unwrap();
    let only = demands.values().next().unwrap().clone();
    demands.clear();
    demands.insert("one".to_owned(), only.clone());
    demands.insert("two".to_owned(), only);
    order.to_string()
}

#[test]
fn lists_are_lines_for_people_and_one_object_for_programs() {
    let body = payload("gs/responses/get_orders/maximal.xml");
    let server = Server::start([xml(&body), xml(&body)]);
    let human = call(&server, &["gs", "list"]).expect(0);
    assert!(
        human.out.lines().count() >= 1 && !human.out.contains("OrderDetail"),
        "{}",
        human.out
    );
    let json = call(
        &server,
        &["gs", "list", "--sub-id", "x", "--format", "json"],
    )
    .expect(0);
    assert!(json.object()["answer"]["OrderDetail"].is_array());
    assert!(server.seen()[1].contains("<SubID>x</SubID>"));
}

#[test]
fn every_query_of_tbs_is_asked_and_told() {
    let changes = ["changes", "--from", "2026-01-01", "--to", "2026-01-02"];
    for (arguments, method, answer) in [
        (&["balance"][..], "solde", "deposit.maximal"),
        (&["suspended"], "enSommeil", "results.maximal"),
        (&["lookup", "--client-ref", "x"], "reference", "maximal"),
        (
            &["dcv", "addresses", "www.example.fr"],
            "dcvAdresses",
            "maximal",
        ),
        (&changes, "changementCommandes", "maximal"),
        (&["aed"], "listeAed", "maximal"),
        (&["renewable"], "listeRenouv", "maximal"),
    ] {
        let server = Server::start([xml(payload(&format!(
            "tbs/responses/{method}/{answer}.xml"
        )))]);
        let ended = call(
            &server,
            &[&["tbs"], arguments, &["--format", "json"]].concat(),
        )
        .expect(0);
        assert_eq!(ended.object()["operation"], method);
        assert!(server.seen()[0].contains(&format!("<methodName>{method}</methodName>")));
    }
}

#[test]
fn calls_that_change_orders_say_what_is_wanted() {
    for (arguments, operation, holds) in [
        (
            &["cancel", "PC1", "--yes"][..],
            "ModifyOrder",
            "<ModifyOrderOperation>CANCEL</ModifyOrderOperation>",
        ),
        (
            &["revoke", "PC1", "--yes"],
            "ModifyOrder",
            "<ModifyOrderOperation>REVOKE</ModifyOrderOperation>",
        ),
        (
            &["resend", "PC1"],
            "ResendEmail",
            "<EmailType>ENROLLMENT</EmailType>",
        ),
        (
            &["reissue", "PC1", "--issue-type", "0", "--yes"],
            "ReIssue",
            "<TargetOrderID>PC1</TargetOrderID>",
        ),
    ] {
        let server = Server::start([ordered(operation, "PC1")]);
        let ended = call(&server, &[&["gs"], arguments].concat()).expect(0);
        assert!(ended.out.contains("accepted"), "{}", ended.out);
        let seen = &server.seen()[0];
        assert!(seen.contains(holds) && seen.contains(operation), "{seen}");
    }
}

#[test]
fn a_list_that_may_be_cut_off_is_asked_for_in_halves() {
    let list = |orders: std::ops::Range<usize>| {
        let order = |n| {
            format!(
                "<OrderDetail><OrderInfo><OrderID>PC{n}</OrderID><ProductCode>PS1</ProductCode></OrderInfo></OrderDetail>"
            )
        };
        let orders: Vec<String> = orders.map(order).collect();
        soap(
            "GetModifiedOrders",
            "<SuccessCode>0</SuccessCode>",
            &orders.concat(),
        )
    };
    let server = Server::start([list(0..500), list(0..3), list(2..5)]);
    let period = ["--from", "2026-01-01", "--to", "2026-01-03"];
    let ended = call(&server, &[&["gs", "modified"], &period[..]].concat()).expect(0);
    let ids: Vec<&str> = ended
        .out
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(ids, ["PC0", "PC1", "PC2", "PC3", "PC4"], "each once");
    let seen = server.seen();
    assert!(seen[0].contains("<ToDate>2026-01-03T00:00:00.000Z</ToDate>"));
    assert!(seen[1].contains("<ToDate>2026-01-02T00:00:00.000Z</ToDate>"));
    assert!(seen[2].contains("<FromDate>2026-01-02T00:00:00.000Z</FromDate>"));
}

#[test]
fn what_is_doubtful_is_told_before_it_is_sent() {
    let doubtful = path("gs/requests/order_ps2/minimal.xml");
    let server = Server::start([ordered("OrderPS2", "PC1")]);
    let ended = call(&server, &["gs", "order", &doubtful, "--yes"]).expect(0);
    assert!(ended.err.contains("warning: "), "{}", ended.err);
}

#[test]
fn texts_of_the_ca_do_not_move_the_cursor() {
    let error = "<Errors><Error><ErrorCode>-9936</ErrorCode><ErrorMessage>a&#x9B;2Jb</ErrorMessage></Error></Errors>";
    let server = Server::start([soap(
        "OrderPS1",
        &format!("<SuccessCode>-1</SuccessCode>{error}"),
        "",
    )]);
    let ended = call(&server, &["gs", "order", &path(ORDER), "--yes"]).expect(6);
    assert!(ended.err.contains("a\u{FFFD}2Jb"), "{}", ended.err);
}

#[cfg(target_os = "linux")]
#[test]
fn an_id_is_told_even_where_standard_output_is_gone() {
    let server = Server::start([ordered("OrderPS1", "PC1")]);
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = command(&[
        "gs",
        "order",
        &path(ORDER),
        "--yes",
        "--endpoint",
        server.url(),
    ]);
    let output = command.stdout(full).output().unwrap();
    let ended = Ended::of(output).expect(1);
    assert!(ended.err.contains("OrderID PC1"), "{}", ended.err);
}
