package org.rapport.server.security.signin;

import java.util.List;
import org.rapport.server.security.factor.Passkeys;
import org.rapport.server.security.factor.QrCode;

/**
 * What the page of second factors shows.
 *
 * @param has whether there is an authenticator
 * @param left recovery codes that were not used
 * @param recovery new codes, shown this once; empty elsewhere
 * @param begun an authenticator that is being added; null: none
 * @param goesOnTo where who came on another way goes on; null while they may not
 */
public record FactorsShown(
    boolean has,
    int left,
    List<String> recovery,
    Begun begun,
    List<Passkeys.Passkey> passkeys,
    String goesOnTo) {

  /** Its secret, in groups of four, and as a picture. */
  public record Begun(String secret, QrCode.Picture picture) {}
}
