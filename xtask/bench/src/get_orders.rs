//! The `GetOrders` response as structs for serde and instant-xml: every element that the measured messages hold, as
//! text. instant-xml knows an element by the name of its struct.

use instant_xml::FromXml;
use serde::{Deserialize, Serialize};

macro_rules! structs {
    ($($name:ident { $($field:ident: $type:ty = $wire:tt,)* })*) => {
        $(
            #[derive(Deserialize, FromXml, Serialize)]
            pub(crate) struct $name {
                $(
                    #[serde(rename = $wire)]
                    #[xml(rename = $wire)]
                    $field: $type,
                )*
            }
        )*
    };
}

#[derive(Deserialize, FromXml, Serialize)]
#[xml(ns("http://schemas.xmlsoap.org/soap/envelope/"))]
pub(crate) struct Envelope {
    #[serde(rename(deserialize = "Body", serialize = "soapenv:Body"))]
    body: Body,
}

#[derive(Deserialize, FromXml, Serialize)]
#[xml(ns("http://schemas.xmlsoap.org/soap/envelope/"))]
pub(crate) struct Body {
    #[serde(rename(deserialize = "GetOrdersResponse", serialize = "ns2:GetOrdersResponse"))]
    response: GetOrdersResponse,
}

#[derive(Deserialize, FromXml, Serialize)]
#[xml(ns("https://system.globalsign.com/pc/ws/v2/"))]
pub(crate) struct GetOrdersResponse {
    #[serde(rename = "Response")]
    response: Response,
}

macro_rules! contacts {
    ($($name:ident)*) => {
        structs! {
            $(
                $name {
                    first_name: String = "FirstName",
                    last_name: String = "LastName",
                    job_title: String = "JobTitle",
                    organization_name: String = "OrganizationName",
                    department: String = "Department",
                    phone: String = "Phone",
                    email: String = "Email",
                    first_name_native: String = "FirstNameNative",
                    last_name_native: String = "LastNameNative",
                    job_title_native: String = "JobTitleNative",
                    organization_name_native: String = "OrganizationNameNative",
                    department_native: String = "DepartmentNative",
                }
            )*
        }
    };
}

contacts! { RequestorInfo ApproverInfo AuthorizedSignerInfo }

structs! {
    Response {
        order_response_header: OrderResponseHeader = "OrderResponseHeader",
        order_detail: Vec<OrderDetail> = "OrderDetail",
    }
    OrderDetail {
        order_info: OrderInfo = "OrderInfo",
        order_sub_info: OrderSubInfo = "OrderSubInfo",
        order_option: OrderOption = "OrderOption",
        certificate_info: CertificateInfo = "CertificateInfo",
        fulfillment: Option<Fulfillment> = "Fulfillment",
        modification_events: ModificationEvents = "ModificationEvents",
    }
    ModificationEvents {
        modification_event: Vec<ModificationEvent> = "ModificationEvent",
    }
    ModificationEvent {
        modification_event_name: String = "ModificationEventName",
        modification_event_timestamp: String = "ModificationEventTimestamp",
    }
    Fulfillment {
        ca_certificates: CACertificates = "CACertificates",
        pc_certificate: PcCertificate = "PcCertificate",
    }
    PcCertificate {
        x509_cert: String = "X509Cert",
        pkcs7_cert: String = "PKCS7Cert",
    }
    CACertificates {
        ca_certificate: Vec<CACertificate> = "CACertificate",
    }
    CACertificate {
        ca_cert_type: String = "CACertType",
        ca_cert: String = "CACert",
    }
    CertificateInfo {
        certificate_status: String = "CertificateStatus",
        start_date: String = "StartDate",
        end_date: String = "EndDate",
        email: String = "Email",
        common_name: String = "CommonName",
        organization_unit: String = "OrganizationUnit",
        organization: String = "Organization",
        locality: String = "Locality",
        state_or_province: String = "StateOrProvince",
        country: String = "Country",
        serial_number: String = "SerialNumber",
        subject_name: String = "SubjectName",
    }
    OrderOption {
        organization_info: OrganizationInfo = "OrganizationInfo",
        requestor_info: RequestorInfo = "RequestorInfo",
        approver_info: ApproverInfo = "ApproverInfo",
        authorized_signer_info: AuthorizedSignerInfo = "AuthorizedSignerInfo",
        jurisdiction_info: JurisdictionInfo = "JurisdictionInfo",
        subscriber: Subscriber = "Subscriber",
    }
    Subscriber {
        organization_name: String = "OrganizationName",
        organization_unit_name: String = "OrganizationUnitName",
        postal_code: String = "PostalCode",
        address_line1: String = "AddressLine1",
        address_line2: String = "AddressLine2",
        locality: String = "Locality",
        state_or_province: String = "StateOrProvince",
        credit_research_kind: String = "CreditResearchKind",
        credit_research_number: String = "CreditResearchNumber",
        country: String = "Country",
        first_name: String = "FirstName",
        last_name: String = "LastName",
        phone: String = "Phone",
        email: String = "Email",
        first_name_native: String = "FirstNameNative",
        last_name_native: String = "LastNameNative",
    }
    JurisdictionInfo {
        jurisdiction_country: String = "JurisdictionCountry",
        jurisdiction_state: String = "JurisdictionState",
        jurisdiction_locality: String = "JurisdictionLocality",
        incorporating_agency_registration_number: String = "IncorporatingAgencyRegistrationNumber",
    }
    OrganizationInfo {
        organization_name: String = "OrganizationName",
        credit_agency: String = "CreditAgency",
        organization_code: String = "OrganizationCode",
        business_assumed_name: String = "BusinessAssumedName",
        business_category_code: String = "BusinessCategoryCode",
        organization_address: OrganizationAddress = "OrganizationAddress",
    }
    OrganizationAddress {
        address_line1: String = "AddressLine1",
        address_line2: String = "AddressLine2",
        address_line3: String = "AddressLine3",
        city: String = "City",
        region: String = "Region",
        postal_code: String = "PostalCode",
        country: String = "Country",
        phone: String = "Phone",
        fax: String = "Fax",
    }
    OrderSubInfo {
        p12_delete_date: String = "P12DeleteDate",
        sub_id: String = "SubID",
    }
    OrderInfo {
        order_id: String = "OrderID",
        product_code: String = "ProductCode",
        order_kind: String = "OrderKind",
        order_date: String = "OrderDate",
        order_complete_date: String = "OrderCompleteDate",
        order_canceled_date: String = "OrderCanceledDate",
        order_deactivated_date: String = "OrderDeactivatedDate",
        order_status: String = "OrderStatus",
        price: String = "Price",
        currency: String = "Currency",
        original_order_id_for_re_issue: String = "OriginalOrderIDForReIssue",
        request_date: String = "RequestDate",
        request_before_date: String = "RequestBeforeDate",
        request_after_date: String = "RequestAfterDate",
        issue_date: String = "IssueDate",
        cancel_request_date: String = "CancelRequestDate",
        revoke_request_date: String = "RevokeRequestDate",
        validity_period: ValidityPeriod = "ValidityPeriod",
    }
    ValidityPeriod {
        not_before: String = "NotBefore",
        not_after: String = "NotAfter",
    }
    OrderResponseHeader {
        success_code: String = "SuccessCode",
        timestamp: String = "Timestamp",
    }
}
