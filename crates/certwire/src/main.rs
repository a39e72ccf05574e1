//! The `certwire` command: arguments in, exit code out; the work is in the library.

use std::{
    io::{self, BufWriter, IsTerminal, Write},
    process::ExitCode,
    sync::Arc,
};

#[cfg(feature = "sandbox")]
use certwire::cli::sandbox::DemoFormat;
#[cfg(feature = "preflight")]
use certwire::{cli::CsrCommand, command::csr, input::files::Source};
use certwire::{
    cli::{Cli, Command, ConvertArgs, NewArgs, SchemaCommand, ValidateArgs},
    command::{convert, explain, new, rules, schema, validate},
    exit::Exit,
    input::Trouble,
    judge::Options,
    output::Format,
    service::Service,
};
#[cfg(feature = "preflight")]
use certwire_preflight::Preflight;
use certwire_wire::{limits::Limits, rules::CsrCheck};
use clap::{ColorChoice, Parser, ValueEnum};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = BufWriter::new(io::stdout().lock());
    let exit = run(&cli, &mut out).and_then(|exit| out.flush().map(|()| exit));
    match exit {
        Ok(exit) => exit.into(),
        // The reader of a pipe went away: nobody is left to tell.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done.into(),
        Err(error) => {
            eprintln!("certwire: the output cannot be written: {error}");
            Exit::Failed.into()
        }
    }
}

fn run(cli: &Cli, out: &mut dyn Write) -> io::Result<Exit> {
    match &cli.command {
        #[cfg(feature = "sandbox")]
        Command::Demo(args) => {
            let options = certwire::demo::Options {
                folder: args.out.clone(),
                keep: args.keep,
                json: args.format == DemoFormat::Json,
                styled: styled(cli.color),
            };
            certwire::demo::run(&options, out)
        }
        #[cfg(feature = "sandbox")]
        Command::Sandbox(args) => certwire::serve::run(args, out),
        Command::Validate(args) => match validation(args, cli.color) {
            Ok(request) => validate::run(&request, out),
            Err(trouble) => Ok(failed(&trouble)),
        },
        #[cfg(feature = "preflight")]
        Command::Csr(command) => match csr(command) {
            Ok((text, exit)) => {
                out.write_all(text.as_bytes())?;
                Ok(exit)
            }
            Err(trouble) => Ok(failed(&trouble)),
        },
        Command::Explain(args) => {
            let (service, terms) = service_first(&args.terms);
            match terms {
                [term] => page(explain::pages(service, term), out),
                _ => usage("give one thing to explain, after `gs` or `tbs` if need be"),
            }
        }
        Command::Rules(args) => page(
            rules::list(args.service, args.operation.as_deref(), args.format),
            out,
        ),
        Command::New(args) => template(args, out),
        Command::Convert(args) => converted(args, out),
        Command::Schema(SchemaCommand::Show { terms }) => {
            let (service, terms) = service_first(terms);
            page(
                schema::show(service, terms.first().map(String::as_str)),
                out,
            )
        }
        #[cfg(feature = "client")]
        Command::Gs(args) => certwire::call::gs(args, out),
        #[cfg(feature = "client")]
        Command::Tbs(args) => certwire::call::tbs(args, out),
        Command::ExitCodes => {
            out.write_all(certwire::exit::TABLE.as_bytes())?;
            Ok(Exit::Done)
        }
        Command::Schema(SchemaCommand::Export { artefact }) => {
            out.write_all(schema::export(*artefact).as_bytes())?;
            Ok(Exit::Done)
        }
    }
}

#[cfg(feature = "preflight")]
fn csr(command: &CsrCommand) -> Result<(String, Exit), Trouble> {
    match command {
        CsrCommand::Check {
            file,
            product,
            weak_keys,
            json,
        } => {
            let weak_keys = csr::weak_keys(weak_keys.as_deref())?;
            csr::check(&Source::of(file), product.as_ref(), weak_keys, *json)
        }
        CsrCommand::Show { file } => Ok((csr::show(&Source::of(file))?, Exit::Done)),
    }
}

#[cfg(feature = "preflight")]
fn checks(args: &ValidateArgs) -> Result<Option<Arc<dyn CsrCheck + Send + Sync>>, Trouble> {
    let weak_keys = csr::weak_keys(args.weak_keys.as_deref())?;
    Ok(Some(Arc::new(Preflight::new(weak_keys))))
}

#[cfg(not(feature = "preflight"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "the signature of the other feature"
)]
fn checks(_: &ValidateArgs) -> Result<Option<Arc<dyn CsrCheck + Send + Sync>>, Trouble> {
    Ok(None)
}

fn validation(args: &ValidateArgs, color: ColorChoice) -> Result<validate::Request, Trouble> {
    let body = usize::try_from(args.max_size * 1024 * 1024).unwrap_or(usize::MAX);
    Ok(validate::Request {
        arguments: args.payloads.clone(),
        options: Options {
            operation: args.operation.clone(),
            strict: args.strict,
            limits: Limits {
                body,
                ..Limits::DEFAULT
            },
            lines: args.format == Format::Human,
            csr: checks(args)?,
            ..Options::default()
        },
        format: args.format,
        styled: styled(color),
    })
}

fn styled(color: ColorChoice) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto
            if set("NO_COLOR") || std::env::var_os("TERM").is_some_and(|term| term == "dumb") =>
        {
            false
        }
        ColorChoice::Auto => set("CLICOLOR_FORCE") || io::stdout().is_terminal(),
    }
}

/// Splits off a leading `gs` or `tbs`.
fn service_first(terms: &[String]) -> (Option<Service>, &[String]) {
    match terms.split_first() {
        Some((first, rest)) => match Service::from_str(first, false) {
            Ok(service) => (Some(service), rest),
            Err(_) => (None, terms),
        },
        None => (None, terms),
    }
}

fn page(page: Result<String, String>, out: &mut dyn Write) -> io::Result<Exit> {
    match page {
        Ok(page) => {
            out.write_all(page.as_bytes())?;
            Ok(Exit::Done)
        }
        Err(sentence) => usage(&sentence),
    }
}

fn template(args: &NewArgs, out: &mut dyn Write) -> io::Result<Exit> {
    let Some(operation) = args.service.reference().operation(&args.operation) else {
        return usage(&format!(
            "{} has no operation {}: `certwire schema show {}` lists them",
            args.service.vendor(),
            args.operation,
            args.service.id()
        ));
    };
    out.write_all(new::template(args.service, operation, args.all, args.format).as_bytes())?;
    Ok(Exit::Done)
}

fn converted(args: &ConvertArgs, out: &mut dyn Write) -> io::Result<Exit> {
    match convert::convert(&args.payload, args.to, args.operation.as_deref()) {
        Ok(text) => {
            out.write_all(&text)?;
            Ok(Exit::Done)
        }
        Err(trouble) => Ok(failed(&trouble)),
    }
}

fn failed(trouble: &Trouble) -> Exit {
    eprintln!("certwire: {trouble}");
    Exit::Failed
}

#[expect(clippy::unnecessary_wraps, reason = "a branch of functions that write")]
fn usage(sentence: &str) -> io::Result<Exit> {
    eprintln!("certwire: {sentence}");
    Ok(Exit::Usage)
}
