package org.rapport.routes;

import com.nimbusds.jose.jwk.JWKSet;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * Our key at the EHR, if we have one, and its public half for who has to check it (SMART App Launch
 * 2.2, "Registering a client": a JWK Set at a URL).
 *
 * @param assertion empty where a secret is all that there is, or nothing
 */
public record EhrKeys(Optional<ClientAssertion> assertion) {

  /** Puts the JWK Set in the place of the exchange's body. */
  public void publish(Exchange exchange) {
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, JWKSet.MIME_TYPE);
    exchange.getMessage().setHeader("Cache-Control", "public, max-age=300");
    exchange.getMessage().setBody(assertion.map(ClientAssertion::publicKeys).orElse("{}"));
  }
}
