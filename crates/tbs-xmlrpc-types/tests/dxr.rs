//! Messages through the values of the `dxr` crate.
#![cfg(feature = "dxr")]

use dxr::{TryFromParams, TryFromValue, TryToParams, TryToValue, Value};
use tbs_xmlrpc_types::{
    Dxr, Identification, StatutDemande, StatutDemandeCertificat, StatutRequest, StatutResponse,
};

fn members<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Struct(members.map(|(name, value)| (name.to_owned(), value)).into())
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn question() -> StatutRequest<'static> {
    let identification = Identification::builder()
        .utilisateur("me")
        .mot_de_passe("very secret")
        .build();
    let certificat = StatutDemandeCertificat::builder()
        .ref_tbs("1234567890")
        .build();
    let demande = StatutDemande::builder()
        .certificat(certificat.expect("whole"))
        .build();
    StatutRequest::builder()
        .identification(identification.expect("whole"))
        .demande([("my-ref", demande.expect("whole"))])
        .build()
        .expect("whole")
}

#[test]
fn a_call_has_two_parameters_and_comes_back() {
    let call = Dxr(question());
    let params = call.try_to_params().expect("parameters");
    let [Value::Struct(credentials), Value::Struct(orders)] = params.as_slice() else {
        panic!("two structures: {params:?}");
    };
    assert!(credentials.contains_key("identification"));
    assert_eq!(orders.keys().collect::<Vec<_>>(), ["my-ref"]);
    let back = Dxr::<StatutRequest<'_>>::try_from_params(&params).expect("a call");
    assert_eq!(back, call);
}

#[test]
fn php_sends_arrays_and_numbers() {
    let status = Value::Array(vec![
        Value::Integer(1),
        text("Issued"),
        text("Currently valid"),
    ]);
    let value = members([
        ("codeReponse", Value::Integer(0)),
        ("messageReponse", text("OK")),
        ("statut", status),
        ("unheardOf", Value::Boolean(true)),
    ]);
    let Dxr(response) = Dxr::<StatutResponse<'_>>::try_from_value(&value).expect("a response");
    assert_eq!(response.code_reponse, "0");
    assert_eq!(
        (response.statut.code, response.statut.label.as_ref()),
        (1, "Issued")
    );
    let again = Dxr(response).try_to_value().expect("a value");
    let Value::Struct(again) = again else {
        panic!("a structure")
    };
    assert_eq!(again.get("codeReponse"), Some(&text("0")));
    assert!(!again.contains_key("unheardOf") && !again.contains_key("etat"));
}

#[test]
fn what_is_no_message_is_refused_without_its_values() {
    let value = members([("codeReponse", members([("secret", text("hidden"))]))]);
    let error =
        Dxr::<StatutResponse<'_>>::try_from_value(&value).expect_err("a structure for a text");
    let message = error.to_string();
    assert!(
        message.contains("codeReponse") && !message.contains("hidden"),
        "{message}"
    );
    assert!(Dxr::<StatutResponse<'_>>::try_from_value(&text("hello")).is_err());
}
