//! Orders: what a demand asks for, and whether the account may have it.

use certwire_preflight::Csr;
use serde_json::Value;

use super::{
    AdvancedStatus, Call, Challenge, Details, OrderStatus, Payment, Stage, aed,
    answer::{self, Members, Refusal},
    dcv, dcv_methods,
    find::{self, TbsOrder},
    money,
    product::Product,
    road,
};
use crate::{
    desk::Desk,
    model::{Order, Service, text_at},
    settings::Duplicates,
};

/// Ten digits, and more than a signed 32-bit integer holds, as real references may be.
const FIRST_REFERENCE: u64 = 4_000_000_001;

/// A demand that the account may have.
pub(super) struct Purchase {
    pub(super) product: Product,
    common_name: String,
    cloned: Vec<TbsOrder>,
    payment: Payment,
    aed: Option<String>,
    challenges: Vec<Challenge>,
    /// Codes of what is only warned of.
    warnings: Vec<&'static str>,
}

/// `achat`: places an order.
pub(super) fn achat(desk: &Desk<'_>, call: &Call<'_>) -> Result<Members, Refusal> {
    let purchase = examine(desk, call)?;
    place(desk, call, purchase, None)
}

/// Judges a demand by the state of the account.
pub(super) fn examine(desk: &Desk<'_>, call: &Call<'_>) -> Result<Purchase, Refusal> {
    let demand = call.demand;
    let product = Product::of(text_at(demand, "produit/code").unwrap_or_default());
    agreed(call)?;
    if !call.account.may_order(&product.code) {
        return Err(Refusal::of("-171"));
    }
    if desk.settings.duplicates == Duplicates::Refused && is_duplicate(desk, call)? {
        return Err(Refusal::of("-150"));
    }
    let cloned = clones(desk, call)?;
    let common_name = common_name(demand);
    let names = if product.is_server() {
        let names = cloned.iter().map(|order| order.details.common_name.clone());
        dcv::names(demand, &common_name, &names.collect::<Vec<_>>())
    } else {
        Vec::new()
    };
    let extra = names.len().saturating_sub(product.names_covered());
    catalogue(call, &product, extra)?;
    let (aed, no_choice) = authority(demand, &product)?;
    if billed_person(demand) {
        return Err(Refusal::of("-77"));
    }
    let price = money::price(&product, demand, extra);
    let (payment, no_discount) = money::payment(desk, call, &product, price)?;
    let challenges = match product.validation() {
        Some(_) => asked_challenges(desk, demand, &names)?,
        None => Vec::new(),
    };
    Ok(Purchase {
        product,
        common_name,
        cloned,
        payment,
        aed,
        challenges,
        warnings: no_choice.into_iter().chain(no_discount).collect(),
    })
}

/// The challenges that a demand asks for.
pub(super) fn asked_challenges(
    desk: &Desk<'_>,
    demand: &Value,
    names: &[String],
) -> Result<Vec<Challenge>, Refusal> {
    let methods = text_at(demand, "requete/adresseDVC").unwrap_or_default();
    let asked = dcv::Asked {
        names,
        methods: methods.split_whitespace().collect(),
        value: text_at(demand, "requete/valeurUniqueDCV"),
        csr: text_at(demand, "requete/CSR").unwrap_or_default(),
    };
    dcv::challenges(desk, &asked)
}

/// Whether the contacts have agreed to the use of their data.
pub(super) fn agreed(call: &Call<'_>) -> Result<(), Refusal> {
    if excludes(call, "personal-data") {
        return Err(Refusal::of("-266"));
    }
    Ok(())
}

/// Whether the account's contract leaves something out.
pub(super) fn excludes(call: &Call<'_>, option: &str) -> bool {
    call.account
        .excluded
        .iter()
        .any(|excluded| excluded == option)
}

/// Whether the account has an order under the demand's `refClient`.
pub(super) fn is_duplicate(desk: &Desk<'_>, call: &Call<'_>) -> Result<bool, Refusal> {
    match text_at(call.demand, "divers/refClient") {
        Some(reference) => {
            let user = &call.account.user;
            Ok(desk.tx.has_reference(Service::Tbs, user, reference)?)
        }
        None => Ok(false),
    }
}

/// Options that the contract may leave out.
fn catalogue(call: &Call<'_>, product: &Product, extra_names: usize) -> Result<(), Refusal> {
    let demand = call.demand;
    let assisted = money::is_yes(demand, "requete/assistance");
    let guided = money::is_yes(demand, "requete/accompagnement");
    let licences = money::number(demand, "requete/nbLicence");
    let refused = [
        (licences > 0 && excludes(call, "licence"), "-172"),
        (extra_names > 0 && excludes(call, "san"), "-173"),
        (guided && excludes(call, "accompagnement"), "-174"),
        (assisted && excludes(call, "assistance"), "-175"),
        (assisted && !product.has_years(), "-268"),
    ];
    match refused.iter().find(|(refused, _)| *refused) {
        Some((_, code)) => Err(Refusal::of(code)),
        None => Ok(()),
    }
}

/// The orders that `cloneTBS` lists.
pub(super) fn clones(desk: &Desk<'_>, call: &Call<'_>) -> Result<Vec<TbsOrder>, Refusal> {
    let list = text_at(call.demand, "requete/cloneTBS").unwrap_or_default();
    let mut cloned = Vec::new();
    for reference in list.split_whitespace() {
        let order = find::by_tbs(desk, reference)?;
        let order = order.filter(|order| order.account == call.account.user);
        cloned.push(order.ok_or_else(|| Refusal::of("12"))?);
    }
    let valid = |order: &TbsOrder| order.certificates.iter().any(|one| one.is_valid(desk.now));
    if !cloned.is_empty() && !cloned.iter().any(valid) {
        return Err(Refusal::of("-170"));
    }
    Ok(cloned)
}

/// The registration authority, and whether it was chosen for want of a choice.
fn authority(
    demand: &Value,
    product: &Product,
) -> Result<(Option<String>, Option<&'static str>), Refusal> {
    let selected = text_at(demand, "requete/selectedAed");
    let chosen = match selected {
        Some(selected) => Some(aed::chosen(selected).ok_or_else(|| Refusal::of("-261"))?),
        None if product.needs_partner() => return Err(Refusal::of("-262")),
        None => None,
    };
    if !product.needs_meeting() {
        return Ok((None, None));
    }
    let default = chosen.is_none().then_some("-265");
    Ok((
        Some(chosen.unwrap_or(aed::TBS_INTERNET).to_owned()),
        default,
    ))
}

/// Whether the bill would go to a natural person: the organisation is one, and no company is billed.
fn billed_person(demand: &Value) -> bool {
    let kind = text_at(demand, "organisation/typeOrg");
    demand.get("compagnieFact").is_none() && kind.is_some_and(|kind| kind.ends_with("PERSO"))
}

/// The common name that a demand asks for: the CSR's, or that of the details beside an SPKAC or an invitation.
pub(super) fn common_name(demand: &Value) -> String {
    let csr = text_at(demand, "requete/CSR").and_then(|text| Csr::parse(text).ok());
    let name = csr.and_then(|csr| csr.subject().first("CN").map(str::to_owned));
    let details = ["detailsRequete/spkacCN", "detailsInvitation/CN"];
    let detail = details.into_iter().find_map(|path| text_at(demand, path));
    name.or_else(|| detail.map(str::to_owned))
        .unwrap_or_default()
}

/// Keeps an order and lets it begin.
pub(super) fn place(
    desk: &Desk<'_>,
    call: &Call<'_>,
    purchase: Purchase,
    renewed: Option<TbsOrder>,
) -> Result<Members, Refusal> {
    let lost = desk.settings.duplicates == Duplicates::Lost && is_duplicate(desk, call)?;
    let written = |number: u64| number.to_string();
    let id = desk
        .tx
        .order_number("tbs-order", FIRST_REFERENCE, written)?;
    let reference = text_at(call.demand, "divers/refClient").filter(|_| !lost);
    let mut order = Order {
        id,
        account: call.account.user.clone(),
        operation: call.method.to_owned(),
        product: purchase.product.code.clone(),
        reference: reference.map(str::to_owned),
        placed: desk.now,
        modified: desk.now,
        due: None,
        request: call.kept.clone(),
        certificates: Vec::new(),
        details: details(desk, call, &purchase, renewed.as_ref()),
    };
    road::begin(desk, &mut order)?;
    desk.tx.save_order(&order)?;
    if let Some(mut old) = renewed {
        old.details.renewed_by = Some(order.id.clone());
        desk.tx.save_order(&old)?;
    }
    if lost {
        return Err(Refusal::of("-423"));
    }
    let mut members = accepted(call, &order, &purchase.product);
    for code in purchase.warnings {
        answer::warn(
            &mut members,
            code,
            answer::text(call.method, code).to_owned(),
        );
    }
    Ok(members)
}

fn details(
    desk: &Desk<'_>,
    call: &Call<'_>,
    purchase: &Purchase,
    renewed: Option<&TbsOrder>,
) -> Details {
    Details {
        key: call.key.to_owned(),
        common_name: purchase.common_name.clone(),
        ca_reference: None,
        status: OrderStatus::VERIFICATION,
        earlier: None,
        status_since: desk.now,
        advanced: AdvancedStatus::PENDING,
        advanced_since: desk.now,
        stage: Stage::Intake,
        next: None,
        prove: None,
        revoke: None,
        revoking: Vec::new(),
        payment: purchase.payment.clone(),
        audited: 0,
        dcv: purchase.challenges.clone(),
        renews: renewed.map(|old| old.id.clone()),
        renewed_by: None,
        reissue: None,
        cloned: purchase
            .cloned
            .iter()
            .map(|order| order.id.clone())
            .collect(),
        aed: purchase.aed.clone(),
        token: None,
        csr: None,
        reminded: false,
        asleep: None,
    }
}

/// The answer to a demand that was taken.
pub(super) fn accepted(call: &Call<'_>, order: &TbsOrder, product: &Product) -> Members {
    let mut members = answer::success("OK");
    members.insert("refDemande".to_owned(), call.key.into());
    members.insert("refTBS".to_owned(), order.id.clone().into());
    if let Some(reference) = &order.details.ca_reference {
        members.insert("refCA".to_owned(), reference.clone().into());
    }
    if let Some(status) = dcv_methods::status(order, product) {
        members.insert("DCV_Status".to_owned(), status);
    }
    members
}
