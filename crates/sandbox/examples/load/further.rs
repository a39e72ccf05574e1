//! Calls of other kinds than those that every order needs.

use certwire_sandbox::model::Service;
use gs_soap_types::{
    GetOrdersOrderQueryOption, GetOrdersRequest, ModifyOrderOperation, ModifyOrderRequest,
};
use tbs_xmlrpc_types::{ReferenceRequest, SoldeRequest};

use crate::callers::{Acknowledged, Caller, Trouble, said};

impl Caller {
    /// Looks the order up by the caller's own reference; it must be the one.
    pub(crate) async fn find(&self, order: &Acknowledged) -> Result<(), Trouble> {
        let found = match order.service {
            Service::Gs => {
                let mut option = GetOrdersOrderQueryOption::default();
                option.sub_id = Some(order.reference.clone().into());
                let mut question = GetOrdersRequest::default();
                question.order_query_option = Some(Box::new(option));
                let answer = self.gs.get_orders(&question).await?;
                answer.accepted().map_err(said)?.value.order_detail.len()
            }
            Service::Tbs => {
                let mut question = ReferenceRequest::default();
                question.ref_client = Some(order.reference.clone().into());
                let answer = self.tbs.reference(&question).await?;
                let found = answer.accepted().map_err(said)?.value.reponse;
                found.map_or(0, |found| found.entries.len())
            }
        };
        if found == 1 {
            Ok(())
        } else {
            Err(format!("{order:?} was found {found} times").into())
        }
    }

    /// Cancels the order (`GlobalSign`), or asks for the balance (TBS).
    pub(crate) async fn afterwards(&self, order: &Acknowledged) -> Result<(), Trouble> {
        match order.service {
            Service::Gs => {
                let mut request = ModifyOrderRequest::default();
                request.order_id = order.id.clone().into();
                request.modify_order_operation = ModifyOrderOperation::Cancel;
                let answer = self.gs.modify_order(&request).await?;
                answer.accepted().map_err(said)?;
            }
            Service::Tbs => {
                let answer = self.tbs.solde(&SoldeRequest::default()).await?;
                answer.accepted().map_err(said)?;
            }
        }
        Ok(())
    }
}
