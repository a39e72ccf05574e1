//! No secret is shown, logged or taken as an argument.

use std::fs;

use crate::support::*;

const PICKUP: &str = "pickup-canary-0815";

#[test]
fn secrets_are_in_no_output() {
    let folder = folder("secrets_output");
    let order = folder.join("order.yaml");
    let text = payload("gs/requests/order_ps1/minimal.yaml");
    let line = text
        .lines()
        .find(|line| line.contains("PickupPassword"))
        .unwrap();
    fs::write(
        &order,
        text.replace(line, &format!("  PickupPassword: {PICKUP}")),
    )
    .unwrap();
    let order = order.to_str().unwrap();
    let echo = format!("<html>{CANARY} {PICKUP}</html>");
    let url = soap(
        "OrderPS1",
        "<SuccessCode>0</SuccessCode>",
        &format!(
            "<OrderID>PC1</OrderID><RegistrationURL>https://ca.example/{PICKUP}</RegistrationURL>"
        ),
    );
    let replies = [
        url,
        refused("OrderPS1", "-9936"),
        http("500 Oops", "text/html", &echo),
        Reply::ResetAfterRequest,
    ];
    let count = replies.len();
    let server = Server::start(replies);
    for format in ["human", "json"].into_iter().cycle().take(count) {
        let log = folder.join(format!("{format}.log"));
        let log = log.to_str().unwrap();
        let arguments = [
            "gs", "order", order, "--yes", "-vv", "--format", format, "--log", log,
        ];
        let ended = call(&server, &arguments);
        let logged = fs::read_to_string(log).unwrap();
        for text in [&ended.out, &ended.err, &logged] {
            assert!(!text.contains("7f3a") && !text.contains(PICKUP), "{text}");
        }
        assert!(logged.contains("<Password>***</Password>"), "{logged}");
        assert!(ended.err.contains("call"), "spans are told: {}", ended.err);
    }
    assert!(server.seen().iter().all(|request| request.contains(PICKUP)));
}

#[test]
fn secrets_of_answers_are_kept_for_the_owner() {
    let folder = folder("secrets_kept").join("out");
    let url = "<OrderID>PC1</OrderID><RegistrationURL>https://ca.example/r</RegistrationURL>";
    let server = Server::start([soap("OrderPS1", "<SuccessCode>0</SuccessCode>", url)]);
    let order = path("gs/requests/order_ps1/minimal.yaml");
    let out = folder.to_str().unwrap();
    let ended = call(&server, &["gs", "order", &order, "--yes", "--out", out]).expect(0);
    let file = folder.join("PC1.secret.yaml");
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "RegistrationURL: https://ca.example/r\n"
    );
    assert!(ended.out.contains("PC1.secret.yaml"), "{}", ended.out);
    assert_eq!(mode(&file), 0o600);
}

#[test]
fn secrets_are_no_arguments() {
    let order = path("gs/requests/order_ps1/minimal.yaml");
    let edit = format!("PickupPassword={PICKUP}");
    let ended = run(&["gs", "order", &order, "--dry-run", "--set", &edit]).expect(2);
    assert!(
        ended.err.contains("--set-file") && !ended.err.contains(PICKUP),
        "{}",
        ended.err
    );
    assert_eq!(run(&["gs", "list", "--password", "x"]).code, 2);
}

#[cfg(unix)]
#[test]
fn a_proxys_password_is_no_argument_and_stands_in_a_private_file() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder("secrets_proxy");
    let server = Server::start([soap("GetOrders", "<SuccessCode>0</SuccessCode>", "")]);
    let address = server.url().trim_start_matches("http://");
    for proxy in [
        format!("http://me:{PICKUP}@{address}"),
        format!("me:{PICKUP}@proxy"),
    ] {
        let ended = call(&server, &["gs", "list", "--proxy", &proxy]).expect(2);
        assert!(
            ended.err.contains("profile") && !ended.err.contains(PICKUP),
            "{}",
            ended.err
        );
    }
    let config = folder.join("config.toml");
    let profile =
        format!("[profiles.a]\nservice = \"gs\"\nproxy = \"http://me:{PICKUP}@{address}\"\n");
    fs::write(&config, profile).unwrap();
    fs::set_permissions(&config, fs::Permissions::from_mode(0o644)).unwrap();
    let arguments = ["gs", "list", "--config", config.to_str().unwrap()];
    let ended = call(&server, &arguments);
    assert_ne!(ended.code, 0);
    assert!(
        ended.err.contains("chmod 600") && !ended.err.contains(PICKUP),
        "{}",
        ended.err
    );
    assert!(server.seen().is_empty());
    private(&config);
    call(&server, &arguments).expect(0);
    let seen = server.seen();
    assert!(
        seen[0]
            .to_lowercase()
            .contains("proxy-authorization: basic"),
        "{}",
        seen[0]
    );
}

#[cfg(unix)]
#[test]
fn files_that_others_can_read_are_refused_with_advice() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder("secrets_modes");
    let file = folder.join("password");
    fs::write(&file, CANARY).unwrap();
    let server = Server::start([soap("GetOrders", "<SuccessCode>0</SuccessCode>", "")]);
    let arguments = ["gs", "list", "--password-file", file.to_str().unwrap()];
    for mode in [0o640, 0o604, 0o620] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let ended = call(&server, &arguments).expect(4);
        assert!(ended.err.contains("chmod 600"), "{}", ended.err);
    }
    private(&file);
    call(&server, &arguments).expect(0);
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn a_password_that_breaks_a_rule_is_not_sent_and_not_shown() {
    let server = Server::start([]);
    let mut command = command(&["gs", "list", "--endpoint", server.url()]);
    let password = "canary-".repeat(5);
    command.env("CERTWIRE_GS_PASSWORD", &password);
    let ended = Ended::of(command.output().unwrap()).expect(3);
    assert!(ended.err.contains("AuthToken/Password"), "{}", ended.err);
    assert!(!ended.err.contains(&password) && !ended.out.contains(&password));
    assert!(server.seen().is_empty());
}
