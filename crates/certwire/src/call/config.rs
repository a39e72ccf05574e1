//! The configuration file and its profiles.

use std::{
    collections::BTreeMap,
    env, fs,
    net::IpAddr,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::{failure::Failure, secret};
use crate::service::Service;

/// What the file holds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
}

/// One account, as the file describes it. Files are named from the configuration's own folder.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// `gs` or `tbs`.
    pub service: String,
    /// Where to send.
    pub endpoint: Option<String>,
    /// The API user.
    pub user: Option<String>,
    /// The file that holds the password.
    pub password_file: Option<PathBuf>,
    /// A proxy. With a user and password only its owner may read the file.
    pub proxy: Option<String>,
    /// A client certificate with its key.
    pub client_certificate: Option<PathBuf>,
    /// A root certificate to trust beside the system's.
    pub trusted_root: Option<PathBuf>,
    /// The address to call from.
    pub source_address: Option<IpAddr>,
    /// How long a connection may take.
    pub connect_timeout: Option<String>,
    /// How long a call may take.
    pub call_timeout: Option<String>,
}

impl Profile {
    /// The profile to use: the one that is named, else the service's only one, else an empty one.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or understood, has no such profile, or has several to choose from.
    pub fn choose(
        service: Service,
        file: Option<&Path>,
        name: Option<&str>,
    ) -> Result<Self, Failure> {
        let environment = |name| env::var(name).ok().filter(|value| !value.is_empty());
        let named = environment("CERTWIRE_CONFIG").map(PathBuf::from);
        let given = file.map(Path::to_owned).or(named);
        let name = name
            .map(str::to_owned)
            .or_else(|| environment("CERTWIRE_PROFILE"));
        let path = match given.or_else(usual_place) {
            Some(path) if path.exists() || file.is_some() => path,
            _ => {
                return match name {
                    None => Ok(Self::default()),
                    Some(name) => Err(Failure::usage(format!(
                        "there is no profile {name}, for there is no configuration file"
                    ))),
                };
            }
        };
        let text = fs::read_to_string(&path)
            .map_err(|error| Failure::failed(format!("{}: {error}", path.display())))?;
        let config = parse(&text)
            .map_err(|reason| Failure::usage(format!("{}: {reason}", path.display())))?;
        let profile = config
            .pick(service, name.as_deref())
            .map_err(|reason| Failure::usage(format!("{}: {reason}", path.display())))?;
        if profile.proxy.as_deref().is_some_and(holds_credentials) {
            secret::private(&path)?;
        }
        Ok(profile.within(path.parent().unwrap_or(Path::new(""))))
    }

    fn within(mut self, folder: &Path) -> Self {
        for file in [
            &mut self.password_file,
            &mut self.client_certificate,
            &mut self.trusted_root,
        ]
        .into_iter()
        .flatten()
        {
            *file = folder.join(&file);
        }
        self
    }
}

/// Whether a proxy's URL names a user; there is nothing else that an `@` could stand for.
pub fn holds_credentials(proxy: &str) -> bool {
    proxy.contains('@')
}

impl Config {
    fn pick(mut self, service: Service, name: Option<&str>) -> Result<Profile, String> {
        if let Some(name) = name {
            let names: Vec<&String> = self.profiles.keys().collect();
            let missing = format!("there is no profile {name}; there are: {}", list(&names));
            let profile = self.profiles.remove(name).ok_or(missing)?;
            if profile.service != service.id() {
                let its = &profile.service;
                return Err(format!(
                    "the profile {name} is of service {its:?}, not {:?}",
                    service.id()
                ));
            }
            return Ok(profile);
        }
        self.profiles
            .retain(|_, profile| profile.service == service.id());
        if self.profiles.len() > 1 {
            let names: Vec<&String> = self.profiles.keys().collect();
            return Err(format!("choose one with --profile: {}", list(&names)));
        }
        Ok(self.profiles.into_values().next().unwrap_or_default())
    }
}

fn list(names: &[&String]) -> String {
    let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
    names.join(", ")
}

/// Understands the text. What is wrong is told without the text itself, which may hold what it should not.
fn parse(text: &str) -> Result<Config, String> {
    let config: Config = toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        let line = text[..text.floor_char_boundary(offset)]
            .matches('\n')
            .count()
            + 1;
        format!("line {line}: {}", error.message())
    })?;
    for (name, profile) in &config.profiles {
        if !Service::ALL
            .iter()
            .any(|service| service.id() == profile.service)
        {
            return Err(format!(
                "the profile {name} needs service = \"gs\" or \"tbs\""
            ));
        }
    }
    Ok(config)
}

/// `certwire/config.toml` in the user's configuration folder.
fn usual_place() -> Option<PathBuf> {
    let folder = |name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))?;
    Some(base.join("certwire/config.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str =
        "[profiles.a]\nservice = 'gs'\nendpoint = 'test'\n[profiles.b]\nservice = 'tbs'\n";

    #[test]
    fn the_only_profile_of_a_service_is_taken() {
        let config = parse(TWO).unwrap();
        let profile = config.pick(Service::Gs, None).unwrap();
        assert_eq!(profile.endpoint.as_deref(), Some("test"));
        let three = format!("{TWO}[profiles.c]\nservice = 'gs'\n");
        let config = parse(&three).unwrap();
        let reason = config.pick(Service::Gs, None).unwrap_err();
        assert!(reason.ends_with("a, c"), "{reason}");
    }

    #[test]
    fn a_named_profile_must_fit() {
        assert!(parse(TWO).unwrap().pick(Service::Gs, Some("b")).is_err());
        assert!(parse(TWO).unwrap().pick(Service::Gs, Some("z")).is_err());
        assert!(parse(TWO).unwrap().pick(Service::Tbs, Some("b")).is_ok());
    }

    #[test]
    fn a_password_in_the_file_is_refused_without_showing_it() {
        let text = "[profiles.a]\nservice = 'gs'\npassword = 'hunter2'\n";
        let reason = parse(text).unwrap_err();
        assert!(
            reason.starts_with("line 3") && !reason.contains("hunter2"),
            "{reason}"
        );
    }
}
