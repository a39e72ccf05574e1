//! Accounts of customers.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    endpoint::{Created, Endpoint, Json, Method, Nothing, endpoint},
    problem::Problem,
    view::AccountView,
};
use crate::{
    model::{Account, Service},
    world::World,
};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(
            Method::Get,
            "/accounts",
            "All accounts, without their passwords.",
            list,
        ),
        endpoint(Method::Post, "/accounts", "Opens an account.", open),
        endpoint(
            Method::Get,
            "/accounts/{service}/{user}",
            "One account, without its password.",
            get,
        ),
        endpoint(
            Method::Put,
            "/accounts/{service}/{user}",
            "Replaces an account, or opens it. A password that is empty stays as it was.",
            replace,
        ),
        endpoint(
            Method::Delete,
            "/accounts/{service}/{user}",
            "Closes an account for good; its orders stay.",
            delete,
        ),
        endpoint(
            Method::Post,
            "/accounts/{service}/{user}/unblock",
            "Opens an account again that failed logins have closed.",
            unblock,
        ),
    ]
}

/// Which account.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Named {
    /// The CA.
    service: Service,
    /// User name.
    user: String,
}

impl Named {
    fn missing(&self) -> Problem {
        Problem::missing(format!(
            "There is no account {} at {}: GET /accounts lists them.",
            self.user,
            self.service.id()
        ))
    }
}

fn list(world: &World, _: &Nothing, (): ()) -> Result<Json<Vec<AccountView>>, Problem> {
    let accounts = world.work(|desk| desk.tx.accounts())?;
    Ok(Json(accounts.into_iter().map(AccountView::from).collect()))
}

fn get(world: &World, named: &Named, (): ()) -> Result<Json<AccountView>, Problem> {
    let account = world.work(|desk| desk.tx.account(named.service, &named.user))?;
    account
        .map(|account| Json(account.into()))
        .ok_or_else(|| named.missing())
}

fn open(
    world: &World,
    _: &Nothing,
    Json(account): Json<Account>,
) -> Result<Created<AccountView>, Problem> {
    check(&account)?;
    world.work(|desk| {
        if desk.tx.account(account.service, &account.user)?.is_some() {
            return Err(Problem::conflict(format!(
                "The account {} is there already: PUT replaces it.",
                account.user
            )));
        }
        Ok(desk.tx.save_account(&account)?)
    })?;
    Ok(Created(account.into()))
}

fn replace(
    world: &World,
    named: &Named,
    Json(mut account): Json<Account>,
) -> Result<Json<AccountView>, Problem> {
    if account.service != named.service || account.user != named.user {
        return Err(Problem::request(
            "The account in the body has another service or user than the address.",
        ));
    }
    world.work(|desk| {
        if account.password.is_empty()
            && let Some(before) = desk.tx.account(named.service, &named.user)?
        {
            account.password = before.password;
        }
        check(&account)?;
        Ok::<_, Problem>(desk.tx.save_account(&account)?)
    })?;
    Ok(Json(account.into()))
}

fn check(account: &Account) -> Result<(), Problem> {
    let unfit = |sentence| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, sentence);
    account.check().map_err(unfit)
}

fn delete(world: &World, named: &Named, (): ()) -> Result<(), Problem> {
    let removed = world.work(|desk| desk.tx.remove_account(named.service, &named.user))?;
    if removed {
        Ok(())
    } else {
        Err(named.missing())
    }
}

fn unblock(world: &World, named: &Named, (): ()) -> Result<Json<AccountView>, Problem> {
    let account = world.work(|desk| {
        let mut account = desk
            .tx
            .account(named.service, &named.user)?
            .ok_or_else(|| named.missing())?;
        account.failures = 0;
        account.closed = false;
        desk.tx.save_account(&account)?;
        Ok::<_, Problem>(account)
    })?;
    Ok(Json(account.into()))
}
