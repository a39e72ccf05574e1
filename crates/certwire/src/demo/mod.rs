//! `certwire demo`: certificates of both CAs, from a wrong order to verified files, without account or network.

mod files;
mod gs;
mod next;
mod order;
mod progress;
mod step;
mod tbs;

use std::{io, io::Write, path::PathBuf, time::Duration};

use certwire_sandbox::{
    Config, Sandbox,
    ca::keys::{self, SubscriberKey},
    settings::Settings,
    store,
};

use self::{files::Folder, order::Issued, step::Steps};
use crate::exit::Exit;

/// What the demo is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where keys and certificates go.
    pub folder: PathBuf,
    /// Whether the sandbox goes on running.
    pub keep: bool,
    /// Whether each step is printed as one JSON object.
    pub json: bool,
    /// Whether colours are wanted.
    pub styled: bool,
}

/// How far the sandbox's clock begins behind.
const HEAD_START: Duration = Duration::from_hours(48);

/// Why the demo stops: a sentence.
type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// Runs the demo.
///
/// # Errors
///
/// When standard output cannot be written.
pub fn run(options: &Options, out: &mut dyn Write) -> io::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match runtime.block_on(demonstrate(options, out)) {
        Ok(exit) => Ok(exit),
        Err(trouble) => {
            if let Some(error) = trouble.downcast_ref::<io::Error>()
                && error.kind() == io::ErrorKind::BrokenPipe
            {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            eprintln!("certwire: the demo stopped: {trouble}");
            Ok(Exit::Failed)
        }
    }
}

async fn demonstrate(options: &Options, out: &mut dyn Write) -> Result<Exit, Trouble> {
    let mut steps = Steps::new(options.json, out);
    let folder = Folder::new(&options.folder)?;
    let sandbox = start(&mut steps).await?;
    let csr = make_key(&folder, &mut steps)?;
    let pickup = certwire_sandbox::made_up_password()?;

    gs::show_wrong_order(options.styled, &mut steps)?;
    let gs = gs::order(&sandbox, &pickup, &folder, &mut steps).await?;
    let tbs = tbs::order(&sandbox, &csr, &folder, &mut steps).await?;
    verify(&sandbox, &[gs, tbs], &mut steps)?;

    next::tell(&sandbox, &folder, (&csr, &pickup), options.keep, &mut steps)?;
    if options.keep {
        tokio::signal::ctrl_c().await?;
    }
    sandbox.stop().await;
    Ok(Exit::Done)
}

async fn start(steps: &mut Steps<'_>) -> Result<Sandbox, Trouble> {
    let sandbox = Sandbox::start(Config::default()).await?;
    // The clock goes forward during the demo; what is issued then must be valid today.
    let begin = sandbox.now()? - HEAD_START;
    sandbox
        .world()
        .work(|desk| {
            let mut clock = desk.tx.clock()?;
            clock.set(begin);
            desk.tx.set_clock(clock)
        })
        .map_err(|error: store::Error| error)?;
    let settings = Settings::default();
    steps.begin("sandbox", "Both CAs, on this machine alone")?;
    steps.line("GlobalSign", &sandbox.gs_url())?;
    steps.line("TBS INTERNET", &sandbox.tbs_url())?;
    let hours = settings.delays.vetting / 3600;
    steps.line(
        "clock",
        &format!("virtual: vetting takes {hours} h of it, and no time of yours"),
    )?;
    steps.end()?;
    Ok(sandbox)
}

fn make_key(folder: &Folder, steps: &mut Steps<'_>) -> Result<String, Trouble> {
    let key = SubscriberKey::generate()?;
    let csr = keys::csr(&key, &tbs::subject(), &[])?;
    let key_file = folder.write_private("tbs.key", key.pkcs8_pem()?.as_bytes())?;
    let csr_file = folder.write("tbs.csr", csr.as_bytes())?;
    steps.begin("key", "A key and a certificate request")?;
    steps.line("key", &format!("P-256, {key_file} (readable by you alone)"))?;
    steps.line("request", &csr_file)?;
    steps.end()?;
    Ok(csr)
}

fn verify(sandbox: &Sandbox, issued: &[Issued], steps: &mut Steps<'_>) -> Result<(), Trouble> {
    steps.begin("verify", "Both certificates and their chains")?;
    for certificate in issued {
        certificate.verify(sandbox, steps)?;
    }
    steps.end()?;
    Ok(())
}
