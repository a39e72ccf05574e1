//! Where to send and as whom: arguments, then the environment, then the profile.

use std::{
    env, fs,
    io::Read,
    net::IpAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use certwire_transport::{Builder, Credentials, Service as Protocol};
use certwire_wire::secret::Secret;

use super::{
    config::{Profile, holds_credentials},
    failure::Failure,
    secret, time,
};
use crate::{cli::call::ConnectionArgs, input::files::STDIN, service::Service};

/// What stands for a password where none is needed.
const NO_PASSWORD: &str = "***";

/// Everything about a connection but the password.
#[derive(Debug)]
pub struct Account {
    /// Whose service.
    pub service: Service,
    /// The API user; empty if none was named.
    pub user: String,
    endpoint: Option<String>,
    password_file: Option<PathBuf>,
    /// The file was named as an argument, which outweighs the environment.
    is_explicit: bool,
    proxy: Option<String>,
    client_certificate: Option<PathBuf>,
    trusted_root: Option<PathBuf>,
    source_address: Option<IpAddr>,
    connect_timeout: Option<Duration>,
    call_timeout: Option<Duration>,
}

impl Account {
    /// What arguments, environment and profile say.
    ///
    /// # Errors
    ///
    /// When the configuration cannot be used.
    pub fn new(service: Service, args: &ConnectionArgs) -> Result<Self, Failure> {
        if args.proxy.as_deref().is_some_and(holds_credentials) {
            return Err(Failure::usage(
                "--proxy takes no user and password, for others can see arguments: name the proxy in a profile, in a \
                 configuration file that only its owner can read",
            ));
        }
        let profile = Profile::choose(service, args.config.as_deref(), args.profile.as_deref())?;
        let timeout = |given: Option<Duration>, text: Option<&str>| match (given, text) {
            (None, Some(text)) => time::duration(text)
                .map(Some)
                .map_err(|what| Failure::usage(format!("the profile's time-outs must be {what}"))),
            _ => Ok(given),
        };
        let user = variable(service, "USER");
        let endpoint = variable(service, "ENDPOINT");
        Ok(Self {
            service,
            user: args
                .user
                .clone()
                .or(user)
                .or(profile.user)
                .unwrap_or_default(),
            endpoint: args.endpoint.clone().or(endpoint).or(profile.endpoint),
            is_explicit: args.password_file.is_some(),
            password_file: args.password_file.clone().or(profile.password_file),
            proxy: args.proxy.clone().or(profile.proxy),
            client_certificate: args
                .client_certificate
                .clone()
                .or(profile.client_certificate),
            trusted_root: args.trusted_root.clone().or(profile.trusted_root),
            source_address: args.source_address.or(profile.source_address),
            connect_timeout: timeout(args.connect_timeout, profile.connect_timeout.as_deref())?,
            call_timeout: timeout(args.call_timeout, profile.call_timeout.as_deref())?,
        })
    }

    /// The endpoint as it was chosen, for people; none if none was.
    pub fn endpoint(&self) -> Option<&str> {
        self.endpoint.as_deref()
    }

    /// Whether the password is the first line of standard input.
    pub fn reads_stdin(&self) -> bool {
        let file = self.password_file.as_deref();
        self.is_explicit && file.is_some_and(|file| file.as_os_str() == STDIN)
    }

    /// User and password.
    ///
    /// # Errors
    ///
    /// When one is missing or cannot be used.
    pub fn credentials(&self) -> Result<Credentials, Failure> {
        let prefix = prefix(self.service);
        if self.user.is_empty() {
            return Err(Failure::authentication(format!(
                "no API user: name it with --user, {prefix}_USER or a profile"
            )));
        }
        let password = self.password()?.ok_or_else(|| {
            Failure::authentication(format!(
                "no password: name a file that holds it with --password-file, {prefix}_PASSWORD_FILE or a profile, or set \
                 {prefix}_PASSWORD"
            ))
        })?;
        Ok(Credentials::new(self.user.clone(), password))
    }

    fn password(&self) -> Result<Option<Secret>, Failure> {
        let file = self.password_file.as_deref();
        if let Some(file) = file.filter(|_| self.is_explicit) {
            return secret::read(file).map(Some);
        }
        if let Some(password) = secret::from_environment(&prefix(self.service))? {
            return Ok(Some(password));
        }
        match file {
            Some(file) => secret::read(file).map(Some),
            None => secret::prompt(&self.user, self.endpoint().unwrap_or("no endpoint")),
        }
    }

    /// Stands for the credentials where nothing is sent.
    pub fn placeholder(&self) -> Credentials {
        let user = if self.user.is_empty() {
            NO_PASSWORD
        } else {
            &self.user
        };
        Credentials::new(user, NO_PASSWORD)
    }

    /// Begins a client.
    ///
    /// # Errors
    ///
    /// When the endpoint is unknown or a file cannot be read.
    pub fn builder<S: Protocol>(&self) -> Result<Builder<S>, Failure> {
        let mut builder = self.address(Builder::new())?;
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(proxy);
        }
        if let Some(path) = &self.client_certificate {
            let mut pem = Vec::new();
            let read = secret::private(path)?.read_to_end(&mut pem);
            read.map_err(|error| unreadable(path, &error))?;
            builder = builder.client_certificate(pem);
        }
        if let Some(path) = &self.trusted_root {
            let pem = fs::read(path).map_err(|error| unreadable(path, &error))?;
            builder = builder.root_certificate(pem);
        }
        if let Some(address) = self.source_address {
            builder = builder.source_address(address);
        }
        if let Some(timeout) = self.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if let Some(timeout) = self.call_timeout {
            builder = builder.call_timeout(timeout);
        }
        Ok(builder)
    }

    fn address<S: Protocol>(&self, builder: Builder<S>) -> Result<Builder<S>, Failure> {
        let names = match self.service {
            Service::Gs => "live, test",
            Service::Tbs => "live, sandbox4, sandbox6, live-v4, live-v6",
        };
        let Some(name) = self.endpoint() else {
            let prefix = prefix(self.service);
            return Err(Failure::usage(format!(
                "choose where to send with --endpoint, {prefix}_ENDPOINT or a profile: {names}, or a URL"
            )));
        };
        if name.contains("://") {
            return Ok(builder.url(name));
        }
        let endpoints = self.service.reference().endpoints;
        let known = |name: &str| endpoints.iter().find(|endpoint| endpoint.name == name);
        let full = match name {
            "sandbox4" => "sandbox-v4",
            "sandbox6" => "sandbox-v6",
            name => name,
        };
        if let Some(endpoint) = known(full) {
            return Ok(builder.endpoint(endpoint.name));
        }
        // Live goes by two names, one for each kind of address; unqualified it leaves the kind open.
        match known(&format!("{full}-v4")) {
            Some(endpoint) => Ok(builder.url(endpoint.url)),
            None => Err(Failure::usage(format!(
                "there is no endpoint {name}: choose one of {names}, or a URL"
            ))),
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::failed(format!("{}: {error}", path.display()))
}

/// What the service's variables begin with.
fn prefix(service: Service) -> String {
    format!("CERTWIRE_{}", service.id().to_ascii_uppercase())
}

fn variable(service: Service, name: &str) -> Option<String> {
    let value = env::var(format!("{}_{name}", prefix(service))).ok();
    value.filter(|value| !value.is_empty())
}
