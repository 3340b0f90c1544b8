package org.rapport.server.outreach.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.rapport.server.policy.Policy;

/** The rules that are shipped. */
public final class TestPolicy {
  private TestPolicy() {}

  public static Policy shipped() {
    try {
      return new Policy(List.copyOf(PolicyConfiguration.shipped().values()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
