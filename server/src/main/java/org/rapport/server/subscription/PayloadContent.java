package org.rapport.server.subscription;

import java.util.Arrays;
import java.util.Optional;

/** How much a notification says of what its events are about (backport-content-value-set). */
enum PayloadContent {
  EMPTY("empty"),
  ID_ONLY("id-only"),
  FULL_RESOURCE("full-resource");

  private final String code;

  PayloadContent(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }

  static Optional<PayloadContent> of(String code) {
    return Arrays.stream(values()).filter(one -> one.code.equals(code)).findFirst();
  }
}
