//! Where settings come from, and which outweighs which.

use std::fs;

use crate::support::*;

const NOTHING: &str = "<SuccessCode>0</SuccessCode>";

fn empty_list() -> Reply {
    soap("GetOrders", NOTHING, "")
}

#[test]
fn profiles_say_where_and_as_whom() {
    let folder = folder("settings_profiles");
    let server = Server::start([empty_list(), empty_list(), empty_list()]);
    let password = folder.join("password");
    fs::write(&password, "from-the-profile\n").unwrap();
    private(&password);
    let config = folder.join("config.toml");
    let profile = |name: &str, service: &str, user: &str| {
        format!(
            "[profiles.{name}]\nservice = \"{service}\"\nendpoint = \"{}\"\nuser = \"{user}\"\n\
             password-file = \"password\"\ncall-timeout = \"1m\"\n",
            server.url()
        )
    };
    fs::write(
        &config,
        profile("one", "gs", "user-one") + &profile("other", "tbs", "x"),
    )
    .unwrap();
    let list = |extra: &[&str], variables: &[(&str, &str)]| {
        let arguments = [&["gs", "list", "--config", config.to_str().unwrap()], extra].concat();
        let mut command = command(&arguments);
        for name in ["CERTWIRE_GS_USER", "CERTWIRE_GS_PASSWORD"] {
            command.env_remove(name);
        }
        command.envs(variables.iter().copied());
        Ended::of(command.output().unwrap())
    };
    list(&[], &[]).expect(0);
    list(&["--user", "argument"], &[("CERTWIRE_GS_USER", "variable")]).expect(0);
    list(
        &[],
        &[
            ("CERTWIRE_GS_USER", "variable"),
            ("CERTWIRE_GS_PASSWORD", "word"),
        ],
    )
    .expect(0);
    let seen = server.seen();
    assert!(seen[0].contains("user-one") && seen[0].contains("from-the-profile"));
    assert!(seen[1].contains("argument") && seen[1].contains("from-the-profile"));
    assert!(seen[2].contains("variable") && seen[2].contains("word</Password>"));
    list(&["--profile", "other"], &[]).expect(2);
    list(&["--profile", "third"], &[]).expect(2);
    list(&[], &[("CERTWIRE_PROFILE", "third")]).expect(2);
    fs::write(
        &config,
        profile("one", "gs", "a") + &profile("two", "gs", "b"),
    )
    .unwrap();
    let ended = list(&[], &[]).expect(2);
    assert!(ended.err.contains("one, two"), "{}", ended.err);
    fs::write(
        &config,
        "[profiles.one]\nservice = \"gs\"\npassword = \"hunter2\"\n",
    )
    .unwrap();
    let ended = list(&[], &[]).expect(2);
    assert!(
        ended.err.contains("line 3") && !ended.err.contains("hunter2"),
        "{}",
        ended.err
    );
}

#[test]
fn passwords_come_from_standard_input_and_files() {
    let folder = folder("settings_passwords");
    let file = folder.join("password");
    fs::write(&file, "from-a-file").unwrap();
    private(&file);
    let server = Server::start([empty_list(), empty_list(), empty_list()]);
    with_input(
        &server,
        &["gs", "list", "--password-file", "-"],
        "from-input\nrest",
    )
    .expect(0);
    let mut command = command(&["gs", "list", "--endpoint", server.url()]);
    command
        .env_remove("CERTWIRE_GS_PASSWORD")
        .env("CERTWIRE_GS_PASSWORD_FILE", &file);
    Ended::of(command.output().unwrap()).expect(0);
    assert!(server.seen()[0].contains("from-input</Password>"));
    assert!(server.seen()[1].contains("from-a-file</Password>"));
    #[cfg(unix)]
    mounted(&server, &folder);
}

/// Orchestrators mount secrets as links to files that anyone in the container may read.
#[cfg(unix)]
fn mounted(server: &Server, folder: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;

    let (file, link) = (folder.join("mounted"), folder.join("link"));
    fs::write(&file, "from-a-mount").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let list = |path: &std::path::Path| {
        let mut command = command(&["gs", "list", "--endpoint", server.url()]);
        command
            .env_remove("CERTWIRE_GS_PASSWORD")
            .env("CERTWIRE_GS_PASSWORD_FILE", path);
        Ended::of(command.output().unwrap())
    };
    list(&file).expect(4);
    list(&link).expect(0);
    assert!(server.seen()[2].contains("from-a-mount</Password>"));
}

#[test]
fn without_an_account_nothing_is_sent() {
    let server = Server::start([]);
    for name in ["CERTWIRE_GS_USER", "CERTWIRE_GS_PASSWORD"] {
        let mut command = command(&["gs", "list", "--endpoint", server.url()]);
        command.env_remove(name);
        let ended = Ended::of(command.output().unwrap()).expect(4);
        assert!(ended.err.contains(name), "{}", ended.err);
    }
    assert!(server.seen().is_empty());
}

#[test]
fn endpoints_go_by_name_or_address() {
    let order = path("gs/requests/order_ps1/minimal.yaml");
    let dry = |endpoint: &str| run(&["gs", "order", &order, "--dry-run", "--endpoint", endpoint]);
    assert!(
        dry("live")
            .expect(0)
            .out
            .contains("POST https://system.globalsign.com/")
    );
    assert!(
        dry("test")
            .expect(0)
            .out
            .contains("POST https://test-gcc.globalsign.com/")
    );
    let ended = dry("sandbox4").expect(2);
    assert!(ended.err.contains("live, test"), "{}", ended.err);
    dry("http://ca.example/").expect(2);
    run(&["gs", "list"]).expect(2);
    let tbs = |endpoint: &str| {
        run(&["tbs", "balance", "--dry-run", "--endpoint", endpoint])
            .expect(0)
            .out
    };
    assert!(tbs("live").contains("POST https://publicapi.tbs-certificats.com/api-infos.php"));
    assert!(tbs("sandbox4").contains("POST https://apisandbox4."));
    assert!(tbs("sandbox6").contains("POST https://apisandbox6."));
}
