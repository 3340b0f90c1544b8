package org.rapport.routes.channel.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.james.jdkim.DKIMSigner;
import org.apache.james.jdkim.exceptions.FailException;

/**
 * Signs e-mail for a domain (RFC 6376, rsa-sha256, relaxed/relaxed). Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8058#section-4">RFC 8058, 4: the signature covers
 *     both headers of one-click unsubscription</a>
 */
public final class DkimSignature {
  /**
   * What must not be there twice is named once more than it is there, so that it can be neither
   * changed nor added (RFC 6376, 8.15).
   */
  private static final String HEADERS =
      "From:From:To:To:Subject:Subject:Cc:Reply-To:Date:Message-ID:MIME-Version:Content-Type"
          + ":Content-Transfer-Encoding:Content-Language:Auto-Submitted:In-Reply-To:References"
          + ":List-Unsubscribe:List-Unsubscribe:List-Unsubscribe-Post:List-Unsubscribe-Post";

  private final String domain;
  private final String selector;
  private final DkimKey key;

  /**
   * A signer.
   *
   * @param domain the {@code d=}; aligned with the From header's (RFC 7489, 3.1.1)
   * @param selector the {@code s=}
   */
  public DkimSignature(String domain, String selector, DkimKey key) {
    this.domain = domain;
    this.selector = selector;
    this.key = key;
  }

  public String domain() {
    return domain;
  }

  /** Name of the TXT record that receivers look up. */
  public String recordName() {
    return selector + "._domainkey." + domain;
  }

  /** What stands in that record. */
  public String record() {
    return "v=DKIM1; k=rsa; p=" + key.publicKey();
  }

  /**
   * The DKIM-Signature header, without a line break at its end.
   *
   * @param message as it goes over the wire, lines ending in CRLF
   */
  String of(byte[] message) throws IOException {
    String template =
        "v=1; a=rsa-sha256; c=relaxed/relaxed; d="
            + domain
            + "; s="
            + selector
            + "; h="
            + HEADERS
            + "; bh=; b=;";
    try {
      // Folded for RFC 5322, 2.1.1; the relaxed form of the header is the same.
      return new DKIMSigner(template, key.privateKey())
          .sign(new ByteArrayInputStream(message))
          .replace("; ", ";\r\n ");
    } catch (FailException e) {
      throw new IOException("The e-mail cannot be signed", e);
    }
  }
}
