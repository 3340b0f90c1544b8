package org.rapport.routes.intake.siu;

import java.util.Optional;

/** Knows which resource is stored under a business identifier. */
@FunctionalInterface
public interface StoredReferences {
  /** A reference such as {@code Location/1}; empty where there is none. */
  Optional<String> find(String type, String system, String value);
}
