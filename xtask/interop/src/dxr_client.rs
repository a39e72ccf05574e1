//! `dxr_client` as one of the clients.
//!
//! Its errors are never shown: their text is the whole body.

use std::{collections::BTreeMap, env};

use dxr::{TryFromValue, TryToValue, Value};
use dxr_client::{Client, ClientBuilder, Url};

type Struct = BTreeMap<String, Value>;

/// The caller's own reference.
const REFERENCE: &str = "interop-dxr";

/// Orders, looks up, revokes, is refused; says so on standard output.
pub(crate) async fn run() -> Result<(), String> {
    // The crate names itself in its `User-Agent`.
    let version = dxr_client::DEFAULT_USER_AGENT.trim_start_matches("dxr-client-v");
    say("version", version);
    let shop = Shop::open()?;

    let answer = shop.order(PRODUCT).await?;
    let order = text(&answer, "refTBS")?;
    say("ordered", &order);

    let answer = loop {
        let answer = shop.status(&order).await?;
        let state = int(&group(&answer, "statut")?, "0")?;
        if state == 1 {
            break answer;
        }
        say("waiting", &state.to_string());
        let read = std::io::stdin().read_line(&mut String::new());
        read.map_err(|error| error.to_string())?;
    };
    say(
        "certificate",
        &text(&group(&answer, "certificat")?, "x509")?,
    );
    say("issued", &int(&group(&answer, "statut")?, "0")?.to_string());

    shop.revoke(&order).await?;
    say("revoked", &order);

    let answer = shop.order("X509-inconnu").await?;
    say("code", &text(&answer, "codeReponse")?);
    say("message", &text(&answer, "messageReponse")?);
    Ok(())
}

const PRODUCT: &str = "X509SHA256s";

/// Both scripts and the credentials.
struct Shop {
    operations: Client,
    infos: Client,
    credentials: Struct,
    csr: String,
}

impl Shop {
    fn open() -> Result<Self, String> {
        let given = |name: &str| env::var(name).map_err(|error| format!("{name}: {error}"));
        let url = given("CERTWIRE_URL")?;
        let script = |name: &str| {
            let url = Url::parse(&format!("{url}/api-{name}.php"));
            url.map(|url| ClientBuilder::new(url).build())
                .map_err(|error| error.to_string())
        };
        let credentials = fields(&[
            ("utilisateur", &given("CERTWIRE_USER")?),
            ("motDePasse", &given("CERTWIRE_PASSWORD")?),
        ])?;
        Ok(Self {
            operations: script("operations")?,
            infos: script("infos")?,
            credentials,
            csr: given("CERTWIRE_CSR")?,
        })
    }

    async fn order(&self, product: &str) -> Result<Struct, String> {
        let demand = members([
            ("produit", fields(&[("code", product)])?),
            (
                "requete",
                fields(&[
                    ("logiciel", "nginx"),
                    ("CSR", &self.csr),
                    ("adresseDVC", "admin@example.com"),
                ])?,
            ),
            (
                "organisation",
                fields(&[
                    ("nom", "Exemple Société"),
                    ("adresse1", "1, rue de l’Exemple"),
                    ("ville", "Exempleville"),
                    ("codePostal", "14000"),
                    ("telephone", "+33-1-99-00-12-34"),
                    ("codeNAF", "1355"),
                ])?,
            ),
            (
                "contactAdm",
                fields(&[
                    ("civiliteAdm", "2"),
                    ("nomAdm", "Exemple"),
                    ("prenomAdm", "Zoé"),
                    ("fonctionAdm", "Directrice"),
                    ("telAdm", "+33-1-99-00-12-34"),
                    ("emailAdm", "zoe.exemple@example.com"),
                    ("langueComAdm", "FR"),
                ])?,
            ),
            ("paiement", fields(&[("modePaiement", "pre")])?),
        ])?;
        self.ask(&self.operations, "achat", demand).await
    }

    async fn status(&self, order: &str) -> Result<Struct, String> {
        let demand = members([("certificat", fields(&[("refTBS", order)])?)])?;
        let answer = self.ask(&self.infos, "statut", demand).await?;
        accepted(answer)
    }

    async fn revoke(&self, order: &str) -> Result<Struct, String> {
        let mut demand = members([("certificat", fields(&[("refTBS", order)])?)])?;
        demand.insert("raison".to_owned(), value("clef compromise")?);
        let answer = self.ask(&self.operations, "revocation", demand).await?;
        accepted(answer)
    }

    async fn ask(&self, client: &Client, method: &str, demand: Struct) -> Result<Struct, String> {
        let credentials = members([("identification", self.credentials.clone())])?;
        let demands = members([(REFERENCE, demand)])?;
        let answer = client.call(method, (credentials, demands)).await;
        answer.map_err(|_| format!("{method} fails"))
    }
}

fn accepted(answer: Struct) -> Result<Struct, String> {
    match text(&answer, "codeReponse")?.as_str() {
        "0" => Ok(answer),
        code => Err(format!("refused with {code}")),
    }
}

fn value(value: impl TryToValue) -> Result<Value, String> {
    value
        .try_to_value()
        .map_err(|_| "a value cannot be written".to_owned())
}

fn fields(fields: &[(&str, &str)]) -> Result<Struct, String> {
    let fields = fields.iter();
    fields
        .map(|(name, text)| Ok(((*name).to_owned(), value(*text)?)))
        .collect()
}

fn members<const N: usize>(members: [(&str, Struct); N]) -> Result<Struct, String> {
    let members = members.into_iter();
    members
        .map(|(name, member)| Ok((name.to_owned(), value(member)?)))
        .collect()
}

fn read<T: TryFromValue>(from: &Struct, name: &str) -> Result<T, String> {
    let member = from.get(name).ok_or(format!("no {name}"))?;
    T::try_from_value(member).map_err(|_| format!("{name} has another type"))
}

fn text(from: &Struct, name: &str) -> Result<String, String> {
    read(from, name)
}

fn int(from: &Struct, name: &str) -> Result<i32, String> {
    read(from, name)
}

fn group(from: &Struct, name: &str) -> Result<Struct, String> {
    read(from, name)
}

fn say(name: &str, value: &str) {
    println!("{name}\t{}", value.replace('\n', "\\n"));
}
