use super::*;

fn service() -> Service {
    let file = (
        "gs/service.kdl".to_owned(),
        include_str!("small.kdl").to_owned(),
    );
    let (model, _) = certwire_schema::load_files(vec![file])
        .unwrap_or_else(|faults| panic!("{}", faults.render(false)));
    model.current().services.remove(0)
}

fn assert_holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[test]
fn a_soap_service_has_three_files() {
    let paths: Vec<String> = files(&service())
        .into_iter()
        .map(|file| file.path)
        .collect();
    let folder = "schema/generated";
    assert_eq!(
        paths,
        ["schema.json", "wsdl", "xsd"].map(|ending| format!("{folder}/gs.{ending}"))
    );
}

#[test]
fn equal_input_gives_equal_files() {
    assert_eq!(files(&service()), files(&service()));
}

#[test]
fn xsd_of_a_request_is_closed() {
    let text = xsd::emit(&service());
    assert_holds(
        &text,
        &[
            r#"elementFormDefault="unqualified""#,
            r#"<xs:element name="Kind" type="tns:Kind">"#,
            r#"<xs:element name="Product" type="tns:codes.product"/>"#,
            r#"<xs:element name="Word" type="tns:String8To20" minOccurs="0">"#,
            r#"<xs:element name="Since" type="tns:BuyRequestSince" minOccurs="0"/>"#,
            r#"<xs:element name="Party" type="tns:Party"/>"#,
            r#"<xs:element name="Item" type="tns:BuyRequestItem" maxOccurs="unbounded"/>"#,
            r#"<xs:pattern value=".{1,29}"/>"#,
            r#"<xs:maxInclusive value="9"/>"#,
            "A word. Secret: keep it out of logs.",
        ],
    );
    assert!(!text.contains("New"), "aliases are for readers:\n{text}");
    assert!(
        !text.contains(r#"enumeration value="""#),
        "a blank cell is no code:\n{text}"
    );
}

#[test]
fn xsd_of_a_response_is_open() {
    assert_holds(
        &xsd::emit(&service()),
        &[
            r#"<xs:element name="Head" type="tns:BuyResultHead"/>"#,
            r#"<xs:element name="OrderID" type="xs:string" minOccurs="0" nillable="true">"#,
            r#"<xs:element name="Day" type="xs:string" minOccurs="0" nillable="true">"#,
            r#"<xs:element name="Kind" type="xs:string" minOccurs="0" nillable="true">"#,
            r#"type="tns:PartyResult" minOccurs="0" maxOccurs="unbounded" nillable="true"/>"#,
            r#"<xs:element name="Name" type="xs:string" nillable="true">"#,
            "At most 50 characters.",
            "Known values: new, renewal.",
        ],
    );
}

#[test]
fn wsdl_is_document_literal() {
    assert_holds(
        &wsdl::emit(&service()),
        &[
            r#"<wsdl:part name="parameters" element="tns:Buy"/>"#,
            r#"<wsdl:part name="parameters" element="tns:BuyResponse"/>"#,
            r#"<soap:operation soapAction="" style="document"/>"#,
            r#"<soap:body use="literal"/>"#,
            r#"<soap:address location="https://a.example/ws/AService"/>"#,
            "Buys. Section 1. Costs money: never send it again blind.",
        ],
    );
}

#[test]
fn json_schema_tells_requests_from_responses() {
    let schema: serde_json::Value =
        serde_json::from_str(&json_schema::emit(&service())).expect("JSON");
    let definitions = &schema["$defs"];
    let request = &definitions["BuyRequest"];
    assert_eq!(
        request["required"],
        serde_json::json!(["Kind", "Product", "Party", "Item"])
    );
    assert_eq!(request["additionalProperties"], false);
    let word = &request["properties"]["Word"];
    assert_eq!(
        (&word["writeOnly"], &word["minLength"]),
        (&true.into(), &8.into())
    );
    assert_eq!(request["properties"]["Old"]["deprecated"], true);
    assert_eq!(request["properties"]["Item"]["minItems"], 1);
    assert_eq!(
        definitions["codes.product"]["enum"],
        serde_json::json!(["A"])
    );
    let response = &definitions["BuyResult"];
    assert_eq!(
        response["anyOf"][0]["required"],
        serde_json::json!(["Head", "OrderID"])
    );
    assert_eq!(
        response["anyOf"][1]["properties"]["Head"]["properties"]["SuccessCode"]["maximum"],
        -1
    );
    assert!(response["properties"]["OrderID"]["maxLength"].is_null());
}
