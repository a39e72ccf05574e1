use certwire_derive::SoapElement;

#[derive(SoapElement)]
#[soap(operation = "OrderOS")]
struct NoDirection {
    year: i64,
}

#[derive(SoapElement)]
#[soap(direction = "request")]
struct NoOperation {
    year: i64,
}

#[derive(SoapElement)]
#[soap(namespace = "https://ca.example/")]
struct OnlyNamespace {
    year: i64,
}

#[derive(SoapElement)]
#[soap(operation = "OrderOS", direction = "up")]
struct WrongDirection {
    year: i64,
}

fn main() {}
