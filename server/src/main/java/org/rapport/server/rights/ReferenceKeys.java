package org.rapport.server.rights;

import java.util.HexFormat;
import org.rapport.server.consent.ErasedAddresses;
import org.springframework.stereotype.Component;

/**
 * A keyed hash in the place of a reference to who was erased: it joins entries, and names nobody.
 */
@Component
class ReferenceKeys {
  private final ErasedAddresses keys;

  ReferenceKeys(ErasedAddresses keys) {
    this.keys = keys;
  }

  String of(String reference) {
    return HexFormat.of().formatHex(keys.hash("reference " + reference));
  }
}
