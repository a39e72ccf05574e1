//! Orders from files and flags.

use crate::support::*;

#[test]
fn orders_come_as_yaml_json_or_xml_and_from_standard_input() {
    let forms = ["minimal.yaml", "minimal.json", "minimal.xml"];
    let server = Server::start((0..4).map(|n| ordered("OrderPS1", &format!("PC{n}"))));
    for form in forms {
        let file = path(&format!("gs/requests/order_ps1/{form}"));
        call(&server, &["gs", "order", &file, "--yes"]).expect(0);
    }
    let text = payload("gs/requests/order_ps1/minimal.yaml");
    with_input(&server, &["gs", "order", "-", "--yes"], &text).expect(0);
    let bodies: Vec<String> = server
        .seen()
        .iter()
        .map(|request| request.split_once("\r\n\r\n").expect("a body").1.to_owned())
        .collect();
    assert!(
        bodies.windows(2).all(|pair| pair[0] == pair[1]),
        "{bodies:#?}"
    );
}

#[test]
fn the_operation_may_stand_outside_the_file() {
    let text = payload("gs/requests/order_ps1/minimal.yaml");
    let members: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .collect();
    let members = members.join("\n");
    let server = Server::start([ordered("OrderPS1", "PC1")]);
    with_input(
        &server,
        &["gs", "order", "OrderPS1", "-", "--yes"],
        &members,
    )
    .expect(0);
    with_input(&server, &["gs", "order", "OrderPS2", "-", "--yes"], &text).expect(2);
    with_input(&server, &["tbs", "order", "-", "--yes"], &text).expect(2);
    with_input(&server, &["gs", "order", "-", "--yes"], &members).expect(1);
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn flags_fill_an_order_without_a_file() {
    let pickup = folder("flags_fill").join("pickup");
    std::fs::write(&pickup, "pickup-word-1\n").unwrap();
    private(&pickup);
    let server = Server::start([ordered("OrderPS1", "PC1")]);
    let pickup = format!("PickupPassword={}", pickup.display());
    let mut arguments = vec![
        "gs",
        "order",
        "OrderPS1",
        "--yes",
        "--sub-id",
        "mine",
        "--set-file",
        &pickup,
    ];
    for edit in [
        "Year=1",
        "OrderKind=new",
        "DnAttributes/Email=a@example.com",
        "Subscriber/FirstName=A",
        "Subscriber/LastName=B",
        "Subscriber/Phone=+33 1 99 00 12 34",
        "Subscriber/Email=a@example.com",
    ] {
        arguments.extend(["--set", edit]);
    }
    call(&server, &arguments).expect(0);
    let seen = &server.seen()[0];
    assert!(
        seen.contains("<SubID>mine</SubID>") && seen.contains("pickup-word-1"),
        "{seen}"
    );
}

#[test]
fn flags_change_what_a_file_says() {
    let server = Server::start([]);
    let file = path("gs/requests/order_ps1/minimal.xml");
    let wrong = call(&server, &["gs", "order", &file, "--yes", "--set", "Year=9"]).expect(3);
    assert!(wrong.out.contains("Year"), "{}", wrong.out);
    assert!(wrong.err.contains("nothing was sent"), "{}", wrong.err);
    call(
        &server,
        &["gs", "order", &file, "--yes", "--set", "Nonsense=9"],
    )
    .expect(2);
    call(&server, &["gs", "order", &file, "--yes", "--set", "Year"]).expect(2);
    assert!(server.seen().is_empty());
}

#[test]
fn one_wrong_file_holds_all_back() {
    let server = Server::start([ordered("OrderPS1", "PC1")]);
    let good = path("gs/requests/order_ps1/minimal.yaml");
    let bad = folder("one_wrong").join("bad.yaml");
    let text = payload("gs/requests/order_ps1/minimal.yaml").replace("Year: 1", "Year: 9");
    std::fs::write(&bad, text).unwrap();
    let bad = bad.to_str().unwrap();
    let ended = call(
        &server,
        &["gs", "order", &good, bad, "--yes", "--format", "json"],
    )
    .expect(3);
    let objects = ended.objects();
    assert_eq!(
        (&objects[0]["valid"], &objects[1]["valid"]),
        (&true.into(), &false.into())
    );
    assert!(objects[1]["violations"][0]["line"].is_u64());
    assert!(server.seen().is_empty());
}

#[test]
fn an_element_that_stands_twice_in_xml_is_not_lost() {
    let text = payload("gs/requests/order_ps1/minimal.xml");
    let twice = text.replacen("<Year>1</Year>", "<Year>1</Year><Year>2</Year>", 1);
    assert_ne!(text, twice);
    let server = Server::start([]);
    let ended = with_input(&server, &["gs", "order", "-", "--yes"], &twice).expect(3);
    assert!(ended.out.contains("twice"), "{}", ended.out);
    assert!(server.seen().is_empty());
}

#[test]
fn standard_input_is_read_for_one_thing() {
    let server = Server::start([]);
    let arguments = ["gs", "order", "-", "--yes", "--password-file", "-"];
    let ended = with_input(&server, &arguments, "x").expect(2);
    assert!(ended.err.contains("standard input"), "{}", ended.err);
}
