// aXMLRPC: a client for each script, structures are maps.

import de.timroes.axmlrpc.XMLRPCClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URL;
import java.util.Map;

public final class Order {
    private static final XMLRPCClient OPERATIONS = script("operations");
    private static final XMLRPCClient INFOS = script("infos");

    private static final Map<String, Object> CREDENTIALS = Map.of(
        "identification", Map.of(
            "utilisateur", System.getenv("CERTWIRE_USER"),
            "motDePasse", System.getenv("CERTWIRE_PASSWORD")));

    private static XMLRPCClient script(String name) {
        try {
            return new XMLRPCClient(new URL(System.getenv("CERTWIRE_URL") + "/api-" + name + ".php"));
        } catch (java.net.MalformedURLException error) {
            throw new IllegalStateException(error);
        }
    }

    private static void say(String name, Object value) {
        System.out.println(name + "\t" + value.toString().replace("\n", "\\n"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> call(XMLRPCClient client, String method, Map<String, ?> demand)
            throws Exception {
        return (Map<String, Object>) client.call(method, CREDENTIALS, Map.of("interop-java", demand));
    }

    private static Map<String, Object> accepted(Map<String, Object> answer) {
        if (!answer.get("codeReponse").equals("0")) {
            throw new IllegalStateException(
                "refused with " + answer.get("codeReponse") + ": " + answer.get("messageReponse"));
        }
        return answer;
    }

    private static Map<String, Object> order(String product) throws Exception {
        return call(OPERATIONS, "achat", Map.of(
            "produit", Map.of("code", product),
            "requete", Map.of(
                "logiciel", "nginx",
                "CSR", System.getenv("CERTWIRE_CSR"),
                "adresseDVC", "admin@example.com"),
            "organisation", Map.of(
                "nom", "Exemple Société",
                "adresse1", "1, rue de l’Exemple",
                "ville", "Exempleville",
                "codePostal", "14000",
                "telephone", "+33-1-99-00-12-34",
                "codeNAF", "1355"),
            "contactAdm", Map.of(
                "civiliteAdm", "2",
                "nomAdm", "Exemple",
                "prenomAdm", "Zoé",
                "fonctionAdm", "Directrice",
                "telAdm", "+33-1-99-00-12-34",
                "emailAdm", "zoe.exemple@example.com",
                "langueComAdm", "FR"),
            "paiement", Map.of("modePaiement", "pre")));
    }

    private static Map<String, Object> query(String reference) throws Exception {
        return accepted(call(INFOS, "statut", Map.of("certificat", Map.of("refTBS", reference))));
    }

    private static Object state(Map<String, Object> answer) {
        return ((Map<?, ?>) answer.get("statut")).get("0");
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        say("version", System.getProperty("version"));

        String reference = (String) accepted(order("X509SHA256s")).get("refTBS");
        say("ordered", reference);

        Map<String, Object> answer = query(reference);
        while (!state(answer).equals(1)) {
            say("waiting", state(answer));
            input.readLine();
            answer = query(reference);
        }
        say("certificate", ((Map<?, ?>) answer.get("certificat")).get("x509"));
        say("issued", state(answer));

        accepted(call(OPERATIONS, "revocation", Map.of(
            "certificat", Map.of("refTBS", reference),
            "raison", "clef compromise")));
        say("revoked", reference);

        answer = order("X509-inconnu");
        say("code", answer.get("codeReponse"));
        say("message", answer.get("messageReponse"));
    }
}
